/**
 * Runs ghz (github.com/bojand/ghz), a gRPC client that is not ours, against the target of the environment, and prints what it measured as the
 * lab's own client does. ghz reads no channel options: of them it is told what its flags can say, the balancing.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { ClientResult } from './client';
import type { Latency } from './load';

const { values } = parseArgs({
  options: {
    run: { type: 'string', default: 'lab-ghz' },
    requests: { type: 'string', default: '10000' },
    concurrency: { type: 'string', default: '50' },
    connections: { type: 'string', default: '1' },
  },
});

function main(): ClientResult {
  const target = process.env.GRPC_SERVER_GRPC_TARGET;
  if (!target) throw new Error('GRPC_SERVER_GRPC_TARGET is not set; run it in a pod that the manifests describe');
  const balances = (process.env.GRPC_SERVER_GRPC_CHANNEL_OPTIONS ?? '').includes('round_robin');
  const { run, requests, concurrency, connections } = values;
  const { status, stdout, stderr, error } = spawnSync(
    'ghz',
    [
      ...['--insecure', '--proto', join(__dirname, 'greeter.proto'), '--call', 'lab.v1.Greeter/SayHello'],
      ...['--data', JSON.stringify({ run }), '--total', requests, '--concurrency', concurrency],
      ...['--connections', connections, '--format', 'json', ...(balances ? ['--lb-strategy', 'round_robin'] : [])],
      target,
    ],
    { encoding: 'utf8', maxBuffer: 2 ** 30 },
  );
  if (error || status !== 0) throw new Error(`ghz ended with ${status}, got '${error?.message ?? stderr.trim()}'`);
  return resultOf(JSON.parse(stdout));
}

/** ghz counts time in nanoseconds. */
function resultOf(report: any): ClientResult {
  const { OK: succeeded = 0, ...failures } = report.statusCodeDistribution ?? {};
  const latency: Latency = { ...quantiles(report.latencyDistribution ?? []), max: report.slowest / 1e6 };
  const outcome = {
    ...{ requests: report.count, failed: report.count - succeeded, errors: failures, failures: [] },
    ...{ seconds: report.total / 1e9, latency },
  };
  return { run: values.run, clients: Number(values.connections), concurrency: Number(values.concurrency), outcome };
}

function quantiles(distribution: { percentage: number; latency: number }[]): Omit<Latency, 'max'> {
  const at = (percent: number) => (distribution.find(({ percentage }) => percentage === percent)?.latency ?? 0) / 1e6;
  return { p50: at(50), p95: at(95), p99: at(99) };
}

try {
  console.log(`lab-client: ${JSON.stringify(main())}`);
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
