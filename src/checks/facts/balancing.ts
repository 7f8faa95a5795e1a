import { servicesSharingPods } from './services-sharing-pods';
import { callersAt } from './callers';
import { meshRouteOf, routeTo } from './gateway-routes';
import { GrpcPort, targetPort } from './grpc-ports';
import { otherProxyOf } from './injection';
import { Manifests } from '../manifests/manifests';
import { Mesh, meshesBefore, meshOf } from './mesh';
import { mayBeInMesh, MeshSign } from './mesh-signs';
import { resolverFor } from './resolvers';
import { waypointFor } from './waypoints';
import { Workload } from '../manifests/workload';

/** Who balances the requests to a port, and how that is known. */
export interface Balancing {
  readonly by: 'client' | 'istio' | 'linkerd' | 'envoy' | 'gateway' | 'cilium' | 'mesh' | 'perhaps a mesh';
  readonly why: string;
  /** Where it is perhaps a mesh, and only something else tells of it: what must be so for that. */
  readonly membership?: string;
}

/** Whose requests it is about; nobody where it is not known who calls. */
type Callers = Iterable<Workload>;

/** Who balances the requests that come to a port of a Service; nobody unless something says so. */
export function balancingOf(manifests: Manifests, grpc: GrpcPort, callers?: Callers): Balancing | undefined {
  return headless(manifests, grpc) ?? balancingForDirectCallers(manifests, grpc, callers);
}

/** Who balances them for those who dial this very Service. */
export function balancingForDirectCallers(
  manifests: Manifests,
  grpc: GrpcPort,
  callers: Callers = directCallers(manifests, grpc),
): Balancing | undefined {
  return leastCertain(callers, (caller) => {
    const target = resolverFor(manifests, grpc.service, caller);
    return target === undefined ? proxy(manifests, grpc, caller) : { by: 'client', why: `clients dial '${target}'` };
  });
}

/** Which proxy balances them, whatever other Services there are with the same pods. */
export function balancingByProxy(manifests: Manifests, grpc: GrpcPort): Balancing | undefined {
  return leastCertain(directCallers(manifests, grpc), (caller) => proxy(manifests, grpc, caller));
}

/** Workloads that are told to dial a port themselves: what is wrong for an Envoy, envoy-clusterip-upstream tells. */
export function* directCallers(manifests: Manifests, grpc: GrpcPort): Callers {
  const seen = new Set<Workload>();
  for (const { workload, isEnvoy } of callersAt(manifests, grpc)) {
    if (isEnvoy || seen.has(workload)) continue;
    seen.add(workload);
    yield workload;
  }
}

/** What holds for the worst off of the callers. */
function leastCertain(
  callers: Callers,
  balancing: (caller?: Workload) => Balancing | undefined,
): Balancing | undefined {
  let found: Balancing | undefined;
  for (const caller of callers) {
    const own = balancing(caller);
    if (!own) return undefined;
    if (!found || own.by === 'perhaps a mesh') found = own;
  }
  return found ?? balancing();
}

function proxy(manifests: Manifests, grpc: GrpcPort, caller?: Workload): Balancing | undefined {
  return (
    (caller ? meshOfCaller(manifests, caller) : meshOfAll(manifests, grpc)) ??
    ambient(manifests, grpc, caller) ??
    envoy(manifests, grpc) ??
    cilium(grpc) ??
    (caller ? meshRoute(manifests, grpc) : gateway(manifests, grpc)) ??
    perhapsMesh(manifests, grpc, caller)
  );
}

/** Clients see the pods, in this Service or in another one with the same pods and port. */
function headless(manifests: Manifests, { service, port }: GrpcPort): Balancing | undefined {
  if (service.isHeadless) return { by: 'client', why: `Service '${service.id}' is headless` };
  for (const { service: twin, workload } of headlessWithSamePods(manifests, service)) {
    const number = targetPort(workload, port);
    if (number !== undefined && twin.ports.some((one) => targetPort(workload, one) === number))
      return { by: 'client', why: `Service '${twin.id}' is headless and leads to the same pods` };
  }
  return undefined;
}

