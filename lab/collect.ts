/**
 * Makes the report of what the Jobs of examples/lab have printed, for one strategy or several:
 *
 *   kubectl -n grpc-lab logs job/lab-client  >  istio.log
 *   kubectl -n grpc-lab logs job/lab-ghz     >> istio.log
 *   kubectl -n grpc-lab logs job/lab-restart >> istio.log
 *   npm run lab:collect -- istio=istio.log cluster-ip=cluster-ip.log
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { LabError } from './errors';
import { writeReport } from './page/write';
import type { ClientResult } from './programs/client';
import type { PodDescription } from './programs/greeter';
import { failuresOverTime, largestOf, Results, Row } from './results';
import { SCENES } from './scenes';
import { table } from './table';
import { Judge } from './verdicts';

const USAGE = 'npm run lab:collect -- [--output FOLDER] STRATEGY=FILE …';

function main(args: string[]): boolean {
  const { values, positionals } = parse(args);
  if (!positionals.length) throw new LabError(`no log is given, got nothing; ${USAGE}`);
  const logs = positionals.map(readLog);
  const results = resultsOf(logs);
  writeReport(results, values.output);
  console.log(`${table(results)}\n\nreport: ${values.output}/index.html`);
  return results.verdicts.every(({ passed }) => passed);
}

interface Log {
  readonly strategy: string;
  readonly jobs: Job[];
}

/** What a Job has printed. */
interface Job {
  readonly clients: ClientResult[];
  /** What the pods that were there at its end have counted. */
  readonly pods: PodDescription[];
}

/** The Job during which pods are replaced. */
const RESTART = 'lab-restart';

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: { output: { type: 'string', default: 'lab/report' } },
    });
  } catch (error) {
    throw new LabError(`${(error as Error).message.split('. ')[0]}; ${USAGE}`);
  }
}

function readLog(argument: string): Log {
  const [, strategy, file] = /^([^=]+)=(.+)$/.exec(argument) ?? [];
  if (!strategy) throw new LabError(`a log needs the name of its strategy, got '${argument}'; write STRATEGY=FILE`);
  const jobs: Job[] = [];
  for (const line of read(file).split('\n')) {
    const client = parsed<ClientResult>(line, 'lab-client: ', file);
    const pod = parsed<PodDescription>(line, 'lab-pod: ', file);
    // A Job asks the pods when its clients have ended.
    if (client && jobs.at(-1)?.pods.length !== 0) jobs.push({ clients: [], pods: [] });
    if (client) jobs.at(-1)!.clients.push(client);
    if (pod) jobs.at(-1)?.pods.push(pod);
  }
  const unfinished = jobs.filter(({ pods }) => !pods.length).length;
  if (!jobs.length || unfinished) {
    const got = `${jobs.length - unfinished} Jobs that have ended and ${unfinished} that have not`;
    throw new LabError(
      `'${file}' is no log of Jobs that have ended, got ${got}; wait for each: 'kubectl -n grpc-lab wait --for=condition=complete job/NAME'`,
    );
  }
  return { strategy, jobs };
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new LabError(`'${file}' cannot be read, got '${(error as Error).message}'; save 'kubectl logs' there`);
  }
}

/** What follows a mark; logs may have other lines, and a prefix before the mark. */
function parsed<T>(line: string, mark: string, file: string): T | undefined {
  const at = line.indexOf(mark);
  if (at < 0) return undefined;
  const text = line.slice(at + mark.length);
  try {
    return JSON.parse(text);
  } catch {
    throw new LabError(`a line of '${file}' is cut, got '${text.slice(0, 40)} …'; take the whole log`);
  }
}

