/**
 * A Helm chart of an app renders, with a real helm, to what the app gives without Helm.
 *
 *   npm run test:helm
 *
 * Not part of `npm test`: helm is compiled for it.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';

const root = join(__dirname, '../..');
const helm = join(root, '.cache/bin/helm');
const folder = mkdtempSync(join(tmpdir(), 'helm-'));

afterAll(() => rmSync(folder, { recursive: true }));

function run(command: string, args: string[], env: NodeJS.ProcessEnv = {}): string {
  const options = { cwd: root, env: { ...process.env, ...env }, stdio: 'pipe', maxBuffer: 2 ** 26 } as const;
  return execFileSync(command, args, { ...options, encoding: 'utf8' });
}

/** What `cdk8s synth` writes; returns the folder. */
function synthesize(name: string, args: string[], env: NodeJS.ProcessEnv): string {
  const outdir = join(folder, name);
  const app = 'node --import tsx test/helm/app.ts';
  run('node_modules/.bin/cdk8s', ['synth', '--app', app, '--output', outdir, '--check-upgrade=false', ...args], env);
  return outdir;
}

function chart(strategy: string, env: NodeJS.ProcessEnv): string {
  return synthesize(`chart-${strategy}-${env.HELM}`, ['--format', 'helm', '--chart-version', '0.1.0'], {
    GRPC_LB_STRATEGY: strategy,
    ...env,
  });
}

const rendered = (directory: string) => run(helm, ['template', 'release', directory]);

/** Objects by kind, namespace and name, since Helm sorts them its own way. */
function objects(yaml: string): Map<string, any> {
  const all = parseAllDocuments(yaml)
    .map((document) => document.toJS())
    .filter((object) => object !== null);
  return new Map(all.map((object) => [`${object.kind} ${object.metadata.namespace}/${object.metadata.name}`, object]));
}

const installed = existsSync(helm);

test('helm is installed', () => {
  // eslint-disable-next-line jest/no-conditional-expect
  if (process.env.CI) expect(installed).toBe(true);
  if (!installed) console.warn('helm is not in .cache/bin: nothing is tested. Run scripts/helm.sh, which needs Go.');
});

(installed ? describe : describe.skip)('helm template', () => {
  test.each(['client-side', 'istio', 'linkerd', 'envoy-sidecar'])(
    '%s: gives the objects of a plain synth',
    (strategy) => {
      const plain = synthesize(`plain-${strategy}`, [], { GRPC_LB_STRATEGY: strategy, HELM: '0' });
      const files = readdirSync(plain).map((file) => readFileSync(join(plain, file), 'utf8'));
      const expected = objects(files.join('---\n'));
      expect([...expected.keys()].join()).toMatch(/PrometheusRule demo\/grpc-server/);
      expect([...expected.keys()].join()).toMatch(/ConfigMap monitoring\/grpc-load-balancing/);

      const actual = objects(rendered(chart(strategy, { HELM: '1' })));
      expect([...actual.keys()].sort()).toEqual([...expected.keys()].sort());
      for (const [name, object] of expected) expect(actual.get(name)).toEqual(object);
    },
    60_000,
  );

  test('without `helm: true` it fails on the first template of an alert', () => {
    const directory = chart('client-side', { HELM: '0' });
    expect(() => rendered(directory)).toThrow(
      /undefined variable "\$labels"|undefined variable "\$value"|function "pod" not defined/,
    );
  }, 60_000);
});
