import { join } from 'node:path';
import { ended, start } from '../../verify/support/processes';
import { Results } from '../results';

const ROOT = join(__dirname, '../..');

export interface Ended {
  readonly code: number | string;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts the lab as `npm run lab` does; its programs are compiled already. */
export function startLab(...args: string[]) {
  const child = start(process.execPath, ['--import', 'tsx', join(ROOT, 'lab/main.ts'), ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return { child, end: ended(child) as Promise<Ended> };
}

/** Runs it and returns its results, whatever the verdicts. */
export async function resultsOf(output: string, ...args: string[]): Promise<Results> {
  const { code, stdout, stderr } = await startLab('--json', '--output', output, ...args).end;
  if (code !== 0 && code !== 1) throw new Error(`the lab ended with ${code}: ${stderr}`);
  return JSON.parse(stdout);
}
