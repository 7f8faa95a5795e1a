import { configMapTexts, envTexts } from './config-texts';
import { GrpcPort, grpcPorts, targetPort } from './grpc-ports';
import { Manifests } from './manifests';
import { routeTo } from './gateway-routes';
import { groupBy } from './group-by';
import { unknownProxyOf } from './injection';
import { once } from './once';
import { electsLeader } from './leader-election';
import { ISTIO_INJECT, meshesBefore } from './mesh';
import { destinationRules } from './objects/destination-rule';
import { Service } from './objects/service';
import { callersOf } from './references';
import { isForForm } from './roles';

/** Who balances the requests to a port, and how that is known. */
export interface Balancing {
  readonly by: 'client' | 'istio' | 'linkerd' | 'envoy' | 'gateway' | 'cilium' | 'other';
  readonly why: string;
}

/** Who balances the requests that come to a port of a Service with a virtual address; nobody unless something says so. */
export function balancingOf(manifests: Manifests, grpc: GrpcPort): Balancing | undefined {
  return headless(manifests, grpc) ?? xds(manifests, grpc) ?? balancingByProxy(manifests, grpc);
}

/** Which proxy balances them, whatever other Services there are with the same pods. */
export function balancingByProxy(manifests: Manifests, grpc: GrpcPort): Balancing | undefined {
  return mesh(manifests, grpc) ?? envoy(manifests, grpc) ?? others(manifests, grpc);
}

/** The gRPC ports whose requests nothing balances, and something should. */
export const unbalancedPorts: (manifests: Manifests) => readonly GrpcPort[] = once((manifests) =>
  grpcPorts(manifests).filter(
    (grpc) =>
      !isControlPlane(grpc) &&
      !isBound(grpc.service) &&
      !balancingOf(manifests, grpc) &&
      !isForForm(manifests, grpc) &&
      !isControlled(manifests, grpc),
  ),
);

/** Replicas of a controller are there to take over from each other, and whoever calls it calls seldom. */
function isControlled(manifests: Manifests, { service }: GrpcPort): boolean {
  const workloads = manifests.workloadsOf(service);
  return workloads.length > 0 && workloads.every((workload) => electsLeader(manifests, workload));
}

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
  for (const workload of manifests.workloadsOf(service)) {
    const number = targetPort(workload, port);
    const twin = manifests
      .servicesOf(workload)
      .find(
        (other) =>
          other.isHeadless && other.ports.some((one) => number !== undefined && targetPort(workload, one) === number),
      );
    if (twin) return { by: 'client', why: `Service '${twin.id}' is headless and leads to the same pods` };
  }
  return undefined;
}

/** Clients learn the pods from a control plane; by which name is up to it, most often one that has the Service's in it. */
function xds(manifests: Manifests, { service }: GrpcPort): Balancing | undefined {
  const target = xdsTargets(manifests).find((one) => one.includes(service.name));
  return target === undefined ? undefined : { by: 'client', why: `clients dial '${target}'` };
}

const xdsTargets: (manifests: Manifests) => readonly string[] = once((manifests) => {
  const texts = [...envTexts(manifests), ...configMapTexts(manifests)].map(({ text }) => text);
  return [...new Set(texts.flatMap((text) => text.match(/\bxds:\/\/[\w./:-]+/g) ?? []))];
});

/** The callers' proxies balance. Who calls from elsewhere is not known: pods in a mesh are taken to be called from it. */
function mesh(manifests: Manifests, { service }: GrpcPort): Balancing | undefined {
  const before = meshBefore(manifests, service) ?? meshBeforeTwin(manifests, service);
  if (before) return before;
  const waypoint = waypointOf(manifests, service);
  if (waypoint) return { by: 'istio', why: `waypoint '${waypoint}' balances for the Service` };
  const rule = callersOf(manifests, service).length ? undefined : rulesByService(manifests).get(service)?.[0];
  if (rule) return { by: 'istio', why: `DestinationRule '${rule.manifest.name}' names the Service` };
  return istioAround(manifests, service);
}

/** Who writes rules of Istio's for a namespace has Istio in it, by a label that is kept elsewhere. */
function istioAround(manifests: Manifests, service: Service): Balancing | undefined {
  const object = meshObjects(manifests).get(service.namespace)?.[0];
  const isLeftOut = manifests.workloadsOf(service).some(({ labels }) => labels.get(ISTIO_INJECT) === 'false');
  const isKnown = manifests.namespace(service.namespace) || callersOf(manifests, service).length;
  if (!object || isLeftOut || isKnown) return undefined;
  return { by: 'istio', why: `${object.kind} '${object.name}' tells that its namespace is in Istio` };
}

/** Objects that mean something to proxies in pods alone, by namespace; what is for gateways needs none. */
const meshObjects = once((manifests) => {
  const network = ['ServiceEntry', 'Sidecar'].flatMap((kind) => manifests.ofKind('networking.istio.io', kind));
  const objects = [...network, ...manifests.ofKind('security.istio.io', 'PeerAuthentication')];
  return groupBy(objects, ({ namespace }) => namespace);
});

function meshBefore(manifests: Manifests, service: Service): Balancing | undefined {
  const { who, meshes } = meshesBefore(manifests, service);
  if (meshes.length && meshes.every((one) => one === 'Linkerd')) return { by: 'linkerd', why: `${who} are in Linkerd` };
  if (meshes.length && meshes.every((one) => one === 'Istio')) return { by: 'istio', why: `${who} are in Istio` };
  return undefined;
}

/** A Service that nobody dials, with pods that are called by another name: what a mesh splits traffic over. */
function meshBeforeTwin(manifests: Manifests, service: Service): Balancing | undefined {
  if (callersOf(manifests, service).length) return undefined;
  const twin = manifests
    .workloadsOf(service)
    .flatMap((workload) => manifests.servicesOf(workload))
    .find((other) => other !== service && !other.isHeadless && callersOf(manifests, other).length);
  return twin && meshBefore(manifests, twin);
}

/** An object of Istio's that is about the Service tells that there is Istio. */
const rulesByService = once((manifests) =>
  groupBy(destinationRules(manifests), ({ host, manifest }) => manifests.serviceAt(host, manifest.namespace)),
);

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
  for (const workload of manifests.workloadsOf(service)) {
    const asked = unknownProxyOf(workload);
    if (asked !== undefined) return { by: 'other', why: `pods say ${asked}` };
  }
  const named = meshInName(manifests, service);
  if (named) return { by: 'other', why: named };
  const route = routeTo(manifests, service);
  return route && { by: 'gateway', why: `${route.kind} '${route.name}' routes to the Service` };
}

/** What is called after a mesh is put into it, by hand or by a label of a namespace that is kept elsewhere. */
function meshInName(manifests: Manifests, { name, namespace }: Service): string | undefined {
  const word = /(^|-)(istio|linkerd)(-|$)/;
  const own = word.exec(name);
  if (own) return `its name says ${own[2]}`;
  const around = manifests.namespace(namespace) ? null : word.exec(namespace);
  return around ? `the name of its namespace says ${around[2]}` : undefined;
}
