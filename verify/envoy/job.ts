import { AssertionError } from 'node:assert';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

const LIMIT = 150000;

/** Runs a check and tells what it measured, or throws what it threw. */
export async function runIsolated(check: string, scene: Omit<Scene, 'folder'>): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'cdk8s-grpc-verify-'));
  const job: Job = { check, scene: { ...scene, folder } };
  const child = startIsolated(join(__dirname, 'inside.ts'), JSON.stringify(job));
  const timer = setTimeout(() => child.kill('SIGKILL'), LIMIT);
  try {
    const { code, stdout, stderr } = await ended(child);
    if (code !== 0) throw new Error(`ended with ${code}: ${stderr}`);
    const { measured, wrong, crashed }: Result = JSON.parse(stdout);
    if (wrong !== undefined) throw new AssertionError({ message: wrong });
    if (crashed !== undefined) throw new Error(`${crashed} ${stderr}`);
    return measured!;
  } finally {
    clearTimeout(timer);
    rmSync(folder, { recursive: true, force: true });
  }
}
