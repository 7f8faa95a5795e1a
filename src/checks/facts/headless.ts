import { callersAt, callersOf, isToldToItsPods, someCaller } from './callers';
import { envoyConfigs } from './envoy-config';
import { serviceOf } from './envoy-upstreams';
import { Severity } from '../finding';
import { GrpcPort, grpcPortAt } from './grpc-ports';
import { otherProxyOf, unknownInjectionOf } from './injection';
import { Manifests } from '../manifests/manifests';
import { memoized } from '../manifests/memoized';
import { Service } from '../manifests/service';
import { Workload } from '../manifests/workload';
import { headlessReferences, Reference } from './references';
import { podsOf } from './scaling';

/** What gRPC's clients wait between two resolutions, whatever the TTL of the answer. */
const RESOLUTION_FLOOR_S = 30;

/**
 * How bad it is if something is wrong with a port of a headless Service for clients that balance over it: as bad as can be if one is told to dial
 * it, worth knowing if there is no other Service to dial, and of no account otherwise.
 *
 * Headless Services serve other ends too: peers find each other by them, and StatefulSets need one for the names of their pods.
 */
export function headlessSeverity(manifests: Manifests, grpc: GrpcPort): Severity.WARNING | Severity.INFO | undefined {
  const { service } = grpc;
  // The DNS names such pods until they are gone, whatever they do.
  if (service.publishesUnready) return undefined;
  // Such a proxy finds the pods in its own way.
  const callers = [...callersAt(manifests, grpc)].filter(({ workload }) => !otherProxyOf(manifests, workload));
  if (callers.length) {
    const isCertain = !grpc.isLikely && callers.some(({ workload }) => !unknownInjectionOf(workload));
    return isCertain ? Severity.WARNING : Severity.INFO;
  }
  // Another port is dialled, or the pods look for each other.
  const isAtAnother = someCaller(manifests, service, ({ port }) => port !== undefined);
  if (isAtAnother || isToldToItsPods(manifests, service)) return undefined;
  const pods = manifests.workloadsOf(service);
  return pods.length && pods.every((workload) => isOnlyWay(manifests, service, workload)) ? Severity.INFO : undefined;
}

/** Headless Services whose names gRPC itself resolves, to all pods; and the first variable that says so. */
export const resolvedByGrpc: (manifests: Manifests) => ReadonlyMap<Service, Reference> = memoized((manifests) => {
  const found = new Map<Service, Reference>();
  for (const reference of headlessReferences(manifests)) {
    const { service, port, scheme } = reference.target;
    if (scheme !== 'dns' || found.has(service)) continue;
    if (grpcPortAt(manifests, service, port)) found.set(service, reference);
  }
  return found;
});

/** With one pod there is nothing to balance over, and pods of a DaemonSet are dialled one by one, each on its node. */
function isOnlyWay(manifests: Manifests, service: Service, workload: Workload): boolean {
  if (workload.manifest.kind === 'DaemonSet' || !podsOf(manifests, workload).several) return false;
  return workload.governingService !== service.name && manifests.servicesOf(workload).every((one) => one.isHeadless);
}

/** Seconds after which the last client of a headless Service has asked the DNS again; undefined if an Envoy asks, or may, at its own pace. */
export function resolutionFloor(manifests: Manifests, service: Service): number | undefined {
  const callers = [...callersOf(manifests, service)];
  if (envoyHosts(manifests).has(service)) return undefined;
  if (!callers.length && withEnvoys(manifests).has(service.namespace)) return undefined;
  const floors = callers.map(({ workload }) => {
    const texts = workload.containers.flatMap(({ environment }) => environment.own.map(({ value }) => value));
    const found = texts.map((text) => /dns_min_time_between_resolutions_ms\W+(\d+)/.exec(text)).find(Boolean);
    return found ? Number(found[1]) / 1000 : RESOLUTION_FLOOR_S;
  });
  return floors.length ? Math.max(...floors) : RESOLUTION_FLOOR_S;
}

/** Namespaces with Envoys whose configuration may be elsewhere. */
const withEnvoys = memoized(({ workloads }) => {
  const found = workloads.filter(({ containers }) => containers.some(({ mayBeEnvoy }) => mayBeEnvoy));
  return new Set(found.map(({ manifest }) => manifest.namespace));
});

/** The Services that Envoys resolve. */
const envoyHosts = memoized((manifests) => {
  const addresses = envoyConfigs(manifests).flatMap((config) =>
    config.clusters.flatMap(({ addresses: all }) => all.map(({ host }) => serviceOf(manifests, config, host))),
  );
  return new Set(addresses);
});
