import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { folderOf, run } from './run';

const BAD = readFileSync(join(__dirname, '../rules/clusterip-grpc/bad.yaml'), 'utf8');
const CONFIG_MAP = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n';

describe('files', () => {
  test('are found in folders, in order, but for those of others', async () => {
    const [service, ...deployments] = BAD.split('---\n');
    const folder = folderOf({
      'b/service.yml': service,
      'a/deployment.YAML': deployments.join('---\n'),
      'values.yaml': 'replicas: 3\n',
      'README.md': 'kind: [',
      'node_modules/x.yaml': 'a: b: c',
      '.git/x.json': '{',
    });
    symlinkSync(folder, join(folder, 'circle'));
    const { stdout, code } = await run(['check', folder, join(folder, 'b')]);
    expect(stdout).toContain(`(${folder}/b/service.yml:10)`);
    expect(stdout).toMatch(/1 error in 3 objects of 3 files; .*; 1 file holds no Kubernetes objects\n$/);
    expect(code).toBe(1);
  });

  test('are missed in a folder that has none, beside others', async () => {
    const folder = folderOf({ 'app/service.yaml': CONFIG_MAP, 'overlay/README.md': '' });
    for (const command of ['check', 'explain']) {
      const { stderr, code } = await run([command, join(folder, 'app'), join(folder, 'overlay')]);
      expect([stderr, code]).toEqual([`${folder}/overlay: there is no .yaml, .yml or .json file in it\n`, 0]);
    }
  });

  test('that cannot be read and are no manifests are told and left out, unless they are named', async () => {
    const tsconfig = '// comment\n{ "compilerOptions": {} }\n';
    const folder = folderOf({ 'bad.yaml': BAD, 'tsconfig.json': tsconfig });
    const found = await run(['check', folder]);
    expect(found.stderr.replaceAll(`${folder}/`, '')).toMatch(
      /^tsconfig.json:2: document 1 cannot be read: .*; the file is left out, as it has no apiVersion and kind\n$/,
    );
    expect(found.stdout).toMatch(/\n1 error in 3 objects of 2 files; .*; 1 file holds no Kubernetes objects\n$/);
    expect((await run(['check', folder, join(folder, 'tsconfig.json')])).code).toBe(2);
  });

  test.each([
    ['.gitlab-ci.yml', '# one kind of job\njob: !reference [.setup, script]\nkind: x\n'],
    ['stack.yml', 'Resources:\n  A: {Kind: x, Name: !Sub "${B}", kind: y}\n'],
    ['mkdocs.yml', 'emoji_index: !!python/name:material.extensions.emoji.twemoji\n'],
    ['latin1.json', Buffer.from('{"a": "gr\xfcn", "kind": 1}', 'latin1')],
    ['windows.yaml', Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('kind: no', 'utf16le')])],
    ['old.yaml', Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from('kind: no', 'utf16le').swap16()])],
  ])('such as %s do not stop the check of a folder', async (name, content) => {
    const folder = folderOf({ 'bad.yaml': BAD, [name]: content });
    const { stderr, code } = await run(['check', folder]);
    expect(stderr).toContain(`${folder}/${name}:`);
    expect(stderr).toMatch(/; the file is left out, as it has no apiVersion and kind\n$/);
    expect(code).toBe(1);
    expect((await run(['check', folder, join(folder, name)])).code).toBe(2);
  });

  test.each([
    ['in lines', 'apiVersion: v1\nkind: Service\nspec: {{ .Values.spec }}\n'],
    ['in a list', '- apiVersion: v1\n  kind: Service\n  spec: {{ .Values.spec }}\n'],
    ['in JSON', '{"kind": "Service", "apiVersion": "v1", "spec": [}'],
    ['in UTF-16', Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(CONFIG_MAP, 'utf16le').swap16()])],
    ['in Latin-1', Buffer.from(`${CONFIG_MAP}# gr\xfcn`, 'latin1')],
  ])('that are manifests %s and cannot be read stop it', async (_where, content) => {
    const { stderr, code } = await run(['check', folderOf({ 'bad.yaml': BAD, 'broken.yaml': content })]);
    expect(stderr).toMatch(/^Nothing was checked, as not everything can be read:\n/);
    expect(code).toBe(2);
  });

  test('that are none are left out of a folder: lost links and pipes', async () => {
    const folder = folderOf({ 'bad.yaml': BAD });
    symlinkSync('nowhere', join(folder, 'lost.yaml'));
    symlinkSync('circle.yaml', join(folder, 'circle.yaml'));
    execFileSync('mkfifo', [join(folder, 'pipe.yaml')]);
    const { stderr, code } = await run(['check', folder]);
    expect(stderr.replaceAll(`${folder}/`, '')).toBe(`circle.yaml: it is a link that leads in a circle; it is left out
lost.yaml: it is a link to a file that there is not; it is left out
pipe.yaml: it is no regular file; it is left out
`);
    expect(code).toBe(1);
  });

  test('that are named twice are read once', async () => {
    const folder = folderOf({ 'bad.yaml': BAD });
    const { stdout } = await run(['check', folder, `${folder}/./bad.yaml`]);
    expect(stdout).toMatch(/in 3 objects of 1 file;/);
  });

  test('that cannot be read are all told, and nothing else is', async () => {
    const folder = folderOf({
      'bad.yaml': BAD,
      'broken.yaml': `${CONFIG_MAP}---\na: b: c\n---\nx:\n\ty: 1\n`,
      'template.yaml': 'apiVersion: v1\nkind: Service\nspec: {{ .Values.spec }}\n',
      'cut.yaml': Buffer.from(`${CONFIG_MAP}# grün`).subarray(0, -2),
      'windows.yaml': Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(CONFIG_MAP, 'utf16le')]),
      'chart/Chart.yaml': 'name: chart\n',
      'chart/templates/x.yaml': '{{ x }}',
    });
    symlinkSync('nowhere', join(folder, 'lost.yaml'));
    const output = join(folder, 'report.json');
    const args = [
      folder,
      join(folder, 'absent.yaml'),
      join(folder, 'lost.yaml'),
      '--format',
      'json',
      '--output',
      output,
    ];
    const { code, stdout, stderr } = await run(['check', ...args]);
    expect(stderr.replaceAll(`${folder}/`, '')).toBe(`Nothing was checked, as not everything can be read:
  chart: it is a Helm chart: render it first, 'helm template chart | npx cdk8s-grpc check -'
  broken.yaml:5: document 2 cannot be read: bad indentation of a mapping entry
  broken.yaml:8: document 3 cannot be read: tab characters must not be used in indentation
  cut.yaml:4: it is no UTF-8; save it as UTF-8
  template.yaml:3: document 1 cannot be read: object-based map does not support complex keys; it has '{{': render it first, for example by 'helm template'
  windows.yaml:1: it is UTF-16, as PowerShell writes it; save it as UTF-8
  absent.yaml: there is no such file
  lost.yaml: it is a link to a file that there is not
`);
    expect([code, stdout, existsSync(output)]).toEqual([2, '', false]);
  });

  test('whose name is empty are told, as of a variable that is not set', async () => {
    const { stderr, code } = await run(['check', '']);
    expect([stderr, code]).toEqual([
      "Nothing was checked, as not everything can be read:\n  '': there is no such file\n",
      2,
    ]);
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
      'there is no Kubernetes object in the input, got standard input; check what wrote it, or name other files\n',
    );
    expect([code, stdout]).toEqual([2, '']);
  });

  test('may not be there at all', async () => {
    const folder = folderOf({ 'README.md': 'nothing' });
    expect((await run(['check', folder])).stderr).toBe(
      `there is no .yaml, .yml or .json file, got '${folder}'; name files, or other folders\n`,
    );
    symlinkSync('circle.yaml', join(folder, 'circle.yaml'));
    const circle = join(folder, 'circle.yaml');
    expect((await run(['check', circle])).stderr).toContain(
      `  ${circle}: it is a link that leads in a circle; remove it\n`,
    );
    expect((await run(['check', folder])).stderr).toBe(
      `${circle}: it is a link that leads in a circle; it is left out
there is no .yaml, .yml or .json file, got '${folder}'; name files, or other folders\n`,
    );
  });

  test('that are not what a cluster gets are told, and checked as far as that goes', async () => {
    const release = 'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata:\n  name: greeter\n';
    const folder = folderOf({
      'k/kustomization.yaml': 'resources: [bad.yaml]\n',
      'k/bad.yaml': BAD,
      'r.yaml': release,
    });
    const { stdout, stderr, code } = await run(['check', folder]);
    expect(stderr.replaceAll(folder, '.')).toBe(
      `./k: it is a kustomization, which may change these manifests: better 'kustomize build ./k | npx cdk8s-grpc check -'
./r.yaml:1: HelmRelease 'greeter' stands for manifests that are not here: check what it makes, too
`,
    );
    expect(stdout).toContain('1 error in 4 objects of 3 files');
    expect(code).toBe(1);
  });

  test('of kubectl get hold what controllers made: that is no workload of its own', async () => {
    const [service, deployment] = BAD.split('---\n');
    const made = (kind: string, owner: string) =>
      deployment
        .replace('kind: Deployment', `kind: ${kind}`)
        .replace('  name: greeter\n', `  name: greeter-${kind.toLowerCase()}\n  ownerReferences:\n    - ${owner}\n`);
    const replicaSet = made('ReplicaSet', '{apiVersion: apps/v1, kind: Deployment, name: greeter}');
    const stray = made('StatefulSet', '{apiVersion: acme.io/v1, kind: Greeter, name: greeter}');
    const { stdout } = await run(['explain', '-'], [service, deployment, replicaSet, stray].join('---\n'));
    expect(stdout).toMatch(/pods +Deployment 'greeter' .*\n +StatefulSet 'greeter-statefulset'/);
    expect(stdout).not.toContain('ReplicaSet');
  });

  test('of more bytes than there can be manifests are refused', async () => {
    const { code, stderr } = await run(['check', '/dev/zero']);
    expect(stderr).toMatch(/^there may be 128 MiB of manifests, got more with \/dev\/zero; check them in parts/);
    expect(code).toBe(2);
  });
});
