import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What the Jobs of examples/lab print, as `kubectl logs` gives it. */
const CAPACITY = '1 request at a time, 3 ms each';
const LATENCY = { p50: 30, p95: 50, p99: 90, max: 100 };
const client = (run: string, clients: number, requests: number, failed = 0) => {
  const outcome = { requests, failed, errors: {}, seconds: 10, latency: LATENCY, failures: [0, failed] };
  return `lab-client: ${JSON.stringify({ run, clients, concurrency: 50, outcome })}`;
};
const pod = (name: string, requests: Record<string, number>) =>
  `lab-pod: ${JSON.stringify({ pod: name, requests, connections: {}, capacity: CAPACITY })}`;
const BALANCED = [
  ...['lab-client-ready', client('lab-client', 1, 100), client('lab-client-10', 10, 100)],
  ...[pod('a', { 'lab-client': 50, 'lab-client-10': 51 }), pod('b', { 'lab-client': 50, 'lab-client-10': 49 })],
];
const RESTARTED = [
  client('lab-restart', 1, 300),
  ...[pod('c', { 'lab-restart': 90 }), pod('d', { 'lab-restart': 110 })],
];

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'lab-collect-'))));
afterEach(() => rmSync(folder, { recursive: true }));

function collect(lines: string[], strategy = 'client-side') {
  const log = join(folder, 'some.log');
  writeFileSync(log, lines.join('\n'));
  const args = ['--import', 'tsx', 'lab/collect.ts', '--output', folder, `${strategy}=${log}`];
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', cwd: join(__dirname, '../..') });
  const results = () => JSON.parse(readFileSync(join(folder, 'results.json'), 'utf8'));
  return { status, stderr: stderr.replaceAll(folder, ''), results };
}

test('the counts of a Job are those of the pods that it asked, not of those that came later', () => {
  const { status, stderr, results } = collect([...BALANCED, ...RESTARTED]);
  expect(stderr).toBe('');
  expect(status).toBe(0);
  const { rows, scenes } = results();
  expect(rows.map(({ scene, clients, counts }: any) => [scene, clients, counts])).toEqual([
    ['pinning', 1, [50, 50]],
    ['pinning', 10, [51, 49]],
    ['restart', 1, [90, 110]],
  ]);
  expect(scenes.map(({ name }: any) => name)).toEqual(['pinning', 'restart']);
});

test.each([
  ['a request fails', client('lab-restart', 1, 300, 1), pod('c', { 'lab-restart': 90 })],
  ['no pod was replaced', client('lab-restart', 1, 300), pod('a', { 'lab-restart': 300 })],
  ['no request came to the pods that are there now', client('lab-restart', 1, 300), pod('c', {})],
])('a restart in which %s is no success', (_, ...restart) => {
  expect(collect([...BALANCED, ...restart]).status).toBe(1);
});

test('one pod that has more than its share is no success, unless nobody balances', () => {
  const pinned = [client('lab-client', 1, 100), pod('a', { 'lab-client': 100 }), pod('b', {})];
  expect(collect(pinned).status).toBe(1);
  expect(collect(pinned, 'cluster-ip').status).toBe(0);
});

test('a log that breaks off is refused', () => {
  const unfinished = collect([...BALANCED, client('lab-restart', 1, 300)]);
  expect(unfinished.status).toBe(2);
  expect(unfinished.stderr).toBe(
    "lab: '/some.log' is no log of Jobs that have ended, got 1 Jobs that have ended and 1 that have not; wait for each: 'kubectl -n grpc-lab wait --for=condition=complete job/NAME'\n",
  );
  expect(collect([BALANCED[1].slice(0, 60)]).stderr).toBe(
    `lab: a line of '/some.log' is cut, got '${BALANCED[1].slice('lab-client: '.length, 52)} …'; take the whole log\n`,
  );
});
