import { placeOf, referencesOf } from '../../src/checks/facts/references';
import { Manifests } from '../../src/checks/manifests/manifests';
import { caller, deployment, manifests, service } from './objects';

const references = (together: Manifests) =>
  together.workloads.flatMap((workload) =>
    workload.containers.flatMap((container) => [...referencesOf(together, workload, container)]),
  );

const FULL = 'greeter.demo.svc.cluster.local';

test.each([
  ['dns:///greeter:50051', 'dns'],
  ['DNS:///greeter:50051', 'dns'],
  ['greeter:50051', undefined],
  ['greeter.demo:50051', undefined],
  ['greeter.demo.svc:50051', undefined],
  [`${FULL}:50051`, undefined],
  [`dns:///${FULL}.:50051`, 'dns'],
  [`dns://10.0.0.10/${FULL}:50051`, 'dns'],
  [`dns:${FULL}:50051`, 'dns'],
  [`passthrough:///${FULL}:50051`, 'passthrough'],
])('%s is the address of a Service', (value, scheme) => {
  const [found, ...others] = references(manifests([service(), caller(value)]));
  expect(others).toEqual([]);
  expect(found).toMatchObject({ container: { name: 'frontend' }, variable: 'GREETER' });
  expect(found.target).toMatchObject({ value, port: 50051, scheme });
  expect(found.target.service.id).toBe('demo/greeter');
});

test.each([
  'greeter',
  'http://greeter:50051',
  'greeter:50051/path',
  'other:50051',
  'greeter.other:50051',
  'greeter.demo.example.com:50051',
  'greeter.demo.svc.other.domain:50051',
  '127.0.0.1:50051',
  'see greeter:50051',
  'unix:greeter:50051',
  '',
])('%p is not', (value) => {
  expect(references(manifests([service(), caller(value)]))).toEqual([]);
});

test('a short name is one of the own namespace', () => {
  expect(references(manifests([service(), caller('greeter:50051', {}, 'web')]))).toEqual([]);
  expect(references(manifests([service(), caller('greeter.demo:50051', {}, 'web')]))).toHaveLength(1);
});

test('a chart leaves out the namespace of all its objects', () => {
  const [chartService, chartCaller] = [service(), caller('greeter.demo.svc:50051')];
  delete chartService.metadata.namespace;
  delete chartCaller.metadata.namespace;
  expect(references(manifests([chartService, chartCaller]))).toHaveLength(1);
});

test('the domain of the cluster is a setting', () => {
  const objects = [service(), caller('greeter.demo.svc.corp.internal:50051')];
  expect(references(manifests(objects, { clusterDomain: 'corp.internal' }))).toHaveLength(1);
});

describe('the address is found in', () => {
  const config = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'config', namespace: 'demo' } };
  const map = { ...config, data: { GREETER: 'dns:///greeter:50051', other: 'x' } };
  const found = (container: object) =>
    references(manifests([service(), map, deployment({ container }, 'frontend')])).map((one) => [
      one.variable ?? placeOf(one),
      one.target.value,
      one.at.slice(4).join('.'),
    ]);

  test.each([
    [
      'a key of a ConfigMap',
      { env: [{ name: 'G', valueFrom: { configMapKeyRef: { name: 'config', key: 'GREETER' } } }] },
      [['G', 'dns:///greeter:50051', '0.env.0.valueFrom']],
    ],
    [
      'a ConfigMap',
      { envFrom: [{ prefix: 'A_', configMapRef: { name: 'config' } }] },
      [['A_GREETER', 'dns:///greeter:50051', '0.envFrom.0']],
    ],
    [
      'other variables',
      {
        env: [
          { name: 'HOST', value: 'greeter' },
          { name: 'G', value: '$(HOST):50051' },
        ],
      },
      [['G', 'greeter:50051', '0.env.1.value']],
    ],
    ['an argument', { args: ['--to', 'greeter:50051'] }, [['an argument', 'greeter:50051', '0.args.1']]],
    [
      'an option',
      { args: ['serve', '--to=dns:///greeter:50051'] },
      [['an argument', 'dns:///greeter:50051', '0.args.1']],
    ],
    [
      'an argument that has a variable',
      { env: [{ name: 'G', value: 'greeter:50051' }], args: ['--to=$(G)'] },
      [['G', 'greeter:50051', '0.env.0.value']],
    ],
    [
      'what the kubelet does not replace',
      {
        env: [
          { name: 'HOST', value: 'greeter' },
          { name: 'G', value: '$$(HOST):50051' },
        ],
      },
      [],
    ],
    ['a longer argument', { args: ['see greeter:50051'] }, []],
    ['an unknown ConfigMap', { envFrom: [{ configMapRef: { name: 'gone' } }] }, []],
  ])('%s', (_where, container, expected) => {
    expect(found(container)).toEqual(expected);
  });
});

test('variables that double each other do not fill the memory', () => {
  const env = Array.from({ length: 60 }, (_, index) => ({ name: `V${index + 1}`, value: `$(V${index})$(V${index})` }));
  const container = { env: [{ name: 'V0', value: 'greeter' }, ...env] };
  expect(references(manifests([service(), deployment({ container })]))).toEqual([]);
});
