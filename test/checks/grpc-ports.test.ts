import { containerBehind, grpcPorts, GRPC_PORTS_ANNOTATION } from '../../src/checks/facts/grpc-ports';
import { deployment, manifests, Pod, service } from './objects';

const PROBE = { readinessProbe: { grpc: { port: 8080 } } };
const EXEC = { livenessProbe: { exec: { command: ['/bin/grpc_health_probe', '-addr=:8080'] } } };
const probe = (...command: string[]): Pod => ({ container: { livenessProbe: { exec: { command } } } });
const PLAIN = { name: 'api', port: 8080 };
const says = (value: string) => ({ annotations: { [GRPC_PORTS_ANNOTATION]: value } });
const web = (image: string, ports = [{ containerPort: 8080 }]): Pod => ({ container: { image, ports } });

type Case = [string, any, Pod | undefined, string | undefined];

const CASES: Case[] = [
  ['a name', service({ port: 80 }), undefined, "port name 'grpc'"],
  ['a name with a suffix', service({ name: 'grpc-api', port: 80 }), undefined, "port name 'grpc-api'"],
  ['a name with a prefix', service({ name: 'otlp-grpc', port: 80 }), undefined, "port name 'otlp-grpc'"],
  ['gRPC-Web, which is HTTP/1', service({ name: 'grpc-web', port: 80 }), undefined, undefined],
  ['a gateway in front of gRPC', service({ name: 'grpc-gateway', port: 80 }), undefined, undefined],
  ['a name that only contains the letters', service({ name: 'mygrpcthing', port: 80 }), undefined, undefined],
  ['appProtocol', service({ name: 'api', port: 80, appProtocol: 'grpc' }), undefined, "appProtocol 'grpc'"],
  [
    'HTTP/2 in clear text',
    service({ ...PLAIN, appProtocol: 'kubernetes.io/h2c' }),
    undefined,
    "appProtocol 'kubernetes.io/h2c'",
  ],
  [
    'a name before HTTP/2 in clear text',
    service({ port: 80, appProtocol: 'kubernetes.io/h2c' }),
    undefined,
    "port name 'grpc'",
  ],
  ['another appProtocol', service({ port: 80, appProtocol: 'redis' }), undefined, undefined],
  ['a target', service({ name: 'api', port: 80, targetPort: 'grpc' }), undefined, "target port 'grpc'"],
  ['a probe', service(PLAIN), { container: PROBE }, "gRPC probe of container 'greeter' on 8080"],
  ['a probe by program', service(PLAIN), { container: EXEC }, "gRPC probe of container 'greeter' on 8080"],
  [
    'a probe by program in a shell',
    service(PLAIN),
    probe('sh', '-c', 'exec /bin/grpc_health_probe --tls -addr "$(POD_IP):8080"'),
    "gRPC probe of container 'greeter' on 8080",
  ],
  ['a program that tells no address', service(PLAIN), probe('grpc_health_probe', '-addr'), undefined],
  ['a program that tells no port', service(PLAIN), probe('grpc_health_probe', '-addr=greeter'), undefined],
  ['no probe, for port 0', service({ name: 'api', port: 55555, targetPort: 0 }), {}, undefined],
  ['another program', service(PLAIN), probe('probe', '-addr=:8080'), undefined],
  ['a probe of another port', service({ name: 'api', port: 9090 }), { container: PROBE }, undefined],
  ['a number that everybody knows', service({ name: 'api' }), undefined, "port 50051, which is gRPC's by custom"],
  [
    'such a number in the pods',
    service({ name: 'api', port: 80, targetPort: 4317 }),
    {},
    "port 4317, which is gRPC's by custom",
  ],
  ['such a number that is called HTTP', service({ name: 'http' }), undefined, undefined],
  ['an image', service(PLAIN), web('acme/greeter-grpc:1'), "image 'acme/greeter-grpc:1'"],
  [
    'an image with other ports',
    service(PLAIN),
    web('acme/grpc:1', [{ containerPort: 8080 }, { containerPort: 9090 }]),
    undefined,
  ],
  ['an image of a registry that is called so', service(PLAIN), web('grpc.io/greeter:1'), undefined],
  ['an annotation', service({ ...PLAIN }, {}, says('api')), undefined, `annotation ${GRPC_PORTS_ANNOTATION}`],
  [
    'an annotation with the number',
    service({ ...PLAIN }, {}, says('9090, 8080')),
    undefined,
    `annotation ${GRPC_PORTS_ANNOTATION}`,
  ],
  ['an annotation that denies it', service({}, {}, says('none')), undefined, undefined],
  ['UDP', service({ protocol: 'UDP' }), undefined, undefined],
  ['something outside of the cluster', service({}, { type: 'ExternalName' }), undefined, undefined],
];

test.each(CASES)('%s', (_what, object, pod, evidence) => {
  const all = manifests(pod ? [object, deployment(pod)] : [object]);
  expect(grpcPorts(all).map((port) => port.evidence)).toEqual(evidence === undefined ? [] : [evidence]);
});

test('HTTP/2 in clear text may be something else than gRPC', () => {
  const likely = [{ appProtocol: 'kubernetes.io/h2c' }, { appProtocol: 'grpc' }].map(
    (port) => grpcPorts(manifests([service({ ...PLAIN, ...port })]))[0].isLikely,
  );
  expect(likely).toEqual([true, undefined]);
});

test('the setting names ports', () => {
  const [port] = grpcPorts(manifests([service(PLAIN)], { grpcPorts: [8080] }));
  expect(port.evidence).toBe('port 8080 in the setting grpcPorts');
});

test.each([
  ['declares the port', [{ name: 'proxy' }, { name: 'app', ports: [{ containerPort: 50051 }] }], 'app'],
  ['has no other beside it', [{ name: 'app' }], 'app'],
  ['is one of many that declare nothing', [{ name: 'proxy' }, { name: 'app' }], undefined],
])('the container behind a port %s', (_how, containers, name) => {
  const all = manifests([service(), deployment({ spec: { containers } })]);
  expect(containerBehind(all.workloads[0], all.services[0].ports[0])?.name).toBe(name);
});
