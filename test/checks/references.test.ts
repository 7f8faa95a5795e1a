import { references } from '../../src/checks/facts/references';
import { caller, manifests, service } from './objects';

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
  expect(found).toMatchObject({ container: 'frontend', variable: 'GREETER', value, port: 50051, scheme });
  expect(found.service.id).toBe('demo/greeter');
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
