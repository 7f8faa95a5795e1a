import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Chart } from 'cdk8s';
import { GrpcServer } from 'cdk8s-grpc';
import { NAMESPACE, Shape, Told } from './fleet';
import { MakerName, NAME, SERVER } from './makers';

/** The repository; this file runs compiled, from .cache/bench. */
export const root = join(__dirname, '../..');

/** What one process took. */
export interface Measurement extends Told {
  /** Of the clock: the whole process. */
  readonly milliseconds: number;
}

/** Writes the rules and the monitor of a server called NAME, which those who write by hand paste. */
export function writeMonitoring(folder: string): string {
  const chart = new Chart(new App(), 'monitoring', { namespace: NAMESPACE });
  const { prometheusRule, monitor } = new GrpcServer(chart, NAME, SERVER).monitoring;
  const file = join(folder, 'monitoring.json');
  writeFileSync(file, JSON.stringify([prometheusRule!.toJson(), monitor!.toJson()]));
  return file;
}

/** Runs a command to its end and returns the milliseconds it took; what it prints goes to a file if there is one. */
export function run(command: string, args: string[], output?: (text: string) => void): number {
  const start = performance.now();
  const { status, error, stdout, stderr } = spawnSync(command, args, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
    env: { ...process.env, CDK8S_CHECK_UPGRADE: 'false' }, // it would ask the network
  });
  const milliseconds = performance.now() - start;
  if (error) throw error;
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed:\n${stdout}${stderr}`);
  output?.(stdout);
  return milliseconds;
}

/** The arguments of `node` for one fleet. */
export function fleetCommand(
  folder: string,
  maker: MakerName,
  servers: number,
  shape: Shape,
  monitoring: string,
): string[] {
  return [join(__dirname, 'fleet.js'), maker, String(servers), shape, outputOf(folder, maker), monitoring];
}

/** Synthesizes one fleet in a process of its own. */
export function runFleet(
  folder: string,
  maker: MakerName,
  servers: number,
  shape: Shape,
  monitoring: string,
): Measurement {
  let printed = '';
  rmSync(outputOf(folder, maker), { recursive: true, force: true });
  const command = fleetCommand(folder, maker, servers, shape, monitoring);
  const milliseconds = run(process.execPath, command, (text) => (printed = text));
  return { milliseconds, ...JSON.parse(printed) };
}

/** Throws unless all makers write the same files, byte for byte: else there is nothing to compare. */
export function sameObjects(folder: string, shape: Shape, monitoring: string): void {
  const written = (maker: MakerName) => {
    runFleet(folder, maker, 3, shape, monitoring);
    return files(outputOf(folder, maker));
  };
  const ours = written('cdk8s-grpc');
  for (const maker of ['by hand', 'by hand, checked'] as const) {
    const theirs = written(maker);
    for (const file of new Set([...ours.keys(), ...theirs.keys()])) {
      if (ours.get(file) === theirs.get(file)) continue;
      throw new Error(`${file} differs in shape '${shape}'; make bench/hand-written.ts emit what GrpcServer emits:
--- cdk8s-grpc\n${ours.get(file)}\n--- ${maker}\n${theirs.get(file)}`);
    }
  }
}

/** All files of a folder, by path. */
export function files(folder: string): Map<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.yaml'));
  return new Map(names.sort().map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}

/** Where a fleet is written to. */
export function outputOf(folder: string, maker: MakerName): string {
  return join(folder, maker.replaceAll(/\W+/g, '-'));
}

/** Runs things in turns, after one run each that does not count, and returns what each gave. */
export function inTurns<T>(rounds: number, ...things: (() => T)[]): T[][] {
  things.forEach((thing) => thing());
  const results: T[][] = things.map(() => []);
  for (let round = 0; round < rounds; round++) {
    // Who comes later finds warmer caches.
    const first = round % things.length;
    for (const index of [...things.keys()].map((place) => (place + first) % things.length))
      results[index].push(things[index]());
  }
  return results;
}

/** The medians of both as text, and the median of the ratios of the pairs. */
export function compared<T>(ours: T[], theirs: T[], value: (run: T) => number): [[string, string], number] {
  const text = (runs: T[]) => median(runs.map(value)).toFixed(0);
  return [[text(ours), text(theirs)], median(ours.map((run, index) => value(run) / value(theirs[index])))];
}

function median(values: number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

/** A Markdown table. */
export function table(head: string[], rows: string[][]): string {
  return [head, head.map(() => '---'), ...rows].map(row).join('\n') + (rows.length ? '\n' : '');
}

/** A row of a Markdown table. */
export function row(cells: string[]): string {
  return `| ${cells.join(' | ')} |`;
}
