import { balancingOf, unbalancedPorts } from '../../src/checks/balancing';
import { grpcPortsOf } from '../../src/checks/grpc-ports';
import { leadsClients, resolutionFloor } from '../../src/checks/headless';
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
  ['Istio, which has a rule for it', [service(), deployment(), rule('greeter')], 'istio'],
  ['nobody, as the rule is for another', [service(), deployment(), rule('other')], undefined],
  [
    'nobody, as the callers are not in the mesh of the rule',
    [service(), deployment(), rule('greeter'), caller('greeter:50051')],
    undefined,
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

describe('a program in several roles', () => {
  const role = (name: string, args: string[] = [], image = 'acme/traces:1') => [
    service({}, { selector: { app: name } }, { name }),
    deployment({ container: { image, args } }, name),
  ];
  const dials = ['-frontend=query.demo:50051'];
  const named = (objects: any[]) => unbalancedPorts(manifests(objects)).map(({ service: { name } }) => name);

  test('has its port in each, and only those that are dialled matter', () => {
    const metrics = ['-scrape=http://compact.demo:9090'];
    expect(named([...role('query'), ...role('ingest', dials), ...role('compact', metrics)])).toEqual(['query']);
  });

  test.each([
    ['they are two', [...role('query'), ...role('ingest', dials)], ['query', 'ingest']],
    [
      'nothing says who dials whom',
      [...role('query'), ...role('ingest'), ...role('compact')],
      ['query', 'ingest', 'compact'],
    ],
    [
      'they are different programs',
      [...role('query'), ...role('ingest', dials), ...role('compact', [], 'acme/other:1')],
      ['query', 'ingest', 'compact'],
    ],
  ])('is of no account where %s', (_why, objects, ports) => {
    expect(named(objects)).toEqual(ports);
  });
});

const unready = () => service({}, { ...HEADLESS, publishNotReadyAddresses: true }, { name: 'greeter-headless' });
const INJECTED = { annotations: { 'acme.example/inject': 'yes' } };
const TWIN = 'greeter-headless:50051';
const callingDeployment = () => deployment({ container: { env: [{ name: 'OTHER', value: 'other:50051' }] } });

const set = (serviceName: string) => {
  const pods = deployment();
  return { ...pods, kind: 'StatefulSet', spec: { ...pods.spec, serviceName } };
};

test.each([
  ['no other Service leads there', [twin(), deployment()], true],
  ['there is one with an address', [twin(), service(), deployment()], false],
  ['a caller is told to dial it', [twin(), service(), deployment(), caller('greeter-headless:50051')], true],
  ['a StatefulSet needs it for names', [twin(), set('greeter-headless')], false],
  ['a StatefulSet needs another for names', [twin(), set('greeter')], true],
  [
    'the pods look for each other',
    [twin(), deployment({ container: { args: ['--join=greeter-headless:50051'] } })],
    false,
  ],
  [
    'the pods look for something of a longer name',
    [twin(), deployment({ container: { args: ['greeter-headless-2:50051'] } })],
    true,
  ],
  [
    'the program has its name',
    [service({}, HEADLESS), deployment({ container: { args: ['greeter', 'serve'] } })],
    true,
  ],
  [
    'peers have its name',
    [service({}, HEADLESS), deployment({ container: { args: ['--join=greeter:50051'] } })],
    false,
  ],
  ['its pods are unknown', [twin()], false],
  ['it is for peers that are not ready', [unready(), deployment()], false],
  ['somebody dials it nevertheless', [unready(), deployment(), caller('greeter-headless:50051')], true],
  ['it has one pod', [twin(), { ...deployment(), spec: { ...deployment().spec, replicas: 1 } }], false],
  ['its pods are those of nodes', [twin(), { ...deployment(), kind: 'DaemonSet' }], false],
  ['another port of it is dialled', [twin(), deployment(), caller('greeter-headless:9090')], false],
  ['its pods call others', [twin(), callingDeployment(), service({}, { selector: {} }, { name: 'other' })], false],
  ['who may call has an unknown proxy', [twin(), deployment(), caller('', INJECTED)], false],
  ['who calls has an unknown proxy', [twin(), deployment(), { ...caller(TWIN, INJECTED) }], false],
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
