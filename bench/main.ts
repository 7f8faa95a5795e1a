/**
 * `npm run bench`: how much longer a synth with this library takes than one of the same objects written by hand.
 *
 * Only ratios of one run mean anything: A and B run in turns, each in a process of its own, so that what else the machine does hits
 * both. `npm run bench -- --check` only checks that the objects are the same; no test asserts on time.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Shape } from './fleet';
import { compareHelm } from './helm';
import { inTurns, median, root, run, runFleet, sameObjects, table, writeMonitoring } from './runs';

const SIZES = [1, 10, 100, 1000];

/** Pairs of runs per size: the short ones vary most. */
const PAIRS: { [size: number]: number } = { 1: 21, 10: 21, 100: 11, 1000: 5 };
const PAIRS_OF_COLD_SYNTHS = 9;

const SHAPES: { [shape in Shape]: number[] } = {
  'one chart': SIZES,
  'chart per server': SIZES,
  'folder per chart': SIZES,
};

function main(options: string[]): void {
  const folder = mkdtempSync(join(tmpdir(), 'cdk8s-grpc-bench-'));
  try {
    const monitoring = writeMonitoring(folder);
    for (const shape of Object.keys(SHAPES) as Shape[]) sameObjects(folder, shape, monitoring);
    console.log('cdk8s-grpc and the objects written by hand with cdk8s-plus-27: the same bytes in every shape\n');
    if (options.includes('--check')) return;
    console.log(`Node ${process.version}, ${cpus().length} × ${cpus()[0].model}, load ${loadavg()[0].toFixed(1)}\n`);
    fleets(folder, monitoring);
    console.log(compareHelm(folder, monitoring, SIZES));
    coldSynths(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function fleets(folder: string, monitoring: string): void {
  const rows: string[][] = [];
  const growth: string[] = [];
  for (const [shape, sizes] of Object.entries(SHAPES) as [Shape, number[]][]) {
    const times: { [size: number]: number } = {};
    for (const size of sizes) {
      const [ours, theirs] = inTurns(
        PAIRS[size],
        () => runFleet(folder, 'cdk8s-grpc', size, shape, monitoring),
        () => runFleet(folder, 'by hand', size, shape, monitoring),
      );
      const ratio = median(ours.map(({ milliseconds }, index) => milliseconds / theirs[index].milliseconds));
      times[size] = median(ours.map(({ milliseconds }) => milliseconds));
      rows.push([
        shape,
        String(size),
        times[size].toFixed(0),
        median(theirs.map(({ milliseconds }) => milliseconds)).toFixed(0),
        ratio.toFixed(2),
        median(ours.map(({ mebibytes }) => mebibytes)).toFixed(0),
        median(theirs.map(({ mebibytes }) => mebibytes)).toFixed(0),
      ]);
    }
    growth.push(`${shape} ${(times[1000] / times[100]).toFixed(1)} ×`);
  }
  const head = ['shape', 'servers', 'cdk8s-grpc, ms', 'by hand, ms', 'ratio', 'cdk8s-grpc, MiB', 'by hand, MiB'];
  console.log(table(head, rows));
  console.log(`1,000 servers against 100: ${growth.join(', ')}\n`);
}

/** What a user waits for: `npx cdk8s synth` of the example, against an app that has nothing in it. */
function coldSynths(folder: string): void {
  const synth = (app: string[]) => () => run('npx', ['cdk8s', 'synth', '--output', join(folder, 'cold'), ...app]);
  const [ours, empty] = inTurns(
    PAIRS_OF_COLD_SYNTHS,
    synth([]),
    synth(['--app', `node --import tsx ${join(root, 'bench/empty.ts')}`]),
  );
  const seconds = (times: number[]) => (median(times) / 1000).toFixed(2);
  const ratio = median(ours.map((time, index) => time / empty[index])).toFixed(2);
  console.log(
    table(
      ['npx cdk8s synth', 's'],
      [
        ['examples/greeter', seconds(ours)],
        ['an empty app', seconds(empty)],
        ['ratio', ratio],
      ],
    ),
  );
}

main(process.argv.slice(2));
