/**
 * `npm run lab:cluster`: examples/lab on a Kubernetes cluster of one node, which is started in namespaces of this machine and gone afterwards.
 *
 *   npm run lab:cluster                          all strategies that need no control plane
 *   npm run lab:cluster -- client-side           some
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { startIsolated } from '../../verify/support/namespace';
import { withFolder } from '../../verify/support/folders';
import { ended } from '../../verify/support/processes';
import { LabError } from '../errors';
import { exitWithCode } from '../exit';
import { LOCAL } from '../strategies';

const ROOT = join(__dirname, '../..');
const OUTPUT = join(ROOT, 'lab/report-cluster');

async function main(names: string[]): Promise<number> {
  const strategies = names.length ? names : [...LOCAL];
  const unknown = strategies.find((name) => !(LOCAL as readonly string[]).includes(name));
  if (unknown) throw new LabError(`the strategy is unknown, got '${unknown}'; use ${LOCAL.join(', ')}`);
  checkMachine();
  run('bash', [join(__dirname, 'install.sh')]);
  run('npx', ['tsc', '-p', 'lab/programs']);
  return withFolder(async (folder) => {
    for (const name of strategies) synthesize(name, join(folder, name));
    const { code } = await ended(
      startIsolated(join(__dirname, 'inside.ts'), [folder, ...strategies], ['ignore', 'inherit', 'inherit']),
    );
    removeCgroups();
    if (code !== 0) throw new LabError(`the cluster ended with ${code}; see above`);
    return collect(folder, strategies);
  });
}

function checkMachine(): void {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new LabError(
      `a node needs Linux on x64, got '${process.platform} ${process.arch}'; docs/lab.md has the way to any cluster`,
    );
  }
  if (process.getuid!() !== 0) throw new LabError(`a node needs root, got the user ${process.getuid!()}; use sudo`);
}

/** Runs something that must go well; it says itself what it does. */
function run(command: string, args: string[], env: NodeJS.ProcessEnv = {}): void {
  const { status, error } = spawnSync(command, args, { cwd: ROOT, stdio: 'inherit', env: { ...process.env, ...env } });
  if (error || status)
    throw new LabError(`${command} ${args.join(' ')} failed, got ${error?.message ?? status}; see above`);
}

function synthesize(name: string, folder: string): void {
  const [, placement] = /^envoy-(.*)/.exec(name) ?? [];
  const env = {
    CDK8S_OUTDIR: folder,
    GRPC_LB_STRATEGY: placement ? 'envoy-sidecar' : name,
    GRPC_ENVOY_PLACEMENT: placement ?? 'server-pod',
  };
  run(process.execPath, ['--import', 'tsx', 'examples/lab/main.ts'], env);
}

/** Makes the report as `npm run lab:collect` does for logs of any cluster. */
function collect(folder: string, strategies: string[]): number {
  mkdirSync(OUTPUT, { recursive: true });
  const logs = strategies.map((name) => `${name}=${join(folder, `${name}.log`)}`);
  const { status } = spawnSync(
    process.execPath,
    ['--import', 'tsx', join(ROOT, 'lab/collect.ts'), '--output', OUTPUT, ...logs],
    {
      cwd: ROOT,
      stdio: 'inherit',
    },
  );
  return status ?? 1;
}

/** kubelet's, which outlive it. */
function removeCgroups(): void {
  for (const hierarchy of ['.', ...readdirSync('/sys/fs/cgroup')]) {
    spawnSync(
      'find',
      [join('/sys/fs/cgroup', hierarchy, 'kubepods'), '-depth', '-type', 'd', '-exec', 'rmdir', '{}', ';'],
      {
        stdio: 'ignore',
      },
    );
  }
}

exitWithCode(main(process.argv.slice(2)));
