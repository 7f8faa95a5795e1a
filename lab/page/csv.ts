import { Row, sharesOf } from '../results';

const COLUMNS: [string, (row: Row) => string | number | undefined][] = [
  ['scene', ({ scene }) => scene],
  ['strategy', ({ strategy }) => strategy],
  ['variant', ({ variant }) => variant],
  ['clients', ({ clients }) => clients],
  ['requests', ({ requests }) => requests],
  ['failed', ({ failed }) => failed],
  ['largest_share_percent', ({ counts }) => counts && Math.max(...sharesOf(counts)).toFixed(2)],
  ['requests_by_pod', ({ counts }) => counts?.join(' ')],
  ['requests_per_second', ({ requestsPerSecond }) => requestsPerSecond?.toFixed(1)],
  ['p50_ms', ({ latency }) => latency?.p50.toFixed(3)],
  ['p95_ms', ({ latency }) => latency?.p95.toFixed(3)],
  ['p99_ms', ({ latency }) => latency?.p99.toFixed(3)],
  ['low_load_p50_ms', ({ lowLoad }) => lowLoad?.p50.toFixed(3)],
  ['low_load_p99_ms', ({ lowLoad }) => lowLoad?.p99.toFixed(3)],
  [
    'figures',
    ({ figures }) =>
      figures &&
      Object.entries(figures)
        .map((pair) => pair.join('='))
        .join(' '),
  ],
];

/** A line for each row (RFC 4180). */
export function csv(rows: Row[]): string {
  const head = COLUMNS.map(([name]) => name);
  const lines = rows.map((row) => COLUMNS.map(([, valueOf]) => quoted(String(valueOf(row) ?? ''))));
  return [head, ...lines].map((line) => `${line.join(',')}\r\n`).join('');
}

const quoted = (cell: string) => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
