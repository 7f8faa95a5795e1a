/**
 * Checks that API.md is what jsii-docgen makes of the assembly now; writes nothing into the repository.
 *
 *   npm run build && npm run api:check
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(__dirname, '..');

function main(): number {
  const folder = mkdtempSync(join(tmpdir(), 'cdk8s-grpc-api-'));
  try {
    const file = join(folder, 'API.md');
    execFileSync(join(root, 'node_modules/.bin/jsii-docgen'), ['--output', file], { cwd: root, stdio: 'inherit' });
    const difference = firstDifference(readFileSync(join(root, 'API.md'), 'utf8'), readFileSync(file, 'utf8'));
    console.log(difference ? `${difference}\nrun: npm run build && npm run api` : 'API.md is up to date');
    return difference ? 1 : 0;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function firstDifference(committed: string, generated: string): string | undefined {
  if (committed === generated) return undefined;
  const [old, now] = [committed.split('\n'), generated.split('\n')];
  const line = now.findIndex((text, index) => text !== old[index]);
  const at = line < 0 ? now.length : line;
  return `API.md is out of date, first in line ${at + 1}:\n- ${old[at] ?? ''}\n+ ${now[at] ?? ''}`;
}

process.exit(main());
