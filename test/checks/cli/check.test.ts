import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
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

1 error in 2 objects of 1 file; 1 port of Services speaks gRPC
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

describe('files', () => {
  test('are found in folders, in order, but for those of others', async () => {
    const folder = folderOf({
      'b/service.yml': BAD.split('---\n')[0],
      'a/deployment.YAML': BAD.split('---\n')[1],
      'values.yaml': 'replicas: 3\n',
      'README.md': 'kind: [',
      'node_modules/x.yaml': 'a: b: c',
      '.git/x.json': '{',
    });
    symlinkSync(folder, join(folder, 'circle'));
    const { stdout, code } = await run(['check', folder, join(folder, 'b')]);
    expect(stdout).toContain(`(${folder}/b/service.yml:10)`);
    expect(stdout).toMatch(/1 error in 2 objects of 3 files; .*; 1 file holds no Kubernetes objects\n$/);
    expect(code).toBe(1);
  });

  test('that cannot be read are all told, and nothing else is', async () => {
    const folder = folderOf({
      'bad.yaml': BAD,
      'broken.yaml': `${CONFIG_MAP}---\na: b: c\n---\nx:\n\ty: 1\n`,
      'template.yaml': 'kind: Service\nspec: {{ .Values.spec }}\n',
      'cut.yaml': Buffer.from(`${CONFIG_MAP}# grün`).subarray(0, -2),
      'windows.yaml': Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(CONFIG_MAP, 'utf16le')]),
      'chart/Chart.yaml': 'name: chart\n',
      'chart/templates/x.yaml': '{{ x }}',
    });
    symlinkSync('nowhere', join(folder, 'lost.yaml'));
    const output = join(folder, 'report.json');
    const args = [folder, join(folder, 'absent.yaml'), '--format', 'json', '--output', output];
    const { code, stdout, stderr } = await run(['check', ...args]);
    expect(stderr.replaceAll(`${folder}/`, '')).toBe(`Nothing was checked, as not everything can be read:
  chart: it is a Helm chart: render it first, 'helm template chart | npx cdk8s-grpc check -'
  broken.yaml:5: document 2 cannot be read: bad indentation of a mapping entry
  broken.yaml:8: document 3 cannot be read: tab characters must not be used in indentation
  cut.yaml:4: it is no UTF-8; save it as UTF-8
  lost.yaml: there is no such file
  template.yaml:2: document 1 cannot be read: object-based map does not support complex keys; it has '{{': render it first, for example by 'helm template'
  windows.yaml:1: it is UTF-16, as PowerShell writes it; save it as UTF-8
  absent.yaml: there is no such file
`);
    expect([code, stdout, existsSync(output)]).toEqual([2, '', false]);
  });

  test('that may not be read are told too', async () => {
    const folder = folderOf({ 'secret.yaml': CONFIG_MAP });
    mkdirSync(join(folder, 'locked'));
    chmodSync(folder, 0o755);
    chmodSync(join(folder, 'secret.yaml'), 0);
    chmodSync(join(folder, 'locked'), 0);
    // Root reads everything.
    const asNobody = process.getuid?.() === 0;
    if (asNobody) process.seteuid?.(65534);
    const { stderr, code } = await run(['check', join(folder, 'secret.yaml'), join(folder, 'locked')]);
    if (asNobody) process.seteuid?.(0);
    expect(stderr).toContain('secret.yaml: it may not be read; change its permissions');
    expect(stderr).toContain('locked: it may not be read; change its permissions');
    expect(code).toBe(2);
  });

  test.each([
    ['nothing', ''],
    ['comments', '# nothing\n---\n'],
    ['something else', 'replicas: 3\n'],
  ])('with %s in all of them are an error: what wrote them has failed', async (_what, text) => {
    const { code, stdout, stderr } = await run(['check', '-'], text);
    expect(stderr).toBe(
      'there is no Kubernetes object in the input, got -; check what wrote it, or name other files\n',
    );
    expect([code, stdout]).toEqual([2, '']);
  });

  test('of more bytes than there can be manifests are refused', async () => {
    const { code, stderr } = await run(['check', '/dev/zero']);
    expect(stderr).toMatch(/^there may be 128 MiB of manifests, got more with \/dev\/zero; check them in parts/);
    expect(code).toBe(2);
  });
});

describe('arguments', () => {
  test.each([
    [['check'], 'files, folders or - are needed, got none; see npx cdk8s-grpc check --help\n'],
    [['check', '-', '--fromat=json'], "there is no such option, got '--fromat'; see npx cdk8s-grpc check --help\n"],
    [['check', '-', '-x'], "there is no such option, got '-x'; see npx cdk8s-grpc check --help\n"],
    [['check', '-', '--format', 'xml'], "--format must be text, json, sarif, junit, got 'xml'; choose one\n"],
    [['check', '-', '--output'], '--output needs a value, got nothing; see npx cdk8s-grpc check --help\n'],
    [['check', '-', '--no-color=1'], "--no-color takes no value, got '1'; leave it out\n"],
    [['check', '-', '--fail-on', 'info'], "--fail-on must be error, warning, got 'info'; choose one\n"],
    [['check', '--explain', 'x'], "there is no such rule, got 'x'; see npx cdk8s-grpc check --list\n"],
    [['chek', '-'], "there is no such command, got 'chek'; there are check and explain: npx cdk8s-grpc --help\n"],
    [
      ['check', '-', '--output', '/nowhere/x'],
      /^the report cannot be written, got 'ENOENT.*; name another file by --output\n$/,
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

  test.each([[[]], [['--help']], [['help']], [['check', '--help']], [['--version']], [['check', '--list']]])(
    '%j ask for information',
    async (args) => {
      const { code, stdout, stderr } = await run(args);
      expect(stdout).not.toBe('');
      expect([code, stderr]).toEqual([0, '']);
    },
  );

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

describe('the program', () => {
  const root = join(__dirname, '..', '..', '..');
  const main = ['--import', 'tsx', join(root, 'src/checks/cli/main.ts')];

  test('reads standard input, writes standard output and exits', () => {
    const { status, stdout, stderr } = spawnSync('node', [...main, 'check', '-'], {
      cwd: root,
      input: BAD,
      encoding: 'utf8',
    });
    expect(stdout).toContain('1 error in 2 objects');
    expect([status, stderr]).toEqual([1, '']);
  });

  test('ends without a word when nobody reads on', () => {
    const folder = folderOf({
      'many.yaml': Array.from({ length: 3000 }, (_, index) => BAD.replaceAll('demo', `n${index}`)).join('---\n'),
    });
    const command = `node ${main.join(' ')} check ${folder} | head -1`;
    expect(
      execFileSync('bash', ['-c', command], { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }),
    ).toBe('Service n0/greeter\n');
  });
});
