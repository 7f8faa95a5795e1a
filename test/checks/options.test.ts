import { GrpcChecks } from '../../src/checks';
import { RULES } from '../../src/checks/rules';
import { greeter, synth, VARIANTS } from '../support/variants';
import { service } from './mutations/mutation';
import { service as greeterService } from './objects';

/** The greeter with one fault: rule clusterip-grpc finds it. */
function wrong(): any[] {
  const { objects } = synth(greeter, VARIANTS['client-side']());
  delete service(objects, 'grpc-server-headless').spec.clusterIP;
  return objects;
}

test('severities are those of the options', () => {
  const found = (severity: string) => GrpcChecks.check(wrong(), { rules: { 'clusterip-grpc': severity } });
  expect(found('info').map(({ severity }) => severity)).toEqual(['info']);
  expect(found('off')).toEqual([]);
  expect(GrpcChecks.check(wrong()).map(({ severity }) => severity)).toEqual(['error']);
});

test.each([
  [
    { rules: { nothing: 'off' } },
    "[GrpcChecks.check] there is no such rule, got 'nothing'; see npx cdk8s-grpc check --list",
  ],
  [
    { rules: { 'clusterip-grcp': 'off' } },
    "[GrpcChecks.check] there is no such rule, got 'clusterip-grcp'; did you mean 'clusterip-grpc'? see npx cdk8s-grpc check --list",
  ],
  [
    { rules: { 'clusterip-grpc': 'fatal' } },
    "[GrpcChecks.check] the severity of 'clusterip-grpc' must be error, warning, info, off, got 'fatal'; choose one",
  ],
  ['all', "[GrpcChecks.check] 'options' must be an object, got 'all'; put its options in curly brackets"],
  [{ rules: 'off' }, "[GrpcChecks.check] 'rules' must be an object, got 'off'; put its options in curly brackets"],
  [{ grpcPorts: 9000 }, "[GrpcChecks.check] 'grpcPorts' must be a list, got 9000; put it in square brackets"],
  [
    { grpcPorts: ['9000'] },
    "[GrpcChecks.check] 'grpcPorts[0]' must be a whole number from 1 to 65535, got '9000'; pass it without quotes",
  ],
])('%j is refused', (options: any, message) => {
  expect(() => GrpcChecks.check([], options)).toThrow(new Error(message));
});

test('what is no list of objects is refused', () => {
  expect(() => GrpcChecks.check('kind: Service' as any)).toThrow(
    "[GrpcChecks.check] manifests must be a list of objects, got 'kind: Service'; pass Testing.synth(chart)",
  );
});

test('ports that only the options know are checked', () => {
  const objects = wrong();
  const [port] = service(objects, 'grpc-server-headless').spec.ports;
  Object.assign(port, { name: 'api', appProtocol: undefined, port: 9000, targetPort: 9000 });
  expect(GrpcChecks.check(objects)).toEqual([]);
  expect(GrpcChecks.check(objects, { grpcPorts: [9000] }).map(({ rule }) => rule)).toContain('clusterip-grpc');
});

const manifest = (metadata: object) => greeterService({}, {}, metadata);

test('annotations silence a rule with a reason, and are checked themselves', () => {
  const check = (annotations: object) => {
    const objects = wrong();
    service(objects, 'grpc-server-headless').metadata.annotations = annotations;
    return GrpcChecks.check(objects).map(({ rule, message }) => `${rule}: ${message}`);
  };
  expect(check({ 'cdk8s-grpc/ignore-clusterip-grpc': 'one pod for now' })).toEqual([]);
  expect(check({ 'cdk8s-grpc/ignore-clusterip-grpc': ' ' })).toContain(
    "ignore: 'cdk8s-grpc/ignore-clusterip-grpc' must say why, got ' '; write the reason",
  );
  expect(check({ 'cdk8s-grpc/ignore-clusterip': 'x' })).toContain(
    "ignore: there is no such rule to ignore, got 'clusterip'; did you mean 'clusterip-grpc'? see npx cdk8s-grpc check --list",
  );
});

