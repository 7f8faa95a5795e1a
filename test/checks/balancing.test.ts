import { balancingOf, unbalancedPorts } from '../../src/checks/facts/balancing';
import { grpcPortsOf } from '../../src/checks/facts/grpc-ports';
import { leadsClients, resolutionFloor } from '../../src/checks/facts/headless';
import { caller, deployment, HEADLESS, manifests, namespace, service } from './objects';

const ISTIO = { labels: { 'sidecar.istio.io/inject': 'true' } };
const LINKERD = { annotations: { 'linkerd.io/inject': 'enabled' } };
const twin = (port: object = {}) => service(port, HEADLESS, { name: 'greeter-headless' });

const of = (apiVersion: string, kind: string, spec: object) => ({
  apiVersion,
  kind,
  metadata: { name: 'front', namespace: 'demo' },
  spec,
});

const rule = (host: string) => of('networking.istio.io/v1', 'DestinationRule', { host });
const ingress = (name: string) =>
  of('networking.k8s.io/v1', 'Ingress', { rules: [{ http: { paths: [{ backend: { service: { name } } }] } }] });
const VAULT = { annotations: { 'vault.hashicorp.com/agent-inject': 'true' } };
const inNamespace = (...objects: any[]) =>
  objects.map((object) => ({ ...object, metadata: { ...object.metadata, namespace: 'linkerd-demo' } }));
const waypoint = (labels: object) => [service({}, {}, { labels }), deployment()];

const CASES: [string, any[], string | undefined][] = [
  ['nobody', [service(), deployment()], undefined],
  ['clients, as it is headless', [service({}, HEADLESS), deployment()], 'client'],
  ['clients, by another Service', [service(), twin(), deployment()], 'client'],
  ['nobody, as the other Service leads elsewhere', [service(), twin({ port: 9090 }), deployment()], undefined],
  [
    'Istio, in which the callers are',
    [
      service(),
      deployment(),
      caller('greeter:50051', { container: { env: [{ name: 'G', value: 'greeter:50051' }] }, ...ISTIO }),
    ],
    'istio',
  ],
  ['Linkerd, in which the pods are', [service(), deployment(LINKERD)], 'linkerd'],
  ['nobody, as only the pods are in the mesh', [service(), deployment(LINKERD), caller('greeter:50051')], undefined],
  ['a mesh of which a rule tells', [service(), deployment(), rule('other')], 'other'],
  ['the callers may be in a mesh too', [service(), deployment(), rule('greeter'), caller('greeter:50051')], 'other'],
  [
    'nobody, as the namespace is known not to be in it',
    [service(), deployment(), rule('greeter'), caller('greeter:50051'), namespace()],
    undefined,
  ],
  [
    'nobody, as the callers refuse it',
    [
      service(),
      deployment(),
      rule('greeter'),
      caller('greeter:50051', { labels: { 'sidecar.istio.io/inject': 'false' } }),
    ],
    undefined,
  ],
  [
    'a mesh, by the label of another namespace',
    [service(), deployment(), namespace({ name: 'web', labels: { 'istio-injection': 'enabled' } })],
    'other',
  ],
  ['a waypoint', waypoint({ 'istio.io/use-waypoint': 'waypoint' }), 'istio'],
  [
    'a waypoint of the namespace',
    [...waypoint({}), namespace({ labels: { 'istio.io/use-waypoint': 'waypoint' } })],
    'istio',
  ],
  ['no waypoint', waypoint({ 'istio.io/use-waypoint': 'none' }), undefined],
  [
    'an Envoy in the pods',
    [service(), deployment({ container: { image: 'docker.io/envoyproxy/envoy:v1.40.0' } })],
    'envoy',
  ],
  [
    'nobody, as the Envoy has another port',
    [service({ targetPort: 9090 }), deployment({ container: { image: 'envoyproxy/envoy:v1.40.0' } })],
    undefined,
  ],
  [
    'an Envoy that somebody has built',
    [service(), deployment({ container: { image: 'ghcr.io/acme/acme-envoy:1.4.1' } })],
    'envoy',
  ],
  [
    'nobody, as it is no Envoy',
    [service(), deployment({ container: { image: 'acme/envoy-controller:1' } })],
    undefined,
  ],
  ['Cilium', [service({}, {}, { annotations: { 'service.cilium.io/lb-l7': 'enabled' } }), deployment()], 'cilium'],
  [
    "Google's balancer",
    [service({}, {}, { annotations: { 'cloud.google.com/neg': '{"exposed_ports":{"50051":{}}}' } }), deployment()],
    'gateway',
  ],
  ['a gateway', [service(), deployment(), ingress('greeter')], 'gateway'],
  ['nobody, as the gateway routes elsewhere', [service(), deployment(), ingress('greeter-web')], undefined],
  [
    'a gateway that names a port',
    [service(), deployment(), of('getambassador.io/v3', 'Mapping', { service: 'greeter:50051' })],
    'gateway',
  ],
  [
    'another mesh',
    [service(), deployment({ annotations: { 'consul.hashicorp.com/connect-inject': 'true' } })],
    'other',
  ],
  [
    'a mesh that nobody knows',
    [service(), deployment({ labels: { 'acme.example/sidecar-injection': 'on' } })],
    'other',
  ],
  [
    'nobody, as the pods refuse it',
    [service(), deployment({ labels: { 'acme.example/inject': 'disabled' } })],
    undefined,
  ],
  ['nobody, as secrets are injected', [service(), deployment(VAULT)], undefined],
  ['a mesh, by the name of the Service', [service({}, {}, { name: 'greeter-istio' }), deployment()], 'other'],
  ['a mesh, by the name of the namespace', inNamespace(service(), deployment()), 'other'],
  [
    'nobody, as the namespace of that name is known',
    [...inNamespace(service(), deployment()), namespace({ name: 'linkerd-demo' })],
    undefined,
  ],
];

