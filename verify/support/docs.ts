import assert from 'node:assert';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const PAGE = join(__dirname, '../../docs/verification.md');

/** The table of promises must name every check, and only checks that exist. */
export function checkTable(checks: string[]): string {
  const rows = readFileSync(PAGE, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('|'));
  const named = new Set(rows.flatMap((row) => [...row.matchAll(/`([a-z0-9]+\/[a-z0-9-]+)`/g)].map(([, name]) => name)));
  const missing = checks.filter((check) => !named.has(check));
  const unknown = [...named].filter((name) => !checks.includes(name));
  assert.deepEqual(missing, [], `docs/verification.md does not name ${missing.join(', ')}`);
  assert.deepEqual(unknown, [], `docs/verification.md names ${unknown.join(', ')}, which nothing checks`);
  return `${checks.length} checks, each in the table of promises`;
}
