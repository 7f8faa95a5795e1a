import { ApiObject, Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { BindClientOptions, BindServerOptions, ILoadBalancingStrategy } from './strategy';
import { LoadBalancingClientConfig, LoadBalancingServerConfig } from './config';
import { TelemetrySource } from '../monitoring/telemetry-source';
import { dnsTarget, serviceHost } from '../private/addresses';
import { checkIstioOptions } from './istio-input';
import { destinationRuleSpec } from './istio-destination-rule';
import { IstioAlgorithm, IstioApiVersion, IstioOptions } from './istio-options';
import { clientDrain, PROPAGATION, refuseEncrypted, refuseProxyPorts, serverDrain } from './proxy';
import { ProxyDrain } from './proxy-drain';

/** Annotation whose value, JSON or YAML, is merged into the configuration of the mesh. */
const PROXY_CONFIG = 'proxy.istio.io/config';

/** https://istio.io/latest/docs/ops/deployment/application-requirements/#ports-used-by-istio */
const PROXY_PORTS = [15000, 15001, 15002, 15004, 15006, 15008, 15009, 15020, 15021, 15053, 15090];

const PROXY_METRICS = { portName: 'http-envoy-prom', port: 15090, path: '/stats/prometheus', scrapedByMesh: true };

/** Istio's proxy beside the caller balances over the endpoints of the ClusterIP Service. */
export class Istio implements ILoadBalancingStrategy {
  public readonly strategyName = 'istio';

  public constructor(private readonly options: IstioOptions = {}) {
    checkIstioOptions(options);
  }

  public bindServer(scope: Construct, { server, cluster, preStop }: BindServerOptions): LoadBalancingServerConfig {
    refuseEncrypted(server, this.strategyName);
    refuseProxyPorts(server, this.strategyName, PROXY_PORTS);
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
      ...this.podMetadata(),
      proxyDrain: this.proxyDrain(serverDrain(server, preStop)),
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
      proxyDrain: runsToCompletion ? undefined : this.proxyDrain(clientDrain(connections)),
      portExclusions: ['traffic.sidecar.istio.io/excludeOutboundPorts'],
    };
  }

  /** Of its own accord the proxy stays for 5 s. */
  private proxyDrain(time: Duration): ProxyDrain | undefined {
    if (this.options.coverDrain === false) return undefined;
    return { time, annotation: PROXY_CONFIG, field: 'terminationDrainDuration' };
  }

  private podMetadata(): Pick<LoadBalancingServerConfig, 'podLabels' | 'podAnnotations'> {
    const { podInjection = true, revision, holdApplicationUntilProxyStarts = true } = this.options;
    return {
      podLabels: {
        ...(revision !== undefined && { 'istio.io/rev': revision }),
        // A label: in a namespace that is not labelled the webhook never fires for the annotation.
        ...(podInjection && { 'sidecar.istio.io/inject': 'true' }),
      },
      podAnnotations: holdApplicationUntilProxyStarts
        ? { [PROXY_CONFIG]: JSON.stringify({ holdApplicationUntilProxyStarts }) }
        : {},
    };
  }

  /** Least request evens out load, not counts, and random only comes close; warmup and locality skew on purpose. */
  private evenShares(): boolean {
    const { algorithm = IstioAlgorithm.ROUND_ROBIN, warmup, localityPriority } = this.options;
    return algorithm === IstioAlgorithm.ROUND_ROBIN && !warmup && !localityPriority;
  }
}
