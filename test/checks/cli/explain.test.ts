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

/** The rows of the text, by their title. */
const rows = (text: string, title: string) =>
  text
    .replace(/\n {21}/g, ' ')
    .split('\n')
    .flatMap((line) => (line.startsWith(`  ${title} `) ? [line.slice(19)] : []));

describe('says what follows from', () => {
  const HEADLESS = readFileSync(join(__dirname, '../rules/headless-without-readiness/good.yaml'), 'utf8');
  const explained = async (manifests: string) => (await run(['explain', '-'], manifests)).stdout;
  const withArgument = (argument: string) =>
    HEADLESS.replace(/( +)image: .*\n/, (line, indent) => `${line}${indent}args: ['${argument}']\n`);

  test.each([
    [withArgument('--max-connection-age=5m'), /^within 390 s: 1.1 × connection age 300 s \(argument --max-conn/],
    [
      withArgument('--max-connection-age=5'),
      /^within 1.1 × connection age 5 \(argument --max-connection-age\) \+ 30 s/,
    ],
    [HEADLESS, /^not told: .*; unless its code sets MaxConnectionAge, not before connections end for another reason$/],
    [BAD, /^by chance, when a client opens a new connection$/],
    [
      BAD.replace(/( +)image: .*\n/, (line, indent) => `${line}${indent}args: ['--max-connection-age=5m']\n`),
      /^by chance, when a client opens a new connection: 1.1 × connection age 300 s \(argument --max-connection-age\)$/,
    ],
  ])('a connection age, %#', async (manifests, text) => {
    expect(rows(await explained(manifests), 'new pods')[0]).toMatch(text);
  });

  test('one pod', async () => {
    expect(rows(await explained(BAD.replace('replicas: 5', 'replicas: 1')), 'balanced by')).toEqual([
      'nobody, and there is one pod: once there are two, each client stays on one of them',
    ]);
  });

  test('two ports', async () => {
    const port = /( +)- name: grpc\n +port: 50051\n/;
    const two = BAD.replace(port, (text, indent) => `${text}${indent}- name: grpc-b\n${indent}  port: 9000\n`);
    expect(rows(await explained(two), 'missing')).toEqual([
      expect.stringMatching(/^error clusterip-grpc \(greeter\): /),
      'the same as at port 50051',
    ]);
  });

  test('two workloads', async () => {
    const [, deployment] = BAD.split('---\n');
    const two = `${BAD}---\n${deployment.replace('name: greeter', 'name: canary')}`;
    expect(rows(await explained(two), 'a pod that ends')[0]).toMatch(/^Deployment 'greeter': no preStop/);
  });
});

test('of many callers it shows the first', async () => {
  const caller = BAD.split('---\n')[2];
  const many = Array.from({ length: 30 }, (_, index) => caller.replace('name: frontend', `name: frontend-${index}`));
  const manifests = [BAD, ...many].join('---\n');
  const told = (await run(['explain', '-'], manifests)).stdout.split('\n');
  expect(told.filter((line) => line.includes('greeter.demo:50051'))).toHaveLength(20);
  expect(told).toContain('                   and 11 more');
  const { services } = JSON.parse((await run(['explain', '-', '--format', 'json'], manifests)).stdout);
  expect([services[0].callers.length, services[0].moreCallers]).toEqual([20, 11]);
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
      // As private/lifecycle.ts computes it: the manifests alone tell the same.
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
