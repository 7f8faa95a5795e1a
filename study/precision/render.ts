import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dump, load } from 'js-yaml';
import { Clone } from './clones';

/** Manifests of a public project, and what makes them. */
export interface ManifestSource {
  readonly project: string;
  readonly commit: string;
  readonly kind: 'helm' | 'kustomize' | 'yaml';
  readonly path: string;
  /** For a chart that needs values, as `helm --set` takes them. */
  readonly set?: string;
  /** Charts of the same repository that the chart depends on, by name. */
  readonly charts?: { readonly [name: string]: string };
  /** Which look at new projects it came with; the rules were made with the others in view. */
  readonly heldOut?: number;
}

const BIN = join(__dirname, '../../.cache/bin');
const KUBERNETES = '1.33';

/** The manifests of a source; file by file where nothing renders them. */
export function render(source: ManifestSource): { file: string; text: string }[] {
  const folder = mkdtempSync(join(tmpdir(), 'precision-'));
  try {
    const clone = new Clone(source.project);
    // What a kustomization is made of can be anywhere.
    clone.extract(source.commit, source.kind === 'kustomize' ? '.' : source.path, folder);
    const root = join(folder, source.path);
    for (const [name, path] of Object.entries(source.charts ?? {}))
      copyChart(clone, source.commit, path, join(root, 'charts', name));
    if (source.kind === 'yaml') return filesOf(root, source.path);
    const text = source.kind === 'helm' ? helm(root, source) : run('kustomize', ['build', root]);
    return [{ file: source.path, text }];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function copyChart(clone: Clone, commit: string, path: string, to: string): void {
  const folder = mkdtempSync(join(tmpdir(), 'precision-'));
  clone.extract(commit, path, folder);
  spawnSync('mkdir', ['-p', to]);
  spawnSync('cp', ['-r', `${join(folder, path)}/.`, to]);
  rmSync(folder, { recursive: true });
}

function filesOf(root: string, path: string): { file: string; text: string }[] {
  if (/\.ya?ml$/.test(path)) return [{ file: path, text: readFileSync(root, 'utf8') }];
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.ya?ml$/.test(file))
    .sort()
    .map((file) => ({ file: join(path, file), text: readFileSync(join(root, file), 'utf8') }));
}

/** Charts of other repositories that a chart depends on are left out, and so are schemas that refer to others on the web. */
function helm(root: string, { set }: ManifestSource): string {
  const file = join(root, 'Chart.yaml');
  const { dependencies = [], ...chart } = load(readFileSync(file, 'utf8')) as { dependencies?: { name: string }[] };
  const present = dependencies.filter(({ name }) => existsSync(join(root, 'charts', name)));
  writeFileSync(file, dump({ ...chart, dependencies: present }));
  rmSync(join(root, 'Chart.lock'), { force: true });
  rmSync(join(root, 'values.schema.json'), { force: true });
  const values = set ? ['--set', set] : [];
  return run('helm', ['template', 'release', root, '--namespace', 'demo', '--kube-version', KUBERNETES, ...values]);
}

function run(program: string, args: string[]): string {
  const { status, stdout, stderr, error } = spawnSync(join(BIN, program), args, {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  if (error || status !== 0) throw new Error(`${program} ${args[0]}: ${error?.message ?? stderr.trim()}`);
  return stdout;
}
