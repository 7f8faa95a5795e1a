import { balancingOf } from '../../src/checks/facts/balancing';
import { grpcPortsOf } from '../../src/checks/facts/grpc-ports';
import { headlessSeverity, resolutionFloor } from '../../src/checks/facts/headless';
import { unbalancedPorts } from '../../src/checks/facts/unbalanced-ports';
import { caller, deployment, HEADLESS, manifests, namespace, Pod, service } from './objects';

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
const CALLER = caller('greeter:50051');
const ingress = (name: string, port: object = { number: 50051 }) =>
  of('networking.k8s.io/v1', 'Ingress', {
    rules: [{ host: 'greeter.example.com', http: { paths: [{ backend: { service: { name, port } } }] } }],
  });
const route = (parent: object, backend: object = { name: 'greeter', port: 50051 }) =>
  of('gateway.networking.k8s.io/v1', 'GRPCRoute', { parentRefs: [parent], rules: [{ backendRefs: [backend] }] });
const virtualService = (host: string, gateways?: string[]) =>
  of('networking.istio.io/v1', 'VirtualService', { gateways, http: [{ route: [{ destination: { host } }] }] });
const NEG = { annotations: { 'cloud.google.com/neg': '{"ingress": true}' } };
const VAULT = { annotations: { 'vault.hashicorp.com/agent-inject': 'true' } };
const inNamespace = (...objects: any[]) =>
  objects.map((object) => ({ ...object, metadata: { ...object.metadata, namespace: 'linkerd-demo' } }));
const AMBIENT = { 'istio.io/dataplane-mode': 'ambient' };
const waypoint = (labels: object) => [service({}, {}, { labels }), deployment()];

