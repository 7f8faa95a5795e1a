/** docs/network-policies.md against what the Services, the proxies and the monitors of the example lead to. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { greeter, synth, VARIANTS } from './support/variants';

const page = readFileSync(join(__dirname, '../docs/network-policies.md'), 'utf8');
const rows = page.split('\n').filter((line) => line.startsWith('| '));
const [, policy] = /```yaml\n([^]+?)```/.exec(page)!;

/** The ports that the table tells to open between pods, for a strategy. */
const told = (strategy: string) =>
  rows.filter((row) => row.startsWith(`| ${strategy} |`)).map((row) => Number(/\| (\d+)[^|]*\|$/.exec(row)![1]));

const objects = (variant: string) => synth(greeter, VARIANTS[variant]()).objects;
const servicePorts = (variant: string, name: string) => {
  const service = objects(variant).find(({ kind, metadata }) => kind === 'Service' && metadata.name === name);
  return service.spec.ports.map(({ targetPort }: any) => targetPort);
};
const HEADLESS = 'grpc-server-headless';

test.each([
  ['client-side', 'client-side', [HEADLESS]],
  ['istio', 'istio', ['grpc-server']],
  ["envoy-sidecar, server's pods", 'envoy-sidecar-server-pod', ['grpc-server', HEADLESS]],
  ["envoy-sidecar, client's pods", 'envoy-sidecar-client-pod', [HEADLESS]],
])('%s', (strategy, variant, services) => {
  expect(told(strategy)).toEqual(services.flatMap((name) => servicePorts(variant, name)));
});

test('every strategy has a row', () => expect(told('linkerd')).toEqual([4143]));

test('the example lets in callers, the other pods and Prometheus', () => {
  const opened = parse(policy).spec.ingress.flatMap(({ ports }: any) => ports.map(({ port }: any) => port));
  const pod = objects('envoy-sidecar-server-pod').find(
    ({ kind, metadata }) => kind === 'Deployment' && metadata.name === 'grpc-server',
  ).spec.template.spec;
  const declared = [...pod.initContainers, ...pod.containers].flatMap(({ ports }: any) =>
    ports.map(({ containerPort }: any) => containerPort),
  );
  expect(opened.sort()).toEqual(declared.sort());
});
