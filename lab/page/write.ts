import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Results } from '../results';
import { csv } from './csv';
import { page } from './page';

/** Writes the report, and the figures that it is made of. */
export function writeReport(results: Results, folder: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'index.html'), page(results));
  writeFileSync(join(folder, 'results.json'), `${JSON.stringify(results, null, 2)}\n`);
  writeFileSync(join(folder, 'results.csv'), csv(results.rows));
}
