import { Manifest, NO_NAMESPACE } from '../manifests/manifest';
import { Manifests } from '../manifests/manifests';
import { Service } from '../manifests/service';
import { once } from '../manifests/memoized';

/** What routes each request to the pods itself, by the fields in which it names Services. */
const GATEWAY_KINDS = [
  'networking.k8s.io/Ingress',
  'extensions/Ingress',
  'gateway.networking.k8s.io/GRPCRoute',
  'gateway.networking.k8s.io/HTTPRoute',
  'networking.istio.io/VirtualService',
  'projectcontour.io/HTTPProxy',
  'traefik.io/IngressRoute',
  'traefik.containo.us/IngressRoute',
  'getambassador.io/Mapping',
];

/** What routes requests from a gateway to a Service. */
export function routeTo(manifests: Manifests, { namespace, name }: Service): Manifest | undefined {
  const all = routes(manifests).get(name);
  // What names no namespace is in that of the others, whatever that will be.
  return all?.get(namespace) ?? (namespace ? all?.get(NO_NAMESPACE) : all?.values().next().value);
}

/** Routes by every name in them, as each kind names its backends in its own way, and by their namespace. */
const routes = once((manifests) => {
  const found = new Map<string, Map<string, Manifest>>();
  for (const kind of GATEWAY_KINDS) {
    const [group, name] = kind.split('/');
    for (const route of manifests.ofKind(group, name)) {
      for (const service of textsIn(route.fields.raw('spec')).map(serviceName)) {
        found.set(service, (found.get(service) ?? new Map()).set(route.namespace, route));
      }
    }
  }
  return found;
});

/** `greeter` of `greeter`, `greeter:50051` and `greeter.demo`. */
function serviceName(text: string): string {
  return text.replace(/[:.].*$/s, '');
}

/** Every text in a value, which may share parts with itself. */
function textsIn(value: unknown, seen = new Set<unknown>()): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null || seen.has(value)) return [];
  seen.add(value);
  return Object.values(value).flatMap((item) => textsIn(item, seen));
}
