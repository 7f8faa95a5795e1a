import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { BindClientOptions, BindServerOptions, ILoadBalancingStrategy } from './strategy';
import { LoadBalancingClientConfig, LoadBalancingServerConfig } from './config';
import { TelemetrySource } from '../monitoring/telemetry-source';
import { dnsTarget, serviceHost } from '../private/addresses';
import { refuse } from '../private/errors';
import { checkChoice, checkDuration, checkInteger, isQualifiedName, isText } from '../private/names';
import { checkShapes, checkStruct } from '../private/shapes';
import { destinationRuleSpec } from './istio-destination-rule';
import { IstioAlgorithm, IstioApiVersion, IstioOptions } from './istio-options';
import { drainTime, PROPAGATION, refuseEncrypted } from './proxy';

const FACTORY = 'LoadBalancing.istio';

const PROXY_METRICS = { portName: 'http-envoy-prom', port: 15090, path: '/stats/prometheus', scrapedByMesh: true };

/** Istio's proxy beside the caller balances over the endpoints of the ClusterIP Service. */
export class Istio implements ILoadBalancingStrategy {
  public readonly strategyName = 'istio';

  public constructor(private readonly options: IstioOptions = {}) {
    checkOptions(options);
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

  public bindClient(_scope: Construct, { connections, cluster }: BindClientOptions): LoadBalancingClientConfig {
    connections.forEach(({ server }) => refuseEncrypted(server, this.strategyName));
    return {
      channels: connections.map(({ server, port }) => ({
        target: dnsTarget(serviceHost(server, cluster), port.port),
        // Istio's default route retries twice on UNAVAILABLE: 3 attempts of the client would become 9.
        retriedByProxy: true,
      })),
      ...this.podMetadata(),
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

function checkOptions(options: IstioOptions): void {
  checkStruct(FACTORY, 'options', options);
  checkShapes(FACTORY, options, {
    flags: ['h2Upgrade', 'podInjection', 'holdApplicationUntilProxyStarts', 'coverDrain'],
    structs: ['connectionPool', 'outlierDetection'],
    lists: ['localityPriority'],
  });
  const {
    algorithm,
    apiVersion,
    localityPriority,
    connectionPool: pool = {},
    outlierDetection: outlier = {},
  } = options;
  if (algorithm !== undefined && !Object.values(IstioAlgorithm).includes(algorithm)) {
    const remedy = `use ${Object.values(IstioAlgorithm).join(', ')}; PASSTHROUGH would switch balancing off`;
    refuse(FACTORY, "'algorithm' is unknown", algorithm, remedy);
  }
  checkChoice(FACTORY, 'apiVersion', apiVersion, Object.values(IstioApiVersion), ' or ');
  if (options.revision !== undefined) {
    if (!isText(options.revision, /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/)) {
      const remedy = "use lower case letters, digits and hyphens, such as '1-30-3'";
      refuse(FACTORY, "'revision' must be the name of a revision", options.revision, remedy);
    }
    if (options.podInjection === false) {
      refuse(
        FACTORY,
        "'revision' needs 'podInjection'",
        options.revision,
        'put the revision on the namespace, or leave podInjection on',
      );
    }
  }
  if (options.warmup !== undefined) {
    checkDuration(FACTORY, 'warmup', options.warmup, 1, 3600);
    if (algorithm === IstioAlgorithm.RANDOM)
      refuse(FACTORY, "'warmup' has no effect with RANDOM", algorithm, 'use ROUND_ROBIN or LEAST_REQUEST');
  }
  if (localityPriority !== undefined) checkLocality(localityPriority, options);
  for (const key of ['maxRequests', 'maxRequestsPerConnection', 'maxRetries'] as const) {
    if (pool[key] !== undefined) checkInteger(FACTORY, `connectionPool.${key}`, pool[key], 0, 2 ** 31 - 1);
  }
  for (const key of ['consecutiveLocalOriginFailures', 'consecutiveServerErrors'] as const) {
    if (outlier[key] !== undefined) checkInteger(FACTORY, `outlierDetection.${key}`, outlier[key], 0, 1000);
  }
  if (outlier.maxEjectionPercent !== undefined)
    checkInteger(FACTORY, 'outlierDetection.maxEjectionPercent', outlier.maxEjectionPercent, 0, 100);
  for (const [key, value] of Object.entries({
    'connectionPool.connectTimeout': pool.connectTimeout,
    'connectionPool.idleTimeout': pool.idleTimeout,
    'outlierDetection.interval': outlier.interval,
    'outlierDetection.baseEjectionTime': outlier.baseEjectionTime,
  })) {
    if (value !== undefined) checkDuration(FACTORY, key, value, 1, 86400);
  }
}

function checkLocality(labels: string[], { outlierDetection }: IstioOptions): void {
  if (!outlierDetection) {
    const remedy = "pass 'outlierDetection: {}' too, or leave it out";
    refuse(FACTORY, "'localityPriority' has no effect without 'outlierDetection'", labels, remedy);
  }
  if (labels.length === 0 || !labels.every((label) => isQualifiedName(label?.split?.('=')[0]))) {
    const remedy = "pass keys such as 'topology.kubernetes.io/zone'";
    refuse(FACTORY, "'localityPriority' must be keys of labels", labels, remedy);
  }
}
