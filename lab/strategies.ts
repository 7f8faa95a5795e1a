import { Duration } from 'cdk8s';
import { ClusterIp } from '../examples/lab/cluster-ip';
import { LoadBalancing, strategies } from '../src';
import { Timing } from './timing';

const { EnvoyAlgorithm, EnvoyPlacement } = strategies;

/** The strategies that run on one machine; `cluster-ip` is what there is without one. */
export const LOCAL = ['cluster-ip', 'client-side', 'envoy-server-pod', 'envoy-client-pod'] as const;
export type LocalStrategy = (typeof LOCAL)[number];

/** What balances there is a control plane's, which needs a cluster. */
export const ON_A_CLUSTER = ['istio', 'linkerd'];

export const usesEnvoy = (strategy: LocalStrategy) => strategy.startsWith('envoy');

export interface StrategyOptions {
  readonly timing?: Timing;
  readonly leastRequest?: boolean;
}

export function strategyOf(name: LocalStrategy, options: StrategyOptions): strategies.ILoadBalancingStrategy {
  const seconds = (value?: number) => (value === undefined ? undefined : Duration.seconds(value));
  const { resolutionFloor, dnsRefresh } = options.timing ?? {};
  if (name === 'cluster-ip') return new ClusterIp();
  if (name === 'client-side') return LoadBalancing.clientSide({ resolutionFloor: seconds(resolutionFloor) });
  return LoadBalancing.envoySidecar({
    placement: name === 'envoy-client-pod' ? EnvoyPlacement.CLIENT_POD : EnvoyPlacement.SERVER_POD,
    algorithm: options.leastRequest ? EnvoyAlgorithm.LEAST_REQUEST : EnvoyAlgorithm.ROUND_ROBIN,
    dnsRefresh: seconds(dnsRefresh),
  });
}
