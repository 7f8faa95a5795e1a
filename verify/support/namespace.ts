import { ChildProcess, execFileSync, StdioOptions } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { NAMES } from './dns';
import { start } from './processes';

const ROOT = join(__dirname, '../..');

/**
 * Runs a TypeScript program in namespaces of its own: a network that has nothing but loopback and that nobody else
 * is on, so that emitted ports and /etc/resolv.conf can stay as they are; mounts; and processes, which all end with it.
 */
export function startIsolated(
  program: string,
  args: string[],
  stdio: StdioOptions = ['ignore', 'pipe', 'pipe'],
): ChildProcess {
  const root = process.getuid?.() === 0;
  const namespaces = ['--net', '--mount', '--pid', '--fork', '--mount-proc', '--kill-child=KILL'];
  const node = [process.execPath, '--import', 'tsx', program, ...args];
  return start('unshare', [...(root ? [] : ['--map-root-user']), ...namespaces, '--', ...node], {
    cwd: ROOT,
    env: { ...process.env, ...(root ? {} : { VERIFY_UNPRIVILEGED: '1' }) },
    stdio,
  });
}

/** An address that is not loopback (of those kept for documentation), which stands for the address of the pod. */
export const POD_ADDRESS = '192.0.2.10';

/** Called inside first. */
export function bringLoopbackUp(): void {
  const ip = (...args: string[]) => execFileSync('ip', args);
  ip('link', 'set', 'lo', 'up');
  ip('address', 'add', `${POD_ADDRESS}/32`, 'dev', 'lo');
}

/** Makes the emulated cluster's DNS the one of these namespaces. */
export function mountNames(folder: string): void {
  const files = { ...NAMES, 'nsswitch.conf': 'hosts: files dns\n' };
  for (const [name, text] of Object.entries(files)) {
    if (!existsSync(`/etc/${name}`)) continue;
    writeFileSync(join(folder, name), text);
    execFileSync('mount', ['--bind', join(folder, name), `/etc/${name}`]);
  }
}
