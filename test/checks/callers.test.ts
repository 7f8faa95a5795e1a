import { callersAt, callersOf, isToldToItsPods } from '../../src/checks/facts/callers';
import { grpcPortsOf } from '../../src/checks/facts/grpc-ports';
import { Manifests } from '../../src/checks/manifests/manifests';
import { caller, deployment, HEADLESS, manifests, service } from './objects';

const at = (all: Manifests) => [...callersAt(all, grpcPortsOf(all, all.services[0])[0])];
const of = (all: Manifests) => [...callersOf(all, all.services[0])];

const config = (text: string, key = 'app.yaml') => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'config', namespace: 'demo' },
  data: { [key]: text },
});
const reader = (name = 'frontend') =>
  deployment({ container: { ports: [], envFrom: [{ configMapRef: { name: 'config' } }] } }, name);
const env = (name: string, value: string) =>
  deployment({ container: { ports: [], env: [{ name, value }] } }, 'frontend');
const keyed = (name: string, key: string) => {
  const env = [{ name, valueFrom: { configMapKeyRef: { name: 'config', key } } }];
  return deployment({ container: { ports: [], env } }, 'frontend');
};
const made = (value: string, address: string, ...words: string[]) => {
  const env = [
    { name: 'NAME', value },
    { name: 'GREETER', value: address },
  ];
  return deployment({ container: { ports: [], env, args: words } }, 'frontend');
};
const args = (...words: string[]) => deployment({ container: { ports: [], args: words } }, 'frontend');

test.each([
  ['a variable', [caller('greeter:50051')]],
  ['a URL in a variable', [caller('http://greeter.demo.svc:50051/v1')]],
  ['one of several in a variable', [caller('other:1,dns:///greeter:50051')]],
  ['an argument', [args('--greeter=greeter.demo:50051')]],
  ['a word after an option', [args('--greeter', 'greeter:50051')]],
  ['a ConfigMap', [config('greeter: greeter:50051'), reader()]],
  ['a host in a domain, as there is one port', [config('host: greeter.demo.svc.cluster.local'), reader()]],
  ['a variable that is called after hosts', [env('GREETER_HOST', 'greeter')]],
  ['a key of a ConfigMap that is called after hosts', [config('greeter', 'GREETER_HOST'), reader()]],
  ['a variable that a ConfigMap gives a value', [config('greeter', 'a'), keyed('GREETER_HOST', 'a')]],
  ['variables that make one', [made('greeter', '$(NAME):50051')]],
  ['a variable in an argument', [made('greeter:50051', '', '--greeter=$(NAME)')]],
])('a caller is told by %s', (_how, objects) => {
  const all = manifests([service(), deployment(), ...objects]);
  expect(at(all).map(({ workload }) => workload.manifest.name)).toEqual(['frontend']);
});

test.each([
  ['another port', [caller('greeter:8080')]],
  ['another namespace', [caller('greeter.web:50051')]],
  ['a longer name', [caller('my-greeter:50051'), args('greeter_2:50051')]],
  ['another protocol', [caller('postgres://user:secret@greeter:50051/db')]],
  ['a file', [args('greeter.yaml')]],
  ['a word', [env('APP', 'greeter'), args('greeter')]],
  ['a ConfigMap that nobody reads', [config('greeter:50051')]],
  ['its own pods', [config('greeter:50051'), reader('greeter')]],
  [
    "a chart's test",
    [{ ...caller('greeter:50051'), metadata: { name: 'a', annotations: { 'helm.sh/hook': 'test' } } }],
  ],
])('%s is no caller', (_what, objects) => {
  const all = manifests([service(), deployment(), ...objects]);
  expect(at(all)).toEqual([]);
});

test.each([
  ['GREETER=dns:///greeter.demo:50051', caller('dns:///greeter.demo:50051')],
  ['variable GREETER', caller('other:1,greeter:50051')],
  ['variable GREETER', caller('http://user:secret@greeter:50051')],
  ['its arguments', args('--greeter=greeter:50051')],
])('it is told by %s', (by, object) => {
  const all = manifests([service(), deployment(), object]);
  expect(of(all).map((one) => one.by)).toEqual([by]);
});

test('pods behind a headless Service are dialled at their own port', () => {
  const all = manifests([service({ port: 80, targetPort: 50051 }, HEADLESS), deployment(), caller('greeter:50051')]);
  expect(at(all)).toHaveLength(1);
});

test('what its own pods are told is known, and no call', () => {
  const all = manifests([service(), config('peers: greeter:50051'), reader('greeter')]);
  expect([isToldToItsPods(all, all.services[0]), of(all)]).toEqual([true, []]);
});
