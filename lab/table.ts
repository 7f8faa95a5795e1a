import { styleText } from 'node:util';
import { nameOf } from './page/names';
import { largestOf, Results, Row, sharesOf } from './results';

export const TABLE_HEAD = [
  'strategy',
  'clients',
  'requests per pod, %',
  'p50',
  'p99',
  'requests/s',
  'low load',
  'adds',
];

/** The figures of the article that prompted this library, from its author's cluster. */
const ARTICLE = [
  ['article: before', '', '90 / 5 / 5 / 0 / 0', '', '45 ms'],
  ['article: after', '', '20 / 20 / 20 / 20 / 20', '', '12 ms'],
];

/** Results as text. */
export function table(results: Results): string {
  const { rows, scenes, skipped } = results;
  const notHere = skipped.map(({ strategy, reason }) => [strategy, '', reason]);
  const pinned = rows.some(({ scene }) => scene === 'pinning')
    ? [aligned([TABLE_HEAD, ...pinnedLines(rows)]), aligned(notHere)]
    : [];
  const others = scenes.filter(({ name }) => name !== 'pinning').map(({ name }) => sceneTable(results, name));
  return [...pinned, ...others, verdicts(results)].filter(Boolean).join('\n\n');
}

/** The scene 'pinning' as lines of a table: the figures of the article, and ours. */
export function pinnedLines(rows: Row[]): string[][] {
  return [...ARTICLE.map((line) => [...line, '', '', '']), ...measuredLines(rows)];
}

/** Our figures alone. */
export function measuredLines(rows: Row[]): string[][] {
  const pinned = rows.filter(({ scene }) => scene === 'pinning');
  const before = pinned.find(({ strategy }) => strategy === 'cluster-ip')?.lowLoad;
  return pinned.map((row) => {
    const shares = sharesOf(row.counts!).sort((a, b) => b - a);
    const digits = largestOf(row.counts!) > 50 ? 0 : 1;
    return [
      row.variant ? `${row.strategy}, ${row.variant}` : row.strategy,
      String(row.clients),
      shares.map((share) => share.toFixed(digits)).join(' / '),
      ms(row.latency?.p50),
      ms(row.latency?.p99),
      String(Math.round(row.requestsPerSecond!)),
      ms(row.lowLoad?.p50),
      before && row.lowLoad && row.lowLoad !== before ? ms(row.lowLoad.p50 - before.p50) : '',
    ];
  });
}

const ms = (value?: number) => (value === undefined ? '' : `${value.toFixed(value < 10 ? 2 : 0)} ms`);

function sceneTable({ rows }: Results, name: string): string {
  const lines = rows
    .filter(({ scene }) => scene === name)
    .map((row) => [name, nameOf(row), `${row.failed} of ${row.requests} failed`, figuresOf(row)]);
  return lines.length ? aligned(lines) : '';
}

function figuresOf({ figures = {}, latency, requestsPerSecond }: Row): string {
  const entries = Object.entries({ ...figures, requestsPerSecond, p99: latency?.p99 });
  const known = entries.filter(([, value]) => value !== undefined);
  return known.map(([key, value]) => `${key} ${Number(value!.toFixed(1))}`).join(', ');
}

function verdicts({ verdicts }: Results): string {
  return verdicts
    .map(({ passed, scene, claim, measured }) => {
      const mark = passed ? styleText('green', 'ok  ') : styleText('red', 'FAIL');
      return `${mark} ${scene} · ${claim}: ${measured}`;
    })
    .join('\n');
}

/** Columns as wide as their widest cell. */
export function aligned(lines: string[][]): string {
  const widths = lines.map((line) => line.map(({ length }) => length));
  const widest = (column: number) => Math.max(...widths.map((line) => line[column] ?? 0));
  const text = (line: string[]) => line.map((cell, column) => cell.padEnd(widest(column))).join('  ');
  return lines.map((line) => text(line).trimEnd()).join('\n');
}
