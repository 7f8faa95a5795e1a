/**
 * Puts a run of the lab into the README: `npm run lab:readme` takes lab/report/results.json and writes docs/lab/, the plot and the table.
 * `--check` says whether they are those of docs/lab/results.json.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LabError } from './errors';
import { WIDE } from './page/plot';
import { shares } from './page/plots';
import { COLOURS } from './page/style';
import { Results } from './results';
import { measuredLines, TABLE_HEAD } from './table';

const ROOT = join(__dirname, '..');
const README = join(ROOT, 'README.md');
const FOLDER = join(ROOT, 'docs/lab');
const RESULTS = join(FOLDER, 'results.json');
const PLOT = join(FOLDER, 'pinning.svg');
const TABLE = /(<!-- table: lab -->\n)[^]*?(\n<!-- end of the table -->)/;

function main(check: boolean): void {
  if (check) return checkAll(JSON.parse(readFileSync(RESULTS, 'utf8')));
  const results: Results = JSON.parse(readFileSync(join(ROOT, 'lab/report/results.json'), 'utf8'));
  if (results.verdicts.some(({ passed }) => !passed)) {
    throw new LabError(
      "a run whose verdicts do not all hold is none to show, got one in lab/report; run 'npm run lab'",
    );
  }
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(RESULTS, `${JSON.stringify(results, null, 2)}\n`);
  writeFileSync(PLOT, plot(results));
  writeFileSync(README, readme(results));
}

function checkAll(results: Results): void {
  const stale = [
    ...(readFileSync(PLOT, 'utf8') === plot(results) ? [] : ['docs/lab/pinning.svg']),
    ...(readFileSync(README, 'utf8') === readme(results) ? [] : ['README.md']),
  ];
  if (stale.length) {
    throw new LabError(
      `what the lab showed is not what is written, got another ${stale.join(' and ')}; npm run lab:readme`,
    );
  }
}

/** The plot by itself, for light and dark pages. */
function plot({ rows }: Results): string {
  const svg = shares(
    rows.filter(({ scene }) => scene === 'pinning'),
    WIDE,
  );
  return `${svg.replace('<style>', `<style>${COLOURS}\nsvg { color: var(--ink); }\n`)}\n`;
}

function readme(results: Results): string {
  return readFileSync(README, 'utf8').replace(TABLE, (_, begin, end) => `${begin}${markdown(results)}${end}`);
}

function markdown({ rows }: Results): string {
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`;
  return [TABLE_HEAD, TABLE_HEAD.map(() => '---'), ...measuredLines(rows)].map(line).join('\n');
}

try {
  main(process.argv.includes('--check'));
} catch (error) {
  if (!(error instanceof LabError)) throw error;
  console.error(`lab: ${error.message}`);
  process.exitCode = 1;
}
