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
import { MakerName } from './makers';
import { compared, inTurns, root, row, run, runFleet, sameObjects, table, writeMonitoring } from './runs';

const SIZES = [1, 10, 100, 1000];

/** Pairs of runs per size: the short ones vary most. */
const PAIRS: { [size: number]: number } = { 1: 31, 10: 31, 100: 11, 1000: 5 };
const PAIRS_OF_COLD_SYNTHS = 7;

const SHAPES: Shape[] = ['one chart', 'chart per server', 'folder per chart'];

function main(options: string[]): void {
  const folder = mkdtempSync(join(tmpdir(), 'cdk8s-grpc-bench-'));
  try {
    const monitoring = writeMonitoring(folder);
    for (const shape of SHAPES) sameObjects(folder, shape, monitoring);
    console.log('cdk8s-grpc and the objects written by hand with cdk8s-plus-27: the same bytes in every shape\n');
    if (options.includes('--check')) return;
    console.log(`Node ${process.version}, ${cpus().length} × ${cpus()[0].model}, load ${loadavg()[0].toFixed(1)}\n`);
    fleets(folder, monitoring);
    checkedFleets(folder, monitoring);
    console.log(compareHelm(folder, monitoring, SIZES));
    coldSynths(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Whole processes; of what is in it, the synth alone. */
function fleets(folder: string, monitoring: string): void {
  const head = ['shape', 'servers', 'ms', 'by hand', 'ratio', 'CPU ratio', 'synth alone, ratio', 'MiB', 'by hand'];
  console.log(table(head, []));
  const growth: string[] = [];
  for (const shape of SHAPES) {
    const cpuOf: { [size: number]: number } = {};
    for (const size of SIZES) {
      const [ours, theirs] = runInTurns(folder, ['cdk8s-grpc', 'by hand'], size, shape, monitoring);
      const [milliseconds, ratio] = compared(ours, theirs, (run) => run.milliseconds);
      const [cpu, cpuRatio] = compared(ours, theirs, (run) => run.cpuMilliseconds);
      const [, synthRatio] = compared(ours, theirs, (run) => run.synthMilliseconds);
      const [mebibytes] = compared(ours, theirs, (run) => run.mebibytes);
      const ratios = [ratio, cpuRatio, synthRatio].map((one) => one.toFixed(2));
      console.log(row([shape, String(size), ...milliseconds, ...ratios, ...mebibytes]));
      cpuOf[size] = Number(cpu[0]);
    }
    growth.push(`${shape} ${(cpuOf[1000] / cpuOf[100]).toFixed(1)} ×`);
  }
  console.log(`\nCPU of 1,000 servers against 100: ${growth.join(', ')}\n`);
}

/** The same work: by hand nobody looks at the output, unless they let the same rules do so. */
function checkedFleets(folder: string, monitoring: string): void {
  const rows = SIZES.map((size) => {
    const [ours, theirs] = runInTurns(folder, ['cdk8s-grpc', 'by hand, checked'], size, 'one chart', monitoring);
    const [milliseconds, ratio] = compared(ours, theirs, (run) => run.milliseconds);
    return [String(size), ...milliseconds, ratio.toFixed(2)];
  });
  console.log(table(['servers in one chart', 'ms', 'by hand, checked', 'ratio'], rows));
}

function runInTurns(folder: string, makers: MakerName[], size: number, shape: Shape, monitoring: string) {
  const runs = makers.map((maker) => () => runFleet(folder, maker, size, shape, monitoring));
  return inTurns(PAIRS[size], ...runs);
}

/** What a user waits for: `npx cdk8s synth` of the example, against an app that has nothing in it. */
function coldSynths(folder: string): void {
  const synth = (app: string[]) => () => run('npx', ['cdk8s', 'synth', '--output', join(folder, 'cold'), ...app]);
  const [ours, empty] = inTurns(
    PAIRS_OF_COLD_SYNTHS,
    synth([]),
    synth(['--app', `node --import tsx ${join(root, 'bench/empty.ts')}`]),
  );
  const [milliseconds, ratio] = compared(ours, empty, (time) => time);
  const head = ['npx cdk8s synth', 'examples/greeter, ms', 'an empty app, ms', 'ratio'];
  console.log(table(head, [['cold', ...milliseconds, ratio.toFixed(2)]]));
}

main(process.argv.slice(2));
