import { beside } from './services-sharing-pods';
import { callersAt, callersOf } from './callers';
import { configMapTexts, envTexts } from './config-texts';
import { routeTo } from './gateway-routes';
import { GrpcPort, grpcPorts, targetPort } from './grpc-ports';
import { unknownProxyOf } from './injection';
import { Manifests } from '../manifests/manifests';
import { meshesBefore } from './mesh';
import { mayBeInMesh } from './mesh-signs';
import { Service } from '../manifests/service';
import { Workload } from '../manifests/workload';
import { once } from '../manifests/memoized';

/** Who balances the requests to a port, and how that is known. */
export interface Balancing {
  readonly by: 'client' | 'istio' | 'linkerd' | 'envoy' | 'gateway' | 'cilium' | 'other';
  readonly why: string;
}

/** A port whose requests nothing balances, and something should. */
export interface Unbalanced extends GrpcPort {
  /** A workload that is told to dial it; where there is none, who calls is not known, nor in which way. */
  readonly caller?: Workload;
}

/** Who balances the requests that come to a port of a Service; nobody unless something says so. */
export function balancingOf(manifests: Manifests, grpc: GrpcPort): Balancing | undefined {
  return headless(manifests, grpc) ?? balancingHere(manifests, grpc);
}

/** Which proxy balances them, whatever other Services there are with the same pods. */
export function balancingByProxy(manifests: Manifests, grpc: GrpcPort): Balancing | undefined {
  return mesh(manifests, grpc) ?? envoy(manifests, grpc) ?? others(manifests, grpc);
}

/** Who balances them for those who dial this very Service. */
function balancingHere(manifests: Manifests, grpc: GrpcPort): Balancing | undefined {
  return resolver(manifests, grpc) ?? balancingByProxy(manifests, grpc);
}

export const unbalancedPorts: (manifests: Manifests) => readonly Unbalanced[] = once((manifests) =>
  grpcPorts(manifests).flatMap((grpc) => {
    if (grpc.service.isHeadless || isControlPlane(grpc) || isBound(grpc.service)) return [];
    const callers = callersAt(manifests, grpc);
    const caller = callers.find(({ isEnvoy }) => !isEnvoy)?.workload;
    // What is wrong for an Envoy, envoy-clusterip-upstream tells.
    if (!caller && (callers.length || isDialledOtherwise(manifests, grpc.service))) return [];
    const balancing = caller ? balancingHere(manifests, grpc) : balancingOf(manifests, grpc);
    return balancing ? [] : [{ ...grpc, caller }];
  }),
);

/** Whether its pods are known to be dialled by the name of another Service: what a mesh splits requests over, for one. */
function isDialledOtherwise(manifests: Manifests, service: Service): boolean {
  const [other] = dialledBeside(manifests, service);
  return other !== undefined;
}

const dialledBeside = beside((manifests, service) => callersOf(manifests, service).length > 0);

/** A Service that is to lead a client to the pod of its own node, or always to the same one, is not there to balance. */
function isBound({ manifest: { fields } }: Service): boolean {
  return (
    fields.text('spec', 'internalTrafficPolicy') === 'Local' || fields.text('spec', 'sessionAffinity') === 'ClientIP'
  );
}

/** xDS is one stream for each proxy, which its control plane ends from time to time: connections are what there is to balance. */
function isControlPlane({ service, port }: GrpcPort): boolean {
  return /(^|-)xds(-?server)?(-|$)/.test(port.name ?? '') || /(^|-)xds(-?server)?(-|$)/.test(service.name);
}

/** Clients see the pods, in this Service or in another one with the same pods and port. */
function headless(manifests: Manifests, { service, port }: GrpcPort): Balancing | undefined {
  if (service.isHeadless) return { by: 'client', why: `Service '${service.id}' is headless` };
  for (const { service: twin, workload } of headlessBeside(manifests, service)) {
    const number = targetPort(workload, port);
    if (number !== undefined && twin.ports.some((one) => targetPort(workload, one) === number))
      return { by: 'client', why: `Service '${twin.id}' is headless and leads to the same pods` };
  }
  return undefined;
}

