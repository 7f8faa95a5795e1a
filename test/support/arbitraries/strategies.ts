/** Every option of every strategy and every fact of a cluster in its valid range; the types make a new one a compile error here. */
import { Size } from 'cdk8s';
import * as fc from 'fast-check';
import { ClusterFacts, IpFamily, LoadBalancing, SelectOptions, strategies } from '../../../src';
import { monitoringOptions } from './monitoring';
import { labels, oneOf, Props, seconds, some } from './parts';

const clusterProps: Props<ClusterFacts> = {
  kubernetesVersion: oneOf('1.28', '1.29', 'v1.30.2', '1.33', '1.35'),
  domain: oneOf('cluster.local', 'k8s.example.com', 'c'),
  dnsTtl: seconds(0, 60),
  ipFamily: oneOf(...Object.values(IpFamily)),
  ruleLabels: labels,
};

const settingsProps: Props<SelectOptions> = {
  cluster: some(clusterProps),
  monitoring: monitoringOptions,
  helm: fc.boolean(),
};

/** What holds for the whole app. */
export const settings = some(settingsProps);

const outlier: Props<strategies.IstioOutlierDetection> = {
  consecutiveLocalOriginFailures: fc.nat(1000),
  consecutiveServerErrors: fc.nat(1000),
  interval: seconds(1, 86400),
  baseEjectionTime: seconds(1, 86400),
  maxEjectionPercent: fc.nat(100),
};
const pool: Props<strategies.IstioConnectionPool> = {
  maxRequests: fc.nat(),
  maxRequestsPerConnection: fc.nat(),
  maxRetries: fc.nat(),
  connectTimeout: seconds(1, 86400),
  idleTimeout: seconds(1, 86400),
};
const istio: Props<strategies.IstioOptions> = {
  algorithm: oneOf(...Object.values(strategies.IstioAlgorithm)),
  apiVersion: oneOf(...Object.values(strategies.IstioApiVersion)),
  h2Upgrade: fc.boolean(),
  podInjection: fc.boolean(),
  revision: oneOf('canary', '1-22'),
  holdApplicationUntilProxyStarts: fc.boolean(),
  coverDrain: fc.boolean(),
  connectionPool: some(pool),
  outlierDetection: some(outlier),
  warmup: seconds(1, 3600),
  localityPriority: fc.constant(['topology.kubernetes.io/zone']),
};
const linkerd: Props<strategies.LinkerdOptions> = {
  podInjection: fc.boolean(),
  awaitProxy: fc.boolean(),
  coverDrain: fc.boolean(),
  opaquePorts: fc.subarray([25, 3306, 6379]),
};
const clientSide: Props<strategies.ClientSideOptions> = { resolutionFloor: seconds(1, 60) };
const envoy: Props<strategies.EnvoySidecarOptions> = {
  placement: oneOf(...Object.values(strategies.EnvoyPlacement)),
  image: oneOf('envoyproxy/envoy:v1.36.4', `envoy@sha256:${'0'.repeat(64)}`),
  algorithm: oneOf(...Object.values(strategies.EnvoyAlgorithm)),
  dnsRefresh: seconds(1, 60),
  concurrency: fc.integer({ min: 1, max: 256 }),
  maxConnectionDuration: seconds(1, 5),
  consecutiveServerErrors: fc.nat(1000),
  cpuRequestMillis: fc.integer({ min: 1, max: 1000000 }),
  memoryRequest: fc.integer({ min: 1, max: 256 }).map((value) => Size.mebibytes(value)),
  memoryLimit: fc.integer({ min: 256, max: 4096 }).map((value) => Size.mebibytes(value)),
};

function withoutContradictions(given: strategies.IstioOptions): strategies.IstioOptions {
  const result: any = { ...given };
  if (result.podInjection === false) delete result.revision;
  if (result.algorithm === 'RANDOM') delete result.warmup;
  if (!result.outlierDetection) delete result.localityPriority;
  return result;
}

/** In the pods of a server it asks for a longer `preStop` than an arbitrary server has. */
function ofClients(given: strategies.EnvoySidecarOptions): strategies.EnvoySidecarOptions {
  const { maxConnectionDuration, ...rest } = given;
  return given.placement === strategies.EnvoyPlacement.CLIENT_POD ? given : rest;
}

/** A strategy with its options. */
export type StrategyChoice =
  | { readonly name: 'client-side'; readonly options: strategies.ClientSideOptions }
  | { readonly name: 'istio'; readonly options: strategies.IstioOptions }
  | { readonly name: 'linkerd'; readonly options: strategies.LinkerdOptions }
  | { readonly name: 'envoy-sidecar'; readonly options: strategies.EnvoySidecarOptions };

export const strategyChoice: fc.Arbitrary<StrategyChoice> = fc.oneof(
  fc.record({ name: fc.constant('client-side' as const), options: some(clientSide) }),
  fc.record({ name: fc.constant('istio' as const), options: some(istio).map(withoutContradictions) }),
  fc.record({ name: fc.constant('linkerd' as const), options: some(linkerd) }),
  fc.record({ name: fc.constant('envoy-sidecar' as const), options: some(envoy).map(ofClients) }),
);

/** The strategy chosen. */
export function strategyOf({ name, options }: StrategyChoice): strategies.ILoadBalancingStrategy {
  switch (name) {
    case 'client-side':
      return LoadBalancing.clientSide(options);
    case 'istio':
      return LoadBalancing.istio(options);
    case 'linkerd':
      return LoadBalancing.linkerd(options);
    case 'envoy-sidecar':
      return LoadBalancing.envoySidecar(options);
  }
}
