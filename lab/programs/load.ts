import { Client, Metadata, ServiceError, status } from '@grpc/grpc-js';

/** A client of the greeter, as grpc-js makes it. */
export type GreeterClient = Client & Record<string, any>;

/** What the callers saw. */
export interface Outcome {
  readonly requests: number;
  readonly failed: number;
  /** How many of each failure. */
  readonly errors: Record<string, number>;
  readonly seconds: number;
  /** Of the requests that succeeded, in milliseconds. */
  readonly latency: Latency;
  /** Failures per tenth of a second since the start. */
  readonly failures: number[];
}

export interface Latency {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

export interface Load {
  readonly run: string;
  /** End after so many requests … */
  readonly requests: number;
  /** … or so many seconds, whatever comes first. */
  readonly seconds: number;
  /** Requests under way at once. */
  readonly concurrency: number;
  /** Requests a second at most; 0: as fast as answers come. */
  readonly rate: number;
  /** Ends it before. */
  readonly stop?: AbortSignal;
}

const DEADLINE_MS = 10000;

/** Calls the greeter by several callers at once, each of which waits for its answer. */
export async function callAll(next: () => GreeterClient, load: Load): Promise<Outcome> {
  const latencies: number[] = [];
  const errors: Record<string, number> = {};
  const failures: number[] = [];
  const begin = performance.now();
  const elapsed = () => (performance.now() - begin) / 1000;
  let sent = 0;

  const one = async () => {
    while (sent < load.requests && elapsed() < load.seconds && !load.stop?.aborted) {
      const due = load.rate ? sent / load.rate : 0;
      sent++;
      if (due > elapsed()) await sleep((due - elapsed()) * 1000);
      const start = performance.now();
      const error = await sayHello(next(), load.run);
      if (!error) latencies.push(performance.now() - start);
      else note(error);
    }
  };
  const note = (error: ServiceError) => {
    const text = `${status[error.code]}: ${error.details.replace(/\d+\.\d+\.\d+\.\d+:\d+/g, '<address>').slice(0, 120)}`;
    errors[text] = (errors[text] ?? 0) + 1;
    const tenth = Math.floor(elapsed() * 10);
    failures[tenth] = (failures[tenth] ?? 0) + 1;
  };
  await Promise.all(Array.from({ length: load.concurrency }, one));

  const seconds = elapsed();
  const failed = sent - latencies.length;
  return { requests: sent, failed, errors, seconds, latency: quantiles(latencies), failures: filled(failures) };
}

/** Calls one after the other what takes no turn in the pod's queue: the way to the pod and back, and nothing else. */
export async function probe(next: () => Client, count: number): Promise<Latency> {
  const latencies: number[] = [];
  for (let sent = -count; sent < count; sent++) {
    const start = performance.now();
    await check(next());
    // The first half only warms up.
    if (sent >= 0) latencies.push(performance.now() - start);
  }
  return quantiles(latencies);
}

/** What the callers of streams saw. */
export interface StreamOutcome {
  readonly streams: number;
  /** Streams that had all their messages. */
  readonly whole: number;
  readonly errors: Record<string, number>;
}

/** Opens streams at once, and waits for their end. */
export async function watchAll(
  next: () => GreeterClient,
  run: string,
  streams: number,
  messages: number,
  intervalMs: number,
): Promise<StreamOutcome> {
  const errors: Record<string, number> = {};
  const one = () =>
    new Promise<boolean>((resolve) => {
      let received = 0;
      const stream = next().watch({ run, messages, intervalMs });
      stream.on('data', () => received++);
      stream.on('end', () => resolve(received === messages));
      stream.on('error', (error: ServiceError) => {
        const text = `${status[error.code]}: ${error.details}`;
        errors[text] = (errors[text] ?? 0) + 1;
        resolve(false);
      });
    });
  const ends = await Promise.all(Array.from({ length: streams }, one));
  return { streams, whole: ends.filter(Boolean).length, errors };
}

/** The health check, which every server has. */
export function check(client: Client): Promise<ServiceError | null> {
  const path = '/grpc.health.v1.Health/Check';
  const nothing = () => Buffer.alloc(0);
  return new Promise((resolve) =>
    client.makeUnaryRequest(path, nothing, () => undefined, undefined, new Metadata(), deadline(), resolve),
  );
}

function sayHello(client: GreeterClient, run: string): Promise<ServiceError | null> {
  return new Promise((resolve) => client.sayHello({ run }, deadline(), resolve));
}

const deadline = () => ({ deadline: Date.now() + DEADLINE_MS });

export const sleep = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

function quantiles(values: number[]): Latency {
  const sorted = Float64Array.from(values).sort();
  const at = (quantile: number) => sorted[Math.max(0, Math.ceil(quantile * sorted.length) - 1)] ?? 0;
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) };
}

const filled = (sparse: number[]) => Array.from(sparse, (value) => value ?? 0);