const headlessBeside = beside((_manifests, service) => service.isHeadless);

/** Clients learn the pods from a control plane or the API; by which name is up to it, most often one that has the Service's in it. */
function resolver(manifests: Manifests, { service }: GrpcPort): Balancing | undefined {
  const target = resolvers(manifests).find((one) => one.includes(service.name));
  return target === undefined ? undefined : { by: 'client', why: `clients dial '${target}'` };
}

const resolvers: (manifests: Manifests) => readonly string[] = once((manifests) => {
  const texts = [...envTexts(manifests), ...configMapTexts(manifests)].map(({ text }) => text);
  return [...new Set(texts.flatMap((text) => text.match(/\b(?:xds|kubernetes|k8s):\/\/[\w./:-]+/g) ?? []))];
});

/** The callers' proxies balance. Who calls from elsewhere is not known: pods in a mesh are taken to be called from it. */
function mesh(manifests: Manifests, { service }: GrpcPort): Balancing | undefined {
  const before = meshBefore(manifests, service);
  if (before) return before;
  const waypoint = waypointOf(manifests, service);
  return waypoint === undefined ? undefined : { by: 'istio', why: `waypoint '${waypoint}' balances for the Service` };
}

function meshBefore(manifests: Manifests, service: Service): Balancing | undefined {
  const { who, meshes } = meshesBefore(manifests, service);
  if (meshes.length && meshes.every((one) => one === 'Linkerd')) return { by: 'linkerd', why: `${who} are in Linkerd` };
  if (meshes.length && meshes.every((one) => one === 'Istio')) return { by: 'istio', why: `${who} are in Istio` };
  return undefined;
}

/** In ambient mode the proxy of the node only forwards; a waypoint is what balances requests. */
function waypointOf(manifests: Manifests, { manifest, namespace }: Service): string | undefined {
  const label = 'istio.io/use-waypoint';
  const waypoint = manifest.labels.get(label) ?? manifests.namespace(namespace)?.labels.get(label);
  return waypoint === 'none' ? undefined : waypoint;
}

/** The port leads to an Envoy in the pods, which sends each request to any of them. */
function envoy(manifests: Manifests, { service, port }: GrpcPort): Balancing | undefined {
  for (const workload of manifests.workloadsOf(service)) {
    const number = targetPort(workload, port);
    const proxy = workload.containers.find((one) => one.mayBeEnvoy && one.ports.some((own) => own.port === number));
    if (proxy) return { by: 'envoy', why: `port ${number} of the pods is that of the Envoy '${proxy.name}'` };
  }
  return undefined;
}

function others(manifests: Manifests, { service }: GrpcPort): Balancing | undefined {
  if (service.manifest.annotations.get('service.cilium.io/lb-l7') === 'enabled') {
    return { by: 'cilium', why: 'annotation service.cilium.io/lb-l7' };
  }
  // Google's balancers and its Traffic Director send to the pods of such a Service themselves.
  if (/"(exposed_ports|ingress)"/.test(service.manifest.annotations.get('cloud.google.com/neg') ?? '')) {
    return { by: 'gateway', why: 'annotation cloud.google.com/neg' };
  }
  const route = routeTo(manifests, service);
  if (route) return { by: 'gateway', why: `${route.kind} '${route.name}' routes to the Service` };
  const perhaps = unknownMesh(manifests, service);
  return perhaps === undefined ? undefined : { by: 'other', why: perhaps };
}

/** Where all requests may begin in a mesh, for all that these manifests tell. */
function unknownMesh(manifests: Manifests, service: Service): string | undefined {
  const callers = callersOf(manifests, service).map(({ workload }) => workload);
  const pods = manifests.workloadsOf(service);
  const asking = pods.find((workload) => unknownProxyOf(workload) !== undefined);
  if (asking) return `pods say ${unknownProxyOf(asking)}`;
  const signs = (callers.length ? callers : pods).map((workload) => mayBeInMesh(manifests, workload));
  return signs.includes(undefined) ? undefined : signs[0];
}
