import { ChildProcess, spawn, SpawnOptions } from 'node:child_process';

const running = new Set<ChildProcess>();

/** Starts a process that ends with this one, whatever happens. */
export function start(command: string, args: string[], options: SpawnOptions): ChildProcess {
  const child = spawn(command, args, options);
  running.add(child);
  child.once('exit', () => running.delete(child));
  // A program that is not there: 'exit' never comes.
  child.once('error', () => running.delete(child));
  return child;
}

/** Ends all that are still running, without asking. */
export function endAll(): void {
  running.forEach((child) => child.kill('SIGKILL'));
}

export function endAllOnSignals(): void {
  process.once('exit', endAll);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(130));
}

/** Ends this process, and all that it started, when its work is done: well only if that passed. */
export function exitWith(work: Promise<boolean>): void {
  endAllOnSignals();
  work
    .catch((error) => {
      console.error(error);
      return false;
    })
    .then((passed) => {
      endAll();
      process.exit(passed ? 0 : 1);
    });
}

/** Resolves when the process ended, with its exit code (or the signal) and all that it printed. */
export function ended(child: ChildProcess): Promise<{ code: number | string; stdout: string; stderr: string }> {
  const texts = { stdout: '', stderr: '' };
  child.stdout?.on('data', (chunk) => (texts.stdout += chunk));
  child.stderr?.on('data', (chunk) => (texts.stderr += chunk));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code: code ?? signal ?? '', ...texts }));
  });
}
