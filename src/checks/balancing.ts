import { GrpcPort, targetPort } from './grpc-ports';
import { Manifests } from './manifests';
import { meshOf } from './mesh';
import { references } from './references';

/** Who balances the requests to a port, and how that is known. */
export interface Balancing {
  readonly by: 'client' | 'istio' | 'linkerd' | 'envoy' | 'gateway' | 'cilium';
  readonly why: string;
}

/** What routes each request to the pods itself, by the fields in which it names Services. */
const GATEWAY_KINDS = [
  'networking.k8s.io/Ingress',
  'gateway.networking.k8s.io/GRPCRoute',
  'gateway.networking.k8s.io/HTTPRoute',
  'projectcontour.io/HTTPProxy',
  'traefik.io/IngressRoute',
  'traefik.containo.us/IngressRoute',
  'getambassador.io/Mapping',
];

/** Who balances the requests that come to a port of a Service with a virtual address; nobody unless something says so. */
export function balancingOf(manifests: Manifests, grpc: GrpcPort): Balancing | undefined {
  return headless(manifests, grpc) ?? mesh(manifests, grpc) ?? envoy(manifests, grpc) ?? others(manifests, grpc);
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

/** The callers' proxies balance. Who calls from elsewhere is not known: pods in a mesh are taken to be called from it. */
function mesh(manifests: Manifests, { service }: GrpcPort): Balancing | undefined {
  const callers = references(manifests).filter((reference) => reference.service === service);
  const workloads = callers.length ? callers.map(({ workload }) => workload) : manifests.workloadsOf(service);
  const meshes = workloads.map((workload) => meshOf(manifests, workload));
  const who = callers.length ? 'the callers' : 'the pods';
  if (meshes.length && meshes.every((one) => one === 'Linkerd')) return { by: 'linkerd', why: `${who} are in Linkerd` };
  if (meshes.length && meshes.every((one) => one === 'Istio')) return { by: 'istio', why: `${who} are in Istio` };
  const rule = callers.length ? undefined : istioObject(manifests, service);
  return rule === undefined ? undefined : { by: 'istio', why: `${rule} names the Service` };
}

/** An object of Istio's that is about the Service tells that there is Istio. */
function istioObject(manifests: Manifests, service: GrpcPort['service']): string | undefined {
  const rules = manifests.ofKind('networking.istio.io', 'DestinationRule');
  const rule = rules.find(({ fields, namespace }) => {
    const host = fields.text('spec', 'host');
    return host !== undefined && manifests.serviceAt(host, namespace) === service;
  });
  return rule && `DestinationRule '${rule.name}'`;
}

/** The port leads to an Envoy in the pods, which sends each request to any of them. */
function envoy(manifests: Manifests, { service, port }: GrpcPort): Balancing | undefined {
  for (const workload of manifests.workloadsOf(service)) {
    const number = targetPort(workload, port);
    const proxy = workload.containers.find((one) => one.isEnvoy && one.ports.some((own) => own.port === number));
    if (proxy) return { by: 'envoy', why: `port ${number} of the pods is that of the Envoy '${proxy.name}'` };
  }
  return undefined;
}

function others(manifests: Manifests, { service }: GrpcPort): Balancing | undefined {
  if (service.manifest.annotations.get('service.cilium.io/lb-l7') === 'enabled') {
    return { by: 'cilium', why: 'annotation service.cilium.io/lb-l7' };
  }
  for (const kind of GATEWAY_KINDS) {
    const [group, name] = kind.split('/');
    const routes = manifests.ofKind(group, name).filter(({ namespace }) => namespace === service.namespace);
    const route = routes.find(({ fields }) => names(fields.raw('spec'), service.name));
    if (route) return { by: 'gateway', why: `${name} '${route.name}' routes to the Service` };
  }
  return undefined;
}

/** Whether a text occurs somewhere in a value: each kind of route names its backends in its own way. */
function names(value: unknown, text: string, depth = 0): boolean {
  if (typeof value === 'string') return value === text || value.startsWith(`${text}:`) || value.startsWith(`${text}.`);
  if (typeof value !== 'object' || value === null || depth > 20) return false;
  return Object.values(value).some((item) => names(item, text, depth + 1));
}
