import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderOf, run } from './run';

const BAD = readFileSync(join(__dirname, '../rules/clusterip-grpc/bad.yaml'), 'utf8');

/** Checks the bad manifests with a configuration. */
const check = (config: string) => {
  const file = join(folderOf({ 'config.yaml': config }), 'config.yaml');
  return run(['check', '-', '--config', file], BAD).then((result) => ({
    ...result,
    stderr: result.stderr.replaceAll(file, 'config.yaml'),
  }));
};

const rules = (text: string) => `rules:\n  clusterip-grpc: ${text}\n`;

test.each([
  ['# nothing\n', 1, /1 error/],
  [rules('warning'), 0, /1 warning/],
  [rules('{severity: info}'), 0, /^1 info in/m],
  [rules('{severity: off, reason: one pod}'), 0, /^Nothing found/],
  [
    'ignore: [{rule: clusterip-grpc, name: greeter, reason: soon}]\n',
    0,
    /^Nothing found.*; 1 finding silenced, see --silenced/,
  ],
  ['ignore: [{rule: clusterip-grpc, kind: Service, namespace: demo, reason: soon}]\n', 0, /^Nothing found/],
])('%j', async (config, code, stdout) => {
  expect(await check(config)).toEqual({ code, stdout: expect.stringMatching(stdout), stderr: '' });
});

test.each([
  [rules('off'), "2: 'clusterip-grpc' is off, and nothing says why, got nothing; add a 'reason'"],
  [rules('{severity: off, reason: " "}'), "2: 'clusterip-grpc' is off, and nothing says why, got ' '; add a 'reason'"],
  [rules('fatal'), "2: the severity of 'clusterip-grpc' must be error, warning, info, off, got 'fatal'; choose one"],
  [rules('{reason: x}'), '2: the severity of .* must be error, warning, info, off, got nothing; choose one'],
  [
    rules('{severity: info, raeson: x}'),
    "2: there is no such key, got 'raeson'; did you mean 'reason'? there are severity, reason",
  ],
  ['rules:\n  no-such: error\n', "2: there is no such rule, got 'no-such'; see npx cdk8s-grpc check --list"],
  ['rules: 1\n', "1: 'rules' must be a map, got 1; write keys with values"],
  ['a: 1\n', "1: there is no such key, got 'a'; there are rules, ignore, grpcPorts, clusterDomain, ruleLabels"],
  ['- 1\n', '1: a configuration must be a map, got 1; write keys with values'],
  ['ignore: {}\n', "1: 'ignore' must be a list, got {}; write each item after a '-'"],
  ['ignore:\n- {name: a, reason: b}\n', "2: an entry to ignore must name its rule, got nothing; add 'rule'"],
  [
    'ignore:\n- rule: clusterip-grpc\n  reason: b\n',
    "2: an entry to ignore must say of which objects, got .*; add kind, namespace, name, or turn the rule off under 'rules'",
  ],
  [
    'ignore:\n- rule: clusterip-grpc\n  name: b\n',
    "2: a finding is ignored, and nothing says why, got nothing; add a 'reason'",
  ],
  ['ignore:\n- rule: clusterip-grpc\n  reason: b\n  name: 1\n', "4: 'name' must be a text, got 1; put it in quotes"],
  ['grpcPorts:\n  - 1\n  - http\n', "3: a port must be a number from 1 to 65535, got 'http'; correct it"],
  ['clusterDomain: [a]\n', "1: 'clusterDomain' must be a text, got 'a'; put it in quotes"],
  ['ruleLabels:\n  release: true\n', "2: 'release' must be a text, got true; put it in quotes"],
])('%j is refused', async (config, message) => {
  const { code, stdout, stderr } = await check(config);
  expect(stderr.split('\n')[0]).toMatch(new RegExp(`^config.yaml:${message.replace(/[()[\]{}?]/g, '\\$&')}$`));
  expect([code, stdout]).toEqual([2, '']);
});

test.each([
  ['kind: Service, namespace: prod', 'kind Service, namespace prod', /1 error/, 1],
  ['name: other', 'name other', /1 error/, 1],
  ['name: greeter}, {rule: proxy-environment, reason: soon, name: greeter', 'name greeter', /Nothing found/, 0],
])('an entry that silences nothing is told: {%s}', async (scope, shown, stdout, code) => {
  const result = await check(`ignore:\n  [{rule: clusterip-grpc, reason: soon, ${scope}}]\n`);
  const rule = code ? 'clusterip-grpc' : 'proxy-environment';
  expect(result).toEqual({
    code,
    stdout: expect.stringMatching(stdout),
    stderr: `config.yaml:2: an entry under 'ignore' silences nothing in these manifests, got ${rule}, ${shown}; remove it, unless it is for others\n`,
  });
});

test('all that is wrong is told', async () => {
  const { stderr } = await check('a: 1\nb: 2\nrules: {c: d}\n');
  expect(
    stderr
      .trim()
      .split('\n')
      .map((line) => line.slice(0, 13)),
  ).toEqual(['config.yaml:1', 'config.yaml:2', 'config.yaml:3', 'config.yaml:3']);
});

test.each([
  [
    'a: b: c\n',
    /^the configuration cannot be read, got config.yaml:1: bad indentation of a mapping entry; correct it\n$/,
  ],
  ['a: 1\n---\nb: 1\n', /only the first of its documents is read/],
])('%j cannot be read', async (config, message) => {
  const { code, stderr } = await check(config);
  expect(stderr).toMatch(message);
  expect(code).toBe(2);
});

test('a configuration that is named must be there', async () => {
  const { code, stderr } = await run(['check', '-', '--config', '/nowhere.yaml'], BAD);
  expect(stderr).toBe('the configuration cannot be read, got /nowhere.yaml: there is no such file; correct it\n');
  expect(code).toBe(2);
});

test('ports, the domain and labels reach the rules', async () => {
  const other = BAD.replaceAll('50051', '9000').replace('name: grpc', 'name: api');
  const file = join(folderOf({ 'config.yaml': 'grpcPorts: [9000]\n' }), 'config.yaml');
  expect((await run(['check', '-'], other)).code).toBe(0);
  const { stdout } = await run(['check', '-', '--config', file], other);
  expect(stdout.replace(/\s+/g, ' ')).toContain('(port 9000 in the setting grpcPorts)');
});

describe('the working directory', () => {
  async function checkIn(files: { [path: string]: string }) {
    const before = process.cwd();
    process.chdir(folderOf(files));
    try {
      return await run(['check', '-'], BAD);
    } finally {
      process.chdir(before);
    }
  }

  test('may have a .cdk8s-grpc.yaml, which is read', async () => {
    expect((await checkIn({ '.cdk8s-grpc.yaml': rules('warning') })).stdout).toContain('1 warning in');
  });

  test('may not have a .cdk8s-grpc.yml alone, which nobody would read', async () => {
    const { code, stdout, stderr } = await checkIn({ '.cdk8s-grpc.yml': rules('warning') });
    expect(stderr).toBe(
      "a configuration is called '.cdk8s-grpc.yaml', got '.cdk8s-grpc.yml'; rename it, or name it by --config\n",
    );
    expect([code, stdout]).toEqual([2, '']);
  });
});
