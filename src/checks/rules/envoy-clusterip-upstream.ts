import { balancingOf } from '../facts/balancing';
import { placeOf } from '../facts/envoy-config';
import { EnvoyUpstream, envoyUpstreams, serviceOf } from '../facts/envoy-upstreams';
import { Severity } from '../finding';
import { Manifests } from '../manifests/manifests';
import { Service } from '../manifests/service';
import { Rule } from '../rule';
import { podsOfAll } from '../facts/scaling';

export const envoyClusterIpUpstream: Rule = {
  id: 'envoy-clusterip-upstream',
  severity: Severity.ERROR,
  title: 'An Envoy that resolves the name of a ClusterIP Service, so it sees one host',
  why: `Envoy balances over the addresses that DNS returns. The name of a ClusterIP Service has one address, which is virtual. So Envoy sees a single
host, whatever its \`lb_policy\` is. Over HTTP/2 each of its workers opens one connection to it, and that connection ends at one pod. The
statistic \`membership_total\` of the cluster is 1.

The name of a headless Service has the address of every pod that is ready. Keep the ClusterIP Service for others who use it: a Service cannot
be made headless later, and both can lead to the same pods.`,
  fix: 'add a headless Service with the same pods and let the cluster resolve that',
  threads: ['envoyproxy/envoy#35083', 'hail-is/hail#12094', 'envoyproxy/envoy#3132'],
  *check(manifests) {
    for (const upstream of envoyUpstreams(manifests)) {
      const { config, cluster, evidence } = upstream;
      if (!cluster.isDns || (evidence === undefined && cluster.protocol !== 'http2')) continue;
      for (const { host, port, at } of cluster.addresses) {
        const service = serviceOf(manifests, config, host);
        if (!service || !isOneAddress(service) || !hasSeveralPods(manifests, service)) continue;
        if (isBalancedBehind(manifests, upstream, service, port)) continue;
        yield {
          manifest: config.manifest,
          what: `cluster '${cluster.name}' in ${placeOf(config)} resolves Service '${service.id}', which has one address for all of its pods`,
          got: `${host}:${port}`,
          at,
        };
      }
    }
  },
};

function isOneAddress({ isHeadless, isExternal }: Service): boolean {
  return !isHeadless && !isExternal;
}

function hasSeveralPods(manifests: Manifests, service: Service): boolean {
  return podsOfAll(manifests, manifests.workloadsOf(service)).several;
}

/** Behind the one address may be something that spreads requests: an Envoy in the pods, a mesh, Cilium. */
function isBalancedBehind(
  manifests: Manifests,
  { config, evidence = '' }: EnvoyUpstream,
  service: Service,
  port: number,
): boolean {
  const own = service.ports.find((one) => one.port === port);
  const envoys = config.readers.map(({ workload }) => workload);
  const by = own && balancingOf(manifests, { service, port: own, evidence }, envoys)?.by;
  return by !== undefined && by !== 'client' && by !== 'gateway';
}
