import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { greeter, synth, VARIANTS } from '../../support/variants';
import { folderOf, run } from './run';

const BAD = readFileSync(join(__dirname, '../rules/clusterip-grpc/bad.yaml'), 'utf8');

const GOLDEN = join(__dirname, 'explain');

function expectGolden(name: string, text: string): void {
  const file = join(GOLDEN, `${name}.txt`);
  if (process.env.UPDATE_GOLDEN && !process.env.CI) writeFileSync(file, text);
  expect(existsSync(file)).toBe(true);
  expect(text).toBe(readFileSync(file, 'utf8'));
}

test.each(Object.keys(VARIANTS))('explains the greeter under %s', async (variant) => {
  const { code, stdout, stderr } = await run(['explain', '-'], synth(greeter, VARIANTS[variant]()).yaml);
  expectGolden(variant, stdout);
  expect([code, stderr]).toEqual([0, '']);
});

test('explains what is wrong', async () => {
  const { code, stdout } = await run(['explain', '-'], BAD);
  expectGolden('bad', stdout);
  expect(code).toBe(0);
});

test('says in JSON what it says in words', async () => {
  const { yaml } = synth(greeter, VARIANTS['client-side']());
  const { services, clientCode } = JSON.parse((await run(['explain', '-', '--format', 'json'], yaml)).stdout);
  expect(services).toMatchObject([
    {
      service: 'demo/grpc-server-headless',
      port: 50051,
      balancing: { by: 'client' },
      dial: 'dns:///grpc-server-headless.demo.svc.cluster.local:50051',
      // As src/lifecycle.ts computes it: the manifests alone tell the same.
      newPods: { seconds: 390 },
      drains: [{ preStopSeconds: 35, gracePeriodSeconds: 50 }],
      missing: [],
    },
  ]);
  expect(clientCode).toHaveLength(5);
});

test('every language has a page with its lines', async () => {
  const { stdout } = await run(['explain', '-', '--format', 'json'], synth(greeter, VARIANTS['client-side']()).yaml);
  for (const { page } of JSON.parse(stdout).clientCode) {
    expect(existsSync(join(__dirname, '../../../docs/adapters', page.split('/').at(-1)))).toBe(true);
  }
});

test('reads the configuration', async () => {
  const folder = folderOf({ 'config.yaml': 'clusterDomain: example.internal\ngrpcPorts: [9000]\n' });
  const other = BAD.replaceAll('50051', '9000').replace('name: grpc', 'name: api');
  const { stdout } = await run(['explain', '-', '--config', join(folder, 'config.yaml')], other);
  expect(stdout).toContain('greeter.demo.svc.example.internal:9000');
  expect((await run(['explain', '-'], other)).stdout).toMatch(/^No port of a Service is known to speak gRPC/);
});

test.each([
  [['explain'], 'files, folders or - are needed, got none; see npx cdk8s-grpc explain --help'],
  [['explain', '-', '--format', 'sarif'], "--format must be text, json, got 'sarif'; choose one"],
])('%j are refused', async (args, message) => {
  const { code, stdout, stderr } = await run(args, BAD);
  expect(stderr).toBe(`${message}\n`);
  expect([code, stdout]).toEqual([2, '']);
});
