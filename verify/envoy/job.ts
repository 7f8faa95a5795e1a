import { AssertionError } from 'node:assert';
import { join } from 'node:path';
import { withFolder } from '../support/folders';
import { startIsolated } from '../support/namespace';
import { ended } from '../support/processes';
import { Scene } from './world';

/** A check to be run in namespaces of its own. */
export interface Job {
  readonly check: string;
  readonly scene: Scene;
}

/** How it ended. */
export interface Result {
  readonly measured?: string;
  /** Envoy did not do what it must. */
  readonly wrong?: string;
  /** Nothing is known. */
  readonly crashed?: string;
}

/** Longest time for a check, in milliseconds. */
export const LIMIT = 150000;

/** Runs a check and tells what it measured, or throws what it threw. */
export function runIsolated(check: string, scene: Omit<Scene, 'folder'>): Promise<string> {
  return withFolder(async (folder) => {
    const job: Job = { check, scene: { ...scene, folder } };
    const child = startIsolated(join(__dirname, 'inside.ts'), JSON.stringify(job));
    const timer = setTimeout(() => child.kill('SIGKILL'), LIMIT);
    const { code, stdout, stderr } = await ended(child);
    clearTimeout(timer);
    if (code !== 0) throw new Error(`ended with ${code}: ${stderr}`);
    const { measured, wrong, crashed }: Result = JSON.parse(stdout);
    if (wrong !== undefined) throw new AssertionError({ message: wrong });
    if (crashed !== undefined) throw new Error(`${crashed} ${stderr}`);
    return measured!;
  });
}
