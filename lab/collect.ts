/**
 * Makes the report of what the Jobs of examples/lab have printed, for one strategy or several:
 *
 *   kubectl -n grpc-lab logs job/lab-client >  istio.log
 *   kubectl -n grpc-lab logs job/lab-ghz    >> istio.log
 *   npm run lab:collect -- istio=istio.log cluster-ip=cluster-ip.log
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { LabError } from './errors';
import { writeReport } from './page/write';
import type { ClientResult } from './programs/client';
import type { PodDescription } from './programs/greeter';
import { largestOf, Results, Row } from './results';
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
  readonly clients: ClientResult[];
  /** The last that was said of each pod. */
  readonly pods: PodDescription[];
}

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
  const lines = read(file).split('\n');
  const clients = parsed<ClientResult>(lines, 'lab-client: ', file);
  const pods = new Map(parsed<PodDescription>(lines, 'lab-pod: ', file).map((pod) => [pod.pod, pod]));
  if (!clients.length || !pods.size) {
    const got = `${clients.length} results of clients and ${pods.size} pods`;
    throw new LabError(
      `'${file}' is no log of a Job that has ended, got ${got}; wait for 'kubectl -n grpc-lab wait --for=condition=complete job --all'`,
    );
  }
  return { strategy, clients, pods: [...pods.values()] };
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new LabError(`'${file}' cannot be read, got '${(error as Error).message}'; save 'kubectl logs' there`);
  }
}

/** What follows a mark; logs may have other lines, and a prefix before the mark. */
function parsed<T>(lines: string[], mark: string, file: string): T[] {
  const texts = lines.filter((line) => line.includes(mark)).map((line) => line.slice(line.indexOf(mark) + mark.length));
  return texts.map((text) => {
    try {
      return JSON.parse(text);
    } catch {
      throw new LabError(`a line of '${file}' is cut, got '${text.slice(0, 40)} …'; take the whole log`);
    }
  });
}

function resultsOf(logs: Log[]): Results {
  const rows = logs.flatMap((log) => log.clients.filter(({ outcome }) => outcome).map((client) => rowOf(log, client)));
  const [{ pods }] = logs;
  const { outcome, concurrency } = logs[0].clients.find((client) => client.outcome)!;
  return {
    scenes: [{ name: 'pinning', title: 'One connection: who gets the requests?', capacity: pods[0].capacity }],
    settings: { replicas: pods.length, requests: outcome!.requests, concurrency, seed: 0, margin: 0 },
    place: 'a cluster',
    real: ['the cluster, its proxies and its DNS', 'gRPC: servers and the client are @grpc/grpc-js; ghz is grpc-go'],
    simulated: ['the capacity of a pod: requests wait for their turn, by a clock; no work is done'],
    rows,
    verdicts: judge(rows),
    skipped: [],
  };
}

function rowOf({ strategy, pods }: Log, { run, clients, outcome, probe }: ClientResult): Row {
  const { requests, failed, errors, seconds, latency } = outcome!;
  const counts = pods.map((pod) => pod.requests[run] ?? 0);
  const variant = run.includes('ghz') ? 'ghz' : undefined;
  const requestsPerSecond = requests / seconds;
  return {
    scene: 'pinning',
    strategy,
    variant,
    clients,
    requests,
    failed,
    errors,
    counts,
    latency,
    requestsPerSecond,
    lowLoad: probe,
  };
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

try {
  process.exitCode = main(process.argv.slice(2)) ? 0 : 1;
} catch (error) {
  if (!(error instanceof LabError)) throw error;
  console.error(`lab: ${error.message}`);
  process.exitCode = 2;
}