function resultsOf(logs: Log[]): Results {
  const rows = logs.flatMap(({ strategy, jobs }) => jobs.flatMap((job) => rowsOf(strategy, job)));
  const [{ pods, clients }] = logs[0].jobs;
  const { capacity } = pods[0];
  const { outcome, concurrency } = clients.find((client) => client.outcome)!;
  return {
    scenes: SCENES.filter(({ name }) => rows.some(({ scene }) => scene === name)).map(({ name, title }) => ({
      ...{ name, title, capacity },
    })),
    settings: { replicas: pods.length, requests: outcome!.requests, concurrency, seed: 0, margin: 0 },
    place: 'a cluster',
    real: ['the cluster, its proxies and its DNS', 'gRPC: servers and the client are @grpc/grpc-js; ghz is grpc-go'],
    simulated: ['the capacity of a pod: requests wait for their turn, by a clock; no work is done'],
    rows,
    verdicts: [...judge(rows.filter(({ scene }) => scene === 'pinning')), ...judgeRestarts(rows)],
    skipped: [],
  };
}

function rowsOf(strategy: string, { clients, pods }: Job): Row[] {
  return clients
    .filter(({ outcome }) => outcome)
    .map((client) => {
      const { run } = client;
      const counts = pods.map((pod) => pod.requests[run] ?? 0);
      return run === RESTART ? restartRow(strategy, client, counts) : pinningRow(strategy, client, counts);
    });
}

function pinningRow(strategy: string, { run, clients, outcome, probe }: ClientResult, counts: number[]): Row {
  const { requests, failed, errors, seconds, latency } = outcome!;
  const variant = run.includes('ghz') ? 'ghz' : undefined;
  const requestsPerSecond = requests / seconds;
  return {
    ...{ scene: 'pinning', strategy, variant, clients, requests, failed, errors, counts, latency, requestsPerSecond },
    lowLoad: probe,
  };
}

function restartRow(strategy: string, { clients, outcome }: ClientResult, counts: number[]): Row {
  const { requests, failed, errors, failures, latency } = outcome!;
  const series = failuresOverTime(failures);
  const figures = { byNewPods: counts.reduce((sum, count) => sum + count, 0) };
  return { scene: 'restart', strategy, clients, requests, failed, errors, counts, latency, series, figures };
}

/** What must hold anywhere; Linkerd gives shares by latency, on purpose. */
function judge(rows: Row[]) {
  const judge = new Judge('pinning', 0);
  for (const row of rows) {
    const name = `${row.strategy}, ${row.variant ?? 'lab'}, ${row.clients} client${row.clients > 1 ? 's' : ''}`;
    const counted = row.counts!.reduce((sum, count) => sum + count, 0);
    const missing = row.requests! - row.failed! - counted;
    judge.say(`${name}: the pods have counted what succeeded`, `${counted} of ${row.requests}`, missing <= 0);
    const largest = largestOf(row.counts!);
    if (row.strategy === 'cluster-ip' && row.clients === 1) judge.atLeast(`${name}: largest share`, largest, 85, ' %');
    if (!['cluster-ip', 'linkerd'].includes(row.strategy)) {
      judge.atMost(`${name}: largest share`, largest, (100 / row.counts!.length) * 1.025, ' %');
    }
  }
  return judge.verdicts;
}

function judgeRestarts(rows: Row[]) {
  const judge = new Judge('restart', 0);
  for (const { strategy, requests, failed, figures } of rows.filter(({ scene }) => scene === 'restart')) {
    const { byNewPods } = figures!;
    judge.say(`${strategy}: no request fails`, `${failed} of ${requests} failed`, failed === 0);
    const measured = `the pods that are there now have counted ${byNewPods} of ${requests}`;
    judge.say(`${strategy}: pods were replaced under load`, measured, byNewPods > 0 && byNewPods < requests!);
  }
  return judge.verdicts;
}

try {
  process.exitCode = main(process.argv.slice(2)) ? 0 : 1;
} catch (error) {
  if (!(error instanceof LabError)) throw error;
  console.error(`lab: ${error.message}`);
  process.exitCode = 2;
}