const headlessWithSamePods = servicesSharingPods((_manifests, service) => service.isHeadless);

/** The proxy in the caller's pods. */
function meshOfCaller(manifests: Manifests, caller: Workload): Balancing | undefined {
  const mesh = meshOf(manifests, caller);
  if (mesh) return inMesh(mesh, 'the callers');
  const key = otherProxyOf(manifests, caller);
  return key === undefined ? undefined : { by: 'mesh', why: `the callers say ${key}` };
}

/** Who calls from elsewhere is not known: pods in a mesh are taken to be called from it. */
function meshOfAll(manifests: Manifests, { service }: GrpcPort): Balancing | undefined {
  const { who, meshes } = meshesBefore(manifests, service);
  const [mesh] = meshes;
  if (mesh && meshes.size === 1) return inMesh(mesh, who);
  const keys = manifests.workloadsOf(service).flatMap((workload) => otherProxyOf(manifests, workload) ?? []);
  return keys.length ? { by: 'mesh', why: `the pods say ${keys[0]}` } : undefined;
}

function inMesh(mesh: Mesh, who: string): Balancing {
  return { by: mesh === 'Istio' ? 'istio' : 'linkerd', why: `${who} are in ${mesh}` };
}

function ambient(manifests: Manifests, { service }: GrpcPort, caller?: Workload): Balancing | undefined {
  const waypoint = waypointFor(manifests, service, caller ? [caller] : manifests.workloadsOf(service));
  return waypoint === undefined ? undefined : { by: 'istio', why: `waypoint '${waypoint}' balances for the Service` };
}

/** The port leads to an Envoy in the pods, which sends each request to any of them. */
function envoy(manifests: Manifests, { service, port }: GrpcPort): Balancing | undefined {
  for (const workload of manifests.workloadsOf(service)) {
    const number = targetPort(workload, port);
    const found = workload.containers.find((one) => one.mayBeEnvoy && one.ports.some((own) => own.port === number));
    if (found) return { by: 'envoy', why: `port ${number} of the pods is that of the Envoy '${found.name}'` };
  }
  return undefined;
}

function cilium({ service }: GrpcPort): Balancing | undefined {
  const annotation = 'service.cilium.io/lb-l7';
  const isOn = service.manifest.annotations.get(annotation) === 'enabled';
  return isOn ? { by: 'cilium', why: `annotation ${annotation}` } : undefined;
}

/** A route that is for those who dial the Service, not for those who come through a gateway. */
function meshRoute(manifests: Manifests, { service }: GrpcPort): Balancing | undefined {
  const route = meshRouteOf(manifests, service);
  return route && { by: 'mesh', why: `${route.kind} '${route.name}' routes what is sent to the Service` };
}

/** It helps only those who come through it: not a workload that is told to dial the Service. */
function gateway(manifests: Manifests, { service, port }: GrpcPort): Balancing | undefined {
  // Google's balancers and its Traffic Director send to the pods of such a Service themselves.
  const neg = 'cloud.google.com/neg';
  if (/"(exposed_ports|ingress)"/.test(service.manifest.annotations.get(neg) ?? ''))
    return { by: 'gateway', why: `annotation ${neg}` };
  const route = routeTo(manifests, service, port) ?? meshRouteOf(manifests, service);
  return route && { by: 'gateway', why: `${route.kind} '${route.name}' routes to the Service` };
}

/** Where all requests may begin in a mesh, for all that these manifests tell. */
function perhapsMesh(manifests: Manifests, { service }: GrpcPort, caller?: Workload): Balancing | undefined {
  const senders = caller ? [caller] : manifests.workloadsOf(service);
  const signs = senders.map((workload): MeshSign | undefined => mayBeInMesh(manifests, service, workload));
  return signs.length && !signs.includes(undefined) ? { by: 'perhaps a mesh', ...signs[0]! } : undefined;
}
