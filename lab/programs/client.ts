/**
 * The client of the lab: an ordinary grpc-js program with the adapter of docs/adapters/node.md. What it dials, and how, it is told by the
 * environment that the manifests give it. Prints what its callers saw as one line of JSON.
 */
import { parseArgs } from 'node:util';
import { Client, credentials } from '@grpc/grpc-js';
import { Greeter } from './greeter';
import { connect } from './grpcenv/client';
import { callAll, check, GreeterClient, Latency, Outcome, probe, sleep, StreamOutcome, watchAll } from './load';

/** The line that it prints, after `lab-client: `. */
export interface ClientResult {
  readonly run: string;
  /** As many clients as that many pods of a caller would be: each has its own connections. */
  readonly clients: number;
  readonly concurrency: number;
  /** Latency at low load. */
  readonly probe?: Latency;
  readonly outcome?: Outcome;
  readonly streams?: StreamOutcome;
}

const CONNECTING_MS = 100;
const CONNECT_MS = 20000;

const { values } = parseArgs({
  options: {
    run: { type: 'string', default: 'lab' },
    clients: { type: 'string', default: '1' },
    requests: { type: 'string', default: '0' },
    // So that the programs are compiled and the queues are as they will be; counted under a name of its own.
    'warm-up': { type: 'string', default: '0.3' },
    seconds: { type: 'string', default: '3600' },
    concurrency: { type: 'string', default: '50' },
    rate: { type: 'string', default: '0' },
    probe: { type: 'string', default: '0' },
    streams: { type: 'string', default: '0' },
    messages: { type: 'string', default: '10' },
    interval: { type: 'string', default: '1000' },
  },
});
const number = (option: keyof typeof values) => Number(values[option]);

async function main(): Promise<ClientResult> {
  const run = values.run;
  const clients = number('clients');
  const all = Array.from({ length: clients }, () => connect('GRPC_SERVER', 'dns:///localhost:50051', create));
  let turn = 0;
  const next = () => all[turn++ % all.length]();

  const stop = new AbortController();
  process.once('SIGTERM', () => stop.abort());
  const load = {
    run,
    stop: stop.signal,
    requests: number('requests'),
    seconds: number('seconds'),
    rate: number('rate'),
  };
  const concurrency = number('concurrency');
  for (const client of all) await connected(client);
  await callAll(next, { ...load, run: 'warm-up', requests: Infinity, seconds: number('warm-up'), concurrency });
  console.log('lab-client-ready');
  const probed = number('probe') ? await probe(next, number('probe')) : undefined;
  const [outcome, streams] = await Promise.all([
    load.requests ? callAll(next, { ...load, concurrency }) : undefined,
    number('streams') ? watchAll(next, run, number('streams'), number('messages'), number('interval')) : undefined,
  ]);
  return { run, clients, concurrency, probe: probed, outcome, streams };

  function create(target: string, options: object): GreeterClient {
    // Else several clients of one process share their connections.
    const own = clients > 1 ? { 'grpc.use_local_subchannel_pool': 1 } : {};
    return new Greeter(target, credentials.createInsecure(), { ...options, ...own }) as GreeterClient;
  }
}

/** Until all connections are there that will be: what is measured is not the start. */
async function connected(next: () => Client): Promise<void> {
  await new Promise<void>((resolve, reject) =>
    next().waitForReady(Date.now() + CONNECT_MS, (error) => (error ? reject(error) : resolve())),
  );
  for (const end = Date.now() + CONNECTING_MS; Date.now() < end; await sleep(10)) await check(next());
}

main().then(
  (result) => console.log(`lab-client: ${JSON.stringify(result)}`),
  (error) => {
    console.error(`the client could not start: ${error.message}`);
    process.exitCode = 1;
  },
);
