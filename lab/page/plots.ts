import * as Plot from '@observablehq/plot';
import { Row, sharesOf } from '../results';
import { nameOf } from './names';
import { draw, NARROW, rowLabels } from './plot';

/** A plot of rows, drawn for a width. */
export type Draw = (rows: Row[], width: number) => string;

/** Above this part of an even share, a pod has too much. */
const UNEVEN = 1.25;

/** The scale at the bottom, its label below its numbers. */
const axis = (label: string, more: Plot.ScaleOptions): Plot.ScaleOptions => ({
  label,
  labelAnchor: 'right',
  labelOffset: 42,
  ...more,
});

const BOTTOM = 46;

const heightOf = (rows: Row[], width: number) => 20 + BOTTOM + rows.length * (width > NARROW ? 30 : 46);
const insetOf = (width: number) => (width > NARROW ? 0.2 : 0.5);

/** A segment for each pod: one block is one pod that has all. */
export const shares: Draw = (rows, width) => {
  const names = rows.map(nameOf);
  const { marginLeft, marks } = rowLabels(width, names);
  const pods = rows.flatMap((row) => {
    const percents = sharesOf(row.counts!).sort((a, b) => b - a);
    const much = (UNEVEN * 100) / percents.length;
    return percents.map((percent) => ({ row: nameOf(row), percent, fill: percent > much ? 'uneven' : 'even' }));
  });
  const smallest = width > NARROW ? 5 : 9;
  const text = ({ percent }: { percent: number }) => (percent < smallest ? '' : percent.toFixed(0));
  return draw(width, {
    marginLeft,
    marginBottom: BOTTOM,
    height: heightOf(rows, width),
    x: axis('share of the requests per pod, %', { domain: [0, 100] }),
    y: { label: null, domain: names, axis: null, padding: insetOf(width) },
    color: { domain: ['uneven', 'even'], range: ['var(--uneven)', 'var(--even)'] },
    marks: [
      Plot.barX(pods, { x: 'percent', y: 'row', fill: 'fill', order: null, insetLeft: 1, insetRight: 1 }),
      Plot.text(pods, Plot.stackX({ x: 'percent', y: 'row', text, order: null, fill: 'var(--on-bar)' })),
      ...marks,
    ],
  });
};

/** From the median to the 99th percentile. */
export const latencies: Draw = (rows, width) => {
  const names = rows.map(nameOf);
  const { marginLeft, marks } = rowLabels(width, names);
  const all = rows.map((row) => ({ row: nameOf(row), p50: row.latency!.p50, p99: row.latency!.p99 }));
  const longest = Math.max(...all.map(({ p99 }) => p99));
  return draw(width, {
    marginLeft,
    marginRight: 56,
    marginBottom: BOTTOM,
    height: heightOf(rows, width),
    x: axis('latency from p50 (ring) to p99 (dot), ms', { grid: true, domain: [0, longest], ticks: 5 }),
    y: { label: null, domain: names, axis: null, padding: insetOf(width) },
    marks: [
      Plot.ruleY(all, { x1: 'p50', x2: 'p99', y: 'row', stroke: 'var(--even)', strokeWidth: 3 }),
      Plot.dot(all, { x: 'p50', y: 'row', stroke: 'var(--even)', fill: 'var(--paper)', r: 5, strokeWidth: 2 }),
      Plot.dot(all, { x: 'p99', y: 'row', fill: 'var(--even)', r: 6 }),
      Plot.text(all, { x: 'p99', y: 'row', text: ({ p99 }) => `${p99.toFixed(0)} ms`, textAnchor: 'start', dx: 11 }),
      ...marks,
    ],
  });
};

/** A bar for a number of each row. */
function numbers(label: string, valueOf: (row: Row) => number, fill: (row: Row) => string): Draw {
  return (rows, width) => {
    const names = rows.map(nameOf);
    const { marginLeft, marks } = rowLabels(width, names);
    const all = rows.map((row) => ({ row: nameOf(row), value: valueOf(row), fill: fill(row) }));
    const most = Math.max(...all.map(({ value }) => value), 1);
    const text = ({ value }: { value: number }) => Math.round(value).toLocaleString('en');
    return draw(width, {
      marginLeft,
      marginRight: 56,
      marginBottom: BOTTOM,
      height: heightOf(rows, width),
      x: axis(label, { domain: [0, most], ticks: 4 }),
      y: { label: null, domain: names, axis: null, padding: insetOf(width) },
      marks: [
        ...['even', 'uneven'].map((kind) =>
          Plot.barX(
            all.filter((one) => one.fill === kind),
            { x: 'value', y: 'row', fill: `var(--${kind})` },
          ),
        ),
        Plot.text(all, { x: 'value', y: 'row', text, textAnchor: 'start', dx: 5 }),
        ...marks,
      ],
    });
  };
}

const blue = () => 'even';

export const throughput = numbers('requests a second', ({ requestsPerSecond }) => requestsPerSecond!, blue);
export const failed = numbers(
  'failed requests',
  ({ failed }) => failed!,
  () => 'uneven',
);
export const wholeStreams = numbers('streams that were not cut', ({ figures }) => figures!.whole, blue);

/** What the poorest of the new pods got, of a fair share, over time. */
export const joining: Draw = (rows, width) => {
  const points = rows.flatMap((row) => row.series!.map(([seconds, share]) => ({ name: nameOf(row), seconds, share })));
  const limits = rows.filter(({ figures }) => figures?.joined !== undefined).map(({ figures }) => figures!.convergence);
  // On a busy machine a run may be over before anything was looked at.
  const last = rows.flatMap((row) => points.filter(({ name }) => name === nameOf(row)).slice(-1));
  const names = rows.map(nameOf);
  const range = names.map((_, index) => `var(--line-${index + 1})`);
  return draw(width, {
    marginLeft: 50,
    marginTop: 34,
    marginBottom: BOTTOM,
    height: width > NARROW ? 280 : 240,
    x: axis('seconds after three new pods got ready', { ticks: 6, nice: true }),
    y: { label: "the poorest new pod's share, of a fair one", domain: [0, 1.3], tickFormat: '%', ticks: 5, grid: true },
    color: { domain: names, range },
    marks: [
      Plot.ruleX([...new Set(limits)], { stroke: 'currentColor', strokeDasharray: '2 4' }),
      Plot.line(points, { x: 'seconds', y: 'share', stroke: 'name', strokeWidth: 2.5, clip: true }),
      Plot.dot(last, { x: 'seconds', y: 'share', fill: 'name', r: 4 }),
    ],
  });
};