/** A caller besides `frontend`. */
const plain = () => ({ ...CALLER, metadata: { name: 'plain', namespace: 'demo' } });

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
  ['perhaps a mesh, of which a rule tells', [service(), deployment(), rule('other')], 'perhaps a mesh'],
  [
    'perhaps a mesh, which the callers may be in too',
    [service(), deployment(), rule('greeter'), CALLER],
    'perhaps a mesh',
  ],
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
    'perhaps a mesh, by the label of another namespace',
    [service(), deployment(), namespace({ name: 'web', labels: { 'istio-injection': 'enabled' } })],
    'perhaps a mesh',
  ],
  ['a waypoint', waypoint({ 'istio.io/use-waypoint': 'waypoint' }), 'istio'],
  [
    'a waypoint of the namespace',
    [...waypoint({}), namespace({ labels: { 'istio.io/use-waypoint': 'waypoint', ...AMBIENT } })],
    'istio',
  ],
  [
    'nobody, as the pods are known not to be in ambient mode',
    [...waypoint({ 'istio.io/use-waypoint': 'waypoint' }), namespace()],
    undefined,
  ],
  [
    'nobody, as the caller is out of ambient mode',
    [
      ...waypoint({ 'istio.io/use-waypoint': 'waypoint' }),
      namespace({ labels: AMBIENT }),
      caller('greeter:50051', { labels: { 'istio.io/dataplane-mode': 'none' } }),
    ],
    undefined,
  ],
  [
    'a waypoint, of which the caller is',
    [...waypoint({ 'istio.io/use-waypoint': 'waypoint' }), namespace(), caller('greeter:50051', { labels: AMBIENT })],
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
  [
    "nobody, as the caller does not come through Google's balancer",
    [service({}, {}, NEG), deployment(), CALLER],
    undefined,
  ],
  ['a gateway', [service(), deployment(), ingress('greeter')], 'gateway'],
  ['a gateway, to the port of that name', [service(), deployment(), ingress('greeter', { name: 'grpc' })], 'gateway'],
  [
    'nobody, as the gateway routes to another port',
    [service(), deployment(), ingress('greeter', { number: 80 })],
    undefined,
  ],
  [
    'nobody, as the caller does not come through the gateway',
    [service(), deployment(), ingress('greeter'), CALLER],
    undefined,
  ],
  [
    'nobody, as the gateway has but a host of that name',
    [service(), deployment(), ingress('web', { number: 80 })],
    undefined,
  ],
  ['a route of a gateway', [service(), deployment(), route({ name: 'public' })], 'gateway'],
  [
    'nobody, as the caller does not come through the route',
    [service(), deployment(), route({ name: 'public' }), CALLER],
    undefined,
  ],
  [
    'a route for who dials the Service',
    [service(), deployment(), route({ kind: 'Service', name: 'greeter' }), CALLER],
    'mesh',
  ],
  [
    'nobody, as the route is of another Service',
    [service(), deployment(), route({ kind: 'Service', name: 'web' }), CALLER],
    undefined,
  ],
  [
    'a VirtualService of a gateway, if nobody else calls',
    [service(), deployment(), namespace(), virtualService('greeter.demo.svc.cluster.local', ['public'])],
    'gateway',
  ],
  [
    'nobody, as the caller is not in the mesh of the VirtualService',
    [service(), deployment(), namespace(), virtualService('greeter'), CALLER],
    undefined,
  ],
  [
    'Istio, in which the caller is that a VirtualService routes',
    [service(), deployment(), namespace(), virtualService('greeter'), caller('greeter:50051', ISTIO)],
    'istio',
  ],
  ['nobody, as the gateway routes elsewhere', [service(), deployment(), ingress('greeter-web')], undefined],
  [
    'a gateway that names a port',
    [service(), deployment(), of('getambassador.io/v3', 'Mapping', { service: 'greeter:50051' })],
    'gateway',
  ],
  ['another mesh', [service(), deployment({ annotations: { 'consul.hashicorp.com/connect-inject': 'true' } })], 'mesh'],
  [
    'another mesh, in which the namespace is',
    [service(), deployment(), namespace({ labels: { 'kuma.io/sidecar-injection': 'enabled' } }), CALLER],
    'mesh',
  ],
  [
    'perhaps a mesh, as nobody knows what is injected',
    [service(), deployment({ labels: { 'acme.example/sidecar-injection': 'on' } })],
    'perhaps a mesh',
  ],
  [
    'perhaps a mesh, as nobody knows what is injected into the caller',
    [service(), deployment(), namespace(), caller('greeter:50051', { labels: { 'acme.example/inject': 'on' } })],
    'perhaps a mesh',
  ],
  ...[
    'oneagent.dynatrace.com/inject',
    'newrelic.com/inject',
    'conjur.org/inject',
    'azure.workload.identity/inject-proxy-sidecar',
  ].map((key): [string, any[], undefined] => [
    `nobody, as ${key} injects no proxy for gRPC`,
    [service(), deployment(), caller('greeter:50051', { annotations: { [key]: 'true' } })],
    undefined,
  ]),
  [
    'nobody, as one of the callers is in no mesh',
    [service(), deployment(), caller('greeter:50051', ISTIO), plain()],
    undefined,
  ],
  [
    'nobody, as the pods refuse it',
    [service(), deployment({ labels: { 'acme.example/inject': 'disabled' } })],
    undefined,
  ],
  ['nobody, as secrets are injected', [service(), deployment(VAULT)], undefined],
  [
    'perhaps a mesh, by the name of the Service',
    [service({}, {}, { name: 'greeter-istio' }), deployment()],
    'perhaps a mesh',
  ],
  ['perhaps a mesh, by the name of the namespace', inNamespace(service(), deployment()), 'perhaps a mesh'],
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

const withPod = (pod: Pod) => ({
  ...caller('greeter:50051', pod),
  metadata: { name: 'plain', namespace: 'demo' },
});
const outOfIstio = () => withPod({ labels: { 'sidecar.istio.io/inject': 'false' } });
const inLinkerd = () => withPod(LINKERD);

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
  ['callers ask a control plane', [service(), deployment(), caller('xds:///demo-greeter-v1')], []],
  [
    'callers ask a control plane for something else',
    [service(), deployment(), caller('xds:///my-greeters')],
    [undefined],
  ],
  ['callers ask a control plane for what ends so', [service(), deployment(), caller('xds:///my-greeter')], [undefined]],
  [
    'one asks a control plane, and another the DNS',
    [service(), deployment(), caller('xds:///greeter'), plain()],
    ['plain'],
  ],
  [
    'a caller in no mesh comes before those that may be in one, and those that are',
    [service(), deployment(), caller('greeter:50051', ISTIO), outOfIstio(), rule('web')],
    ['plain'],
  ],
  [
    'the Service has a DestinationRule, and the namespace is unknown',
    [service(), deployment(), CALLER, rule('greeter')],
    [],
  ],
  [
    'the pods have settings for a proxy, and the namespace is unknown',
    [service(), deployment({ annotations: { 'config.linkerd.io/proxy-cpu-request': '1' } }), CALLER],
    [],
  ],
  ['a DestinationRule is of another Service', [service(), deployment(), CALLER, rule('web')], ['frontend']],
  ['all callers are in some mesh', [service(), deployment(), caller('greeter:50051', ISTIO), inLinkerd()], []],
])('what is unbalanced, and for whom: %s', (_why, objects, callers) => {
  const found = unbalancedPorts(manifests(objects));
  expect(found.map(({ caller: one }) => one?.manifest.name)).toEqual(callers);
});

const unready = () => service({}, { ...HEADLESS, publishNotReadyAddresses: true }, { name: 'greeter-headless' });
const IN_CONSUL = { annotations: { 'consul.hashicorp.com/connect-inject': 'true' } };
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
  ['who calls may have a proxy', [twin(), service(), deployment(), caller(TWIN, INJECTED)], 'info'],
  ['who calls has a proxy that finds the pods', [twin(), service(), deployment(), caller(TWIN, IN_CONSUL)], undefined],
])('clients balance over a headless Service: %s', (_why, objects, expected) => {
  const all = manifests(objects);
  expect(headlessSeverity(all, grpcPortsOf(all, all.services[0])[0])).toBe(expected);
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
