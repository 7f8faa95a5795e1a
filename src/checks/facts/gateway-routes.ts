import { Fields } from '../manifests/fields';
import { groupBy } from '../manifests/group-by';
import { Manifest, NO_NAMESPACE } from '../manifests/manifest';
import { Manifests } from '../manifests/manifests';
import { memoized } from '../manifests/memoized';
import { Service, ServicePort } from '../manifests/service';

/** A Service that a route sends requests to. */
interface Backend {
  readonly name: string;
  readonly namespace: string;
  /** Number or name; undefined where the route need not say it. */
  readonly port?: number | string;
}

/** A backend, and the route that has it. */
interface Leading extends Backend {
  readonly route: Manifest;
}

type BackendsOf = (manifests: Manifests, route: Manifest) => Backend[];

/** What routes each request to the pods itself, and where each kind names its backends. Routes for mere connections balance nothing. */
const GATEWAY_KINDS: { readonly [kind: string]: BackendsOf } = {
  'networking.k8s.io/Ingress': ofIngress,
  'extensions/Ingress': ofIngress,
  'gateway.networking.k8s.io/GRPCRoute': ofGatewayApi,
  'gateway.networking.k8s.io/HTTPRoute': ofGatewayApi,
  'networking.istio.io/VirtualService': ofVirtualService,
  'projectcontour.io/HTTPProxy': ofRoutesWithServices,
  'traefik.io/IngressRoute': ofRoutesWithServices,
  'traefik.containo.us/IngressRoute': ofRoutesWithServices,
  'getambassador.io/Mapping': ofMapping,
};

/** What routes requests to a Service, or to one port of it. */
export function routeTo(manifests: Manifests, service: Service, port?: ServicePort): Manifest | undefined {
  return backendsOf(manifests, service).find((one) => isAt(one, port))?.route;
}

/** A route of the Gateway API that a mesh applies to whoever dials the Service: its parent is the Service, not a gateway. */
export function meshRouteOf(manifests: Manifests, { name, namespace }: Service): Manifest | undefined {
  return meshRoutes(manifests)
    .get(name)
    ?.find((one) => isSameNamespace(one.namespace, namespace))?.route;
}

/** What names no namespace is in that of the others, whatever that will be. */
function isSameNamespace(one: string, other: string): boolean {
  return one === other || one === NO_NAMESPACE || other === NO_NAMESPACE;
}

function backendsOf(manifests: Manifests, { name, namespace }: Service): readonly Leading[] {
  const all = backends(manifests).get(name);
  if (!namespace) return [...(all?.values() ?? [])].flat();
  return [namespace, NO_NAMESPACE].flatMap((one) => all?.get(one) ?? []);
}

function isAt(backend: Backend, port: ServicePort | undefined): boolean {
  return !port || backend.port === undefined || [port.port, port.name].includes(backend.port);
}

/** By the name of the Service, then by its namespace. */
const backends = memoized((manifests): ReadonlyMap<string, ReadonlyMap<string, readonly Leading[]>> => {
  const all = Object.entries(GATEWAY_KINDS).flatMap(([kind, of]) => {
    const [group, name] = kind.split('/');
    return manifests
      .ofKind(group, name)
      .flatMap((route) => of(manifests, route).map((backend): Leading => ({ ...backend, route })));
  });
  const byName = groupBy(all, ({ name }) => name);
  return new Map([...byName].map(([name, own]) => [name, groupBy(own, ({ namespace }) => namespace)]));
});

const meshRoutes = memoized((manifests): ReadonlyMap<string, readonly Leading[]> => {
  const routes = ['GRPCRoute', 'HTTPRoute'].flatMap((kind) => manifests.ofKind('gateway.networking.k8s.io', kind));
  const parents = routes.flatMap((route) =>
    route.fields
      .list('spec', 'parentRefs')
      .filter((parent) => parent.text('kind') === 'Service')
      .flatMap((parent) => named(route, parent).map((backend): Leading => ({ ...backend, route }))),
  );
  return groupBy(parents, ({ name }) => name);
});

/** `backend.service`, and `backend.serviceName` of older versions. */
function ofIngress(_manifests: Manifests, route: Manifest): Backend[] {
  const { namespace, fields } = route;
  const paths = fields.list('spec', 'rules').flatMap((rule) => rule.list('http', 'paths'));
  const all = [
    fields.get('spec', 'defaultBackend'),
    fields.get('spec', 'backend'),
    ...paths.map((path) => path.get('backend')),
  ];
  return all.flatMap((backend) => {
    const name = backend.text('service', 'name') ?? backend.text('serviceName');
    const port = portIn(backend.get('service', 'port', 'number')) ?? portIn(backend.get('service', 'port', 'name'));
    return name === undefined ? [] : [{ name, namespace, port: port ?? portIn(backend.get('servicePort')) }];
  });
}

function ofGatewayApi(_manifests: Manifests, route: Manifest): Backend[] {
  const references = route.fields.list('spec', 'rules').flatMap((rule) => rule.list('backendRefs'));
  return references.filter((one) => (one.text('kind') ?? 'Service') === 'Service').flatMap((one) => named(route, one));
}

function ofVirtualService(manifests: Manifests, { namespace, fields }: Manifest): Backend[] {
  const routes = fields.list('spec', 'http').flatMap((http) => http.list('route'));
  return routes.flatMap((route) =>
    atHost(manifests, namespace, route.text('destination', 'host'), route.number('destination', 'port', 'number')),
  );
}

function ofRoutesWithServices(_manifests: Manifests, route: Manifest): Backend[] {
  const services = route.fields.list('spec', 'routes').flatMap((one) => one.list('services'));
  return services.flatMap((one) => named(route, one));
}

/** `greeter:50051`, with a scheme before it or without. */
function ofMapping(manifests: Manifests, { namespace, fields }: Manifest): Backend[] {
  const [, host, port] = /^(?:\w+:\/\/)?([^:/]+)(?::(\d+))?/.exec(fields.text('spec', 'service') ?? '') ?? [];
  return atHost(manifests, namespace, host, port === undefined ? undefined : Number(port));
}

function named(route: Manifest, reference: Fields): Backend[] {
  const name = reference.text('name');
  const namespace = reference.text('namespace') ?? route.namespace;
  return name === undefined ? [] : [{ name, namespace, port: portIn(reference.get('port')) }];
}

function atHost(manifests: Manifests, namespace: string, host: string | undefined, port?: number): Backend[] {
  if (host === undefined) return [];
  const parts = manifests.partsOf(host, namespace);
  return parts.service ? [{ name: parts.service, namespace: parts.namespace, port }] : [];
}

function portIn(field: Fields): number | string | undefined {
  return field.number() ?? field.text();
}