test.each([
  [
    'grpc-ports',
    'grcp',
    "'cdk8s-grpc/grpc-ports' must name ports of the Service, got 'grcp'; there are grpc (50051); ",
  ],
  ['grpc-ports', 'grpc, 50051x', "'cdk8s-grpc/grpc-ports' must name ports of the Service, got '50051x'; "],
  ['grpc-ports', '', "'cdk8s-grpc/grpc-ports' must name ports of the Service, got ''; "],
  ['grpc-ports', 9000, "'cdk8s-grpc/grpc-ports' must be a text, got 9000; put it in quotes"],
  [
    'grpc-port',
    'grpc',
    "there is no such annotation, got 'cdk8s-grpc/grpc-port'; did you mean 'cdk8s-grpc/grpc-ports'? ",
  ],
  [
    'ignore',
    'x',
    "there is no such annotation, got 'cdk8s-grpc/ignore'; there are cdk8s-grpc/grpc-ports and cdk8s-grpc/ig",
  ],
  [
    'ignore-clusterip-grpc',
    null,
    "'cdk8s-grpc/ignore-clusterip-grpc' must say why, in a text, got null; write the reason, ",
  ],
  [
    'ignore-clusterip-grpc',
    true,
    "'cdk8s-grpc/ignore-clusterip-grpc' must say why, in a text, got true; write the reason, ",
  ],
])('an annotation that has no effect is an error: %s: %j', (name, value, message) => {
  const objects = [manifest({ annotations: { [`cdk8s-grpc/${name}`]: value } })];
  const found = GrpcChecks.check(objects).filter(({ rule }) => ['annotation', 'ignore'].includes(rule));
  expect(found).toEqual([expect.objectContaining({ severity: 'error', message: expect.stringContaining(message) })]);
});

test.each(['none', 'grpc', '50051', '50051, grpc'])('an annotation that names ports is none: %s', (ports) => {
  const objects = [
    manifest({ annotations: { 'cdk8s-grpc/grpc-ports': ports }, labels: { 'cdk8s-grpc/monitored': '' } }),
  ];
  expect(GrpcChecks.check(objects).filter(({ rule }) => rule === 'annotation')).toEqual([]);
});

test('an annotation for Services is read nowhere else', () => {
  const map = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { annotations: { 'cdk8s-grpc/grpc-ports': 'none' } } };
  expect(GrpcChecks.check([map])[0].message).toContain(
    "is read of Services only, got 'ConfigMap'; put it on the Service",
  );
});

test('an annotation that silences nothing is told, unless its rule did not run', () => {
  const annotation = 'cdk8s-grpc/ignore-proxy-environment';
  const check = (rules: { [id: string]: string }) => {
    const objects = wrong();
    service(objects, 'grpc-server-headless').metadata.annotations = { [annotation]: 'our proxy does' };
    return GrpcChecks.check(objects, { rules: { 'clusterip-grpc': 'off', ...rules } });
  };
  expect(check({})).toEqual([
    expect.objectContaining({
      rule: 'ignore',
      severity: 'info',
      message: `'${annotation}' silences nothing: the rule finds nothing in this object, checked together with these others, got 'our proxy does'; remove the annotation, or put it on the object that the finding names`,
    }),
  ]);
  expect(check({ 'proxy-environment': 'off' })).toEqual([]);
});

test('the facts of every rule are there to be listed', () => {
  expect(GrpcChecks.rules.map(({ id }) => id)).toEqual(RULES.map(({ id }) => id));
  for (const { page, title, fix } of GrpcChecks.rules) {
    expect(page).toMatch(/^https:.*\.md$/);
    expect(title).toMatch(/[^.]$/);
    expect(fix).toMatch(/[^.]$/);
  }
});
