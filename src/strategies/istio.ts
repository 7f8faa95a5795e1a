import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { BindClientOptions, BindServerOptions, ILoadBalancingStrategy } from './strategy';
import { LoadBalancingClientConfig, LoadBalancingServerConfig } from './config';
import { TelemetrySource } from '../monitoring/telemetry-source';
import { dnsTarget, serviceHost } from '../private/addresses';
import { checkIstioOptions } from './istio-input';
import { destinationRuleSpec } from './istio-destination-rule';
import { IstioAlgorithm, IstioApiVersion, IstioOptions } from './istio-options';
import { drainTime, PROPAGATION, refuseEncrypted } from './proxy';

const PROXY_METRICS = { portName: 'http-envoy-prom', port: 15090, path: '/stats/prometheus', scrapedByMesh: true };

/** Istio's proxy beside the caller balances over the endpoints of the ClusterIP Service. */
export class Istio implements ILoadBalancingStrategy {
  public readonly strategyName = 'istio';

  public constructor(private readonly options: IstioOptions = {}) {
    checkIstioOptions(options);
  }

  public bindServer(scope: Construct, { server, cluster, preStop }: BindServerOptions): LoadBalancingServerConfig {
    refuseEncrypted(server, this.strategyName);
    // A host with one dot is silently ignored, and so is a rule in a third namespace; on a headless Service every rule is.
    const host = serviceHost(server, cluster);
    new ApiObject(scope, 'DestinationRule', {
      apiVersion: this.options.apiVersion ?? IstioApiVersion.V1,
      kind: 'DestinationRule',
      metadata: { name: server.serverName, namespace: server.namespace },
      spec: destinationRuleSpec(host, this.options),
    });
    return {
      target: dnsTarget(host, server.ports[0].port),
      clusterIpService: true,
      // Of its own accord the proxy stays for 5 s.
      ...this.podMetadata(
        this.options.coverDrain === false ? {} : { terminationDrainDuration: `${drainTime(server, preStop)}s` },
      ),
      discovery: PROPAGATION,
      departure: PROPAGATION,
      portExclusions: ['traffic.sidecar.istio.io/excludeInboundPorts'],
      telemetry: TelemetrySource.istio(),
      evenShares: this.evenShares(),
      metrics: PROXY_METRICS,
    };
  }

  public bindClient(_scope: Construct, options: BindClientOptions): LoadBalancingClientConfig {
    const { connections, runsToCompletion, cluster } = options;
    connections.forEach(({ server }) => refuseEncrypted(server, this.strategyName));
    const { podLabels, podAnnotations } = this.podMetadata();
    return {
      channels: connections.map(({ server, port }) => ({
        target: dnsTarget(serviceHost(server, cluster), port.port),
        // Istio's default route retries twice on UNAVAILABLE: 3 attempts of the client would become 9.
        retriedByProxy: true,
      })),
      podLabels,
      podAnnotations: {
        ...podAnnotations,
        // An ordinary proxy would keep a Job from ever completing, and before Kubernetes 1.33 it is one by default.
        ...(runsToCompletion && cluster.nativeSidecars && { 'sidecar.istio.io/nativeSidecar': 'true' }),
      },
      portExclusions: ['traffic.sidecar.istio.io/excludeOutboundPorts'],
    };
  }

  private podMetadata(drain = {}): Pick<LoadBalancingServerConfig, 'podLabels' | 'podAnnotations'> {
    const { podInjection = true, revision, holdApplicationUntilProxyStarts = true } = this.options;
    const proxyConfig = { ...(holdApplicationUntilProxyStarts && { holdApplicationUntilProxyStarts }), ...drain };
    return {
      podLabels: {
        ...(revision !== undefined && { 'istio.io/rev': revision }),
        // A label: in a namespace that is not labelled the webhook never fires for the annotation.
        ...(podInjection && { 'sidecar.istio.io/inject': 'true' }),
      },
      podAnnotations:
        Object.keys(proxyConfig).length > 0 ? { 'proxy.istio.io/config': JSON.stringify(proxyConfig) } : {},
    };
  }

  /** Least request evens out load, not counts, and random only comes close; warmup and locality skew on purpose. */
  private evenShares(): boolean {
    const { algorithm = IstioAlgorithm.ROUND_ROBIN, warmup, localityPriority } = this.options;
    return algorithm === IstioAlgorithm.ROUND_ROBIN && !warmup && !localityPriority;
  }
}
