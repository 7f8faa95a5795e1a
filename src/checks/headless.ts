import { envoyConfigs } from './envoy-config';
import { serviceOf } from './envoy-upstreams';
import { GrpcPort, targetPort } from './grpc-ports';
import { unknownProxyOf, withUnknownProxies } from './injection';
import { Manifests } from './manifests';
import { namedPorts } from './named-ports';
import { once } from './once';
import { Service } from './objects/service';
import { Workload } from './objects/workload';
import { callersOf, references } from './references';
import { podsOf } from './scaling';

/** What gRPC's clients wait between two resolutions, whatever the TTL of the answer. */
const RESOLUTION_FLOOR_S = 30;

/**
 * Whether clients balance over a port of a headless Service: one is told to dial it, or there is no other Service to dial.
 *
 * Headless Services serve other ends too: peers find each other by them, and StatefulSets need one for the names of their pods.
 */
export function leadsClients(manifests: Manifests, { service, port }: GrpcPort): boolean {
  const pods = manifests.workloadsOf(service);
  // Who dials a pod by its Service's name may know the port of the pod.
  const ports = [port.port, ...pods.flatMap((workload) => targetPort(workload, port) ?? [])];
  const callers = callersOf(manifests, service);
  if (callers.length) {
    return callers.some(
      (one) => ports.includes(one.port) && !pods.includes(one.workload) && !unknownProxyOf(one.workload),
    );
  }
  const named = namedPorts(manifests, service);
  if (named.size && !named.has(undefined) && !ports.some((one) => named.has(one))) return false;
  // Who publishes pods before they are ready thinks of peers.
  if (service.publishesUnready) return false;
  // A proxy that nobody knows here, in pods that may call, finds the pods in its own way.
  if (withUnknownProxies(manifests).has(service.namespace)) return false;
  return pods.length > 0 && pods.every((workload) => isOnlyWay(manifests, service, workload));
}

/** With one pod there is nothing to balance over, and pods of a DaemonSet are dialled one by one, each on its node. */
function isOnlyWay(manifests: Manifests, service: Service, workload: Workload): boolean {
  if (workload.manifest.kind === 'DaemonSet' || !podsOf(manifests, workload).several) return false;
  const isGoverning = workload.governingService === service.name;
  const others = manifests.servicesOf(workload).filter((other) => other !== service && !other.isHeadless);
  // Who calls others, and is called by nobody here, may be a client that has a Service for the sake of form.
  return !isGoverning && !others.length && !dials(manifests).has(workload) && !mentions(workload, service.name);
}

/** Workloads that are told where others are. */
const dials = once((manifests) => new Set(references(manifests).map(({ workload }) => workload)));

/** Whether the pods are told of a Service, in whatever words: those that lie behind it then look for each other. */
function mentions({ manifest, containers }: Workload, name: string): boolean {
  // A name that is the program's too counts in an address only.
  const end = manifest.name === name ? '[.:]' : '($|[^a-z0-9-])';
  const word = new RegExp(`(^|[^a-z0-9-])${name.replace(/[^a-z0-9-]/gi, '')}${end}`);
  return containers.some(({ words, env }) => [...words, ...env.values()].some((text) => word.test(text)));
}

/** Seconds after which the last client of a headless Service has asked the DNS again; undefined if an Envoy asks, or may, at its own pace. */
export function resolutionFloor(manifests: Manifests, service: Service): number | undefined {
  const callers = callersOf(manifests, service);
  if (envoyHosts(manifests).has(service)) return undefined;
  if (!callers.length && withEnvoys(manifests).has(service.namespace)) return undefined;
  const floors = callers.map(({ workload, container }) => {
    const env = workload.containers.find(({ name }) => name === container)?.env ?? new Map<string, string>();
    const found = [...env.values()]
      .map((text) => /dns_min_time_between_resolutions_ms\W+(\d+)/.exec(text))
      .find(Boolean);
    return found ? Number(found[1]) / 1000 : RESOLUTION_FLOOR_S;
  });
  return floors.length ? Math.max(...floors) : RESOLUTION_FLOOR_S;
}

/** Namespaces with Envoys whose configuration may be elsewhere. */
const withEnvoys = once(({ workloads }) => {
  const found = workloads.filter(({ containers }) => containers.some(({ mayBeEnvoy }) => mayBeEnvoy));
  return new Set(found.map(({ manifest }) => manifest.namespace));
});

/** The Services that Envoys resolve. */
const envoyHosts = once((manifests) => {
  const addresses = envoyConfigs(manifests).flatMap((config) =>
    config.clusters.flatMap(({ addresses: all }) => all.map(({ host }) => serviceOf(manifests, config, host))),
  );
  return new Set(addresses);
});