test.each(CASES)('who balances: %s', (_who, objects, by) => {
  const all = manifests(objects);
  const [grpc] = grpcPortsOf(all, all.services[0]);
  expect(balancingOf(all, grpc)?.by).toBe(by);
});

test('nothing is to be balanced of xDS', () => {
  expect(unbalancedPorts(manifests([service({ name: 'grpc-xds' }), deployment()]))).toEqual([]);
  expect(unbalancedPorts(manifests([service(), deployment()]))).toHaveLength(1);
});

test.each([
  ['leads to the pod of the node', { internalTrafficPolicy: 'Local' }, 0],
  ['keeps a client with one pod', { sessionAffinity: 'ClientIP' }, 0],
  ['does neither', { internalTrafficPolicy: 'Cluster', sessionAffinity: 'None' }, 1],
])('something is to be balanced behind a Service that %s', (_what, spec, ports) => {
  expect(unbalancedPorts(manifests([service({}, spec), deployment()]))).toHaveLength(ports);
});

test.each([
  ['nobody is known to call', [service(), deployment()], [undefined]],
  ['somebody is told to dial it', [service(), deployment(), caller('greeter:50051')], ['frontend']],
  [
    'somebody dials it, though there is another',
    [service(), twin(), deployment(), caller('greeter:50051')],
    ['frontend'],
  ],
  ['somebody dials the other', [service(), twin(), deployment(), caller('greeter-headless:50051')], []],
  [
    'somebody dials another with an address',
    [
      service({ port: 9000 }),
      service({ port: 80, targetPort: 9000 }, {}, { name: 'alias' }),
      deployment(),
      caller('alias:80'),
    ],
    ['frontend'],
  ],
  ['callers ask the API', [service(), deployment(), caller('kubernetes:///greeter:50051')], []],
])('what is unbalanced, and for whom: %s', (_why, objects, callers) => {
  const found = unbalancedPorts(manifests(objects));
  expect(found.map(({ caller: one }) => one?.manifest.name)).toEqual(callers);
});

const unready = () => service({}, { ...HEADLESS, publishNotReadyAddresses: true }, { name: 'greeter-headless' });
const INJECTED = { annotations: { 'acme.example/inject': 'yes' } };
const TWIN = 'greeter-headless:50051';

const set = (serviceName: string) => {
  const pods = deployment();
  return { ...pods, kind: 'StatefulSet', spec: { ...pods.spec, serviceName } };
};

test.each([
  ['a caller is told to dial it', [twin(), service(), deployment(), caller(TWIN)], 'warning'],
  ['no other Service leads there', [twin(), deployment()], 'info'],
  ['a caller is told its name without a port', [twin(), deployment(), caller('greeter-headless.demo')], 'warning'],
  ['there is one with an address', [twin(), service(), deployment()], undefined],
  ['a StatefulSet needs it for names', [twin(), set('greeter-headless')], undefined],
  ['a StatefulSet needs another for names', [twin(), set('greeter')], 'info'],
  [
    'the pods look for each other',
    [twin(), deployment({ container: { args: ['--join=greeter-headless:50051'] } })],
    undefined,
  ],
  ['its pods are unknown', [twin()], undefined],
  ['it is for peers that are not ready', [unready(), deployment(), caller(TWIN)], undefined],
  ['it has one pod', [twin(), { ...deployment(), spec: { ...deployment().spec, replicas: 1 } }], undefined],
  ['its pods are those of nodes', [twin(), { ...deployment(), kind: 'DaemonSet' }], undefined],
  ['another port of it is dialled', [twin(), deployment(), caller('greeter-headless:9090')], undefined],
  ['who calls has an unknown proxy', [twin(), deployment(), { ...caller(TWIN, INJECTED) }], undefined],
])('clients balance over a headless Service: %s', (_why, objects, expected) => {
  const all = manifests(objects);
  expect(leadsClients(all, grpcPortsOf(all, all.services[0])[0])).toBe(expected);
});

test('clients ask the DNS every 30 s, if they are not told another floor', () => {
  const env = (...values: string[]) => ({
    container: { env: values.map((value, index) => ({ name: `V${index}`, value })) },
  });
  const floorOf = (...callers: any[]) => {
    const all = manifests([twin(), deployment(), ...callers]);
    return resolutionFloor(all, all.services[0]);
  };
  const patient = caller('', env('greeter-headless:50051'));
  const eager = caller('', env('greeter-headless:50051', '{"grpc.dns_min_time_between_resolutions_ms":5000}'));
  expect(floorOf()).toBe(30);
  expect(floorOf(patient)).toBe(30);
  expect(floorOf(eager)).toBe(5);
  expect(floorOf(eager, patient)).toBe(30);
});

test('an Envoy asks the DNS at its own pace', () => {
  const socket_address = { address: 'greeter-headless.demo.svc.cluster.local', port_value: 50051 };
  const load_assignment = { endpoints: [{ lb_endpoints: [{ endpoint: { address: { socket_address } } }] }] };
  const bootstrap = { static_resources: { clusters: [{ name: 'greeter', load_assignment }] } };
  const data = { 'envoy.yaml': JSON.stringify(bootstrap) };
  const map = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'envoy', namespace: 'demo' }, data };
  const all = manifests([twin(), deployment(), map]);
  expect(resolutionFloor(all, all.services[0])).toBeUndefined();
});
