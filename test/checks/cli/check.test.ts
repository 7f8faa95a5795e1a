import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GrpcChecks } from '../../../src/checks';
import { folderOf, run } from './run';

const RULES = join(__dirname, '..', 'rules');
const BAD = readFileSync(join(RULES, 'clusterip-grpc/bad.yaml'), 'utf8');
const GOOD = readFileSync(join(RULES, 'clusterip-grpc/good.yaml'), 'utf8');
const FOUND = readFileSync(join(RULES, 'clusterip-grpc/bad.txt'), 'utf8').trimEnd();
const CONFIG_MAP = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n';

describe('what is found', () => {
  test('is printed with what was checked, and the exit code says so', async () => {
    const { code, stdout, stderr } = await run(['check', '-'], BAD);
    expect(stdout).toBe(`${FOUND.replace('bad.yaml', '-')}

1 error in 3 objects of 1 file; 1 port of Services speaks gRPC
`);
    expect([code, stderr]).toEqual([1, '']);
  });

  test('is nothing in good manifests', async () => {
    expect(await run(['check', '-'], GOOD)).toEqual({
      code: 0,
      stdout: 'Nothing found in 2 objects of 1 file; 1 port of Services speaks gRPC\n',
      stderr: '',
    });
  });

  test('may be nothing because no port is known', async () => {
    const { code, stdout } = await run(['check', '-'], CONFIG_MAP);
    expect(stdout).toMatch(/^Nothing found in 1 object of 1 file\nNo port of a Service is known to speak gRPC: /);
    expect(code).toBe(0);
  });

  test('counts as failure from a severity on, a note never', async () => {
    const code = async (severity: string, ...args: string[]) => {
      const config = join(folderOf({ 'config.yaml': `rules: {clusterip-grpc: ${severity}}` }), 'config.yaml');
      return (await run(['check', '-', '--config', config, ...args], BAD)).code;
    };
    expect(await code('warning')).toBe(0);
    expect(await code('warning', '--fail-on=warning')).toBe(1);
    expect(await code('error', '--fail-on', 'warning')).toBe(1);
    expect(await code('info', '--fail-on', 'warning')).toBe(0);
  });

  test('has colours on a terminal alone', async () => {
    const red = '\u001b[31merror';
    expect((await run(['check', '-'], BAD, {}, true)).stdout).toContain(red);
    expect((await run(['check', '-'], BAD)).stdout).not.toContain(red);
    expect((await run(['check', '-'], BAD, { NO_COLOR: '1' }, true)).stdout).not.toContain(red);
    expect((await run(['check', '-', '--no-color'], BAD, {}, true)).stdout).not.toContain(red);
  });
});

describe('arguments', () => {
  test.each([
    [['check'], 'files, folders or - are needed, got none; see npx cdk8s-grpc check --help\n'],
    [
      ['check', '-', '--fromat=json'],
      "there is no such option, got '--fromat'; did you mean '--format'? see npx cdk8s-grpc check --help\n",
    ],
    [['check', '-', '-x'], "there is no such option, got '-x'; see npx cdk8s-grpc check --help\n"],
    [['check', '-', '--format', 'xml'], "--format must be text, json, sarif, junit, got 'xml'; choose one\n"],
    [['check', '-', '--output'], '--output needs a value, got nothing; see npx cdk8s-grpc check --help\n'],
    [['check', '-', '--no-color=1'], "--no-color takes no value, got '1'; leave it out\n"],
    [['check', '-', '--fail-on', 'info'], "--fail-on must be error, warning, got 'info'; choose one\n"],
    [
      ['explain', 'clusterip-grpc'],
      "there is no such file, got 'clusterip-grpc'; for the rule of that name: npx cdk8s-grpc check --explain clusterip-grpc\n",
    ],
    [['check', '--explain', 'x'], "there is no such rule, got 'x'; see npx cdk8s-grpc check --list\n"],
    [
      ['check', '--explain', 'clusterip-grcp'],
      "there is no such rule, got 'clusterip-grcp'; did you mean 'clusterip-grpc'? see npx cdk8s-grpc check --list\n",
    ],
    [
      ['chek', '-'],
      "there is no such command, got 'chek'; did you mean 'check'? there are check and explain: npx cdk8s-grpc --help\n",
    ],
    [['--list'], "there is no such command, got '--list'; there are check and explain: npx cdk8s-grpc --help\n"],
    [[__filename], `there is no such command, got '${__filename}'; to check it: npx cdk8s-grpc check ${__filename}\n`],
    [
      ['check', '-', '--output', '/nowhere/x'],
      /^the report cannot be written, got 'ENOENT.*; make its folder, or name another file by --output\n$/,
    ],
  ])('%j are refused', async (args, message) => {
    const { code, stdout, stderr } = await run(args, GOOD);
    expect(stderr).toMatch(message);
    expect(stderr.split('\n')).toHaveLength(2);
    expect([code, stdout]).toEqual([2, '']);
  });

  test('that are all wrong are all told', async () => {
    const { stderr } = await run(['check', '--a', '--format=b', '--c']);
    expect(stderr.trim().split('\n')).toHaveLength(3);
  });

  test.each([
    [[]],
    [['--help']],
    [['help']],
    [['check', '--help']],
    [['check', '-h']],
    [['--version']],
    [['check', '--list']],
  ])('%j ask for information', async (args) => {
    const { code, stdout, stderr } = await run(args);
    expect(stdout).not.toBe('');
    expect([code, stderr]).toEqual([0, '']);
  });

  test('every option is in the help', async () => {
    const { stdout } = await run(['check', '--help']);
    const source = readFileSync(join(__dirname, '../../../src/checks/cli/check.ts'), 'utf8');
    const names = [...source.matchAll(/^ {2}'?([a-z-]+)'?: \{ type:/gm)].map(([, name]) => name);
    expect(names.length).toBeGreaterThan(7);
    for (const name of names) expect(stdout).toContain(`--${name}`);
  });

  test('every rule is in the list, and is explained', async () => {
    const { stdout } = await run(['check', '--list']);
    expect(stdout.trim().split('\n')).toHaveLength(GrpcChecks.rules.length);
    for (const { id, title, page } of GrpcChecks.rules) {
      expect(stdout).toContain(title);
      const explained = (await run(['check', '--explain', id])).stdout;
      expect(explained).toContain(page);
      expect(explained).not.toContain('undefined');
    }
  });
});
