/**
 * The server of the lab: an ordinary grpc-js program with the adapter of docs/adapters/node.md, and nothing about balancing.
 * It counts what it receives: its counts, not the client's, are what the lab reports.
 */
import { hostname } from 'node:os';
import {
  sendUnaryData,
  ServerCredentials,
  ServerUnaryCall,
  ServerWritableStream,
  UntypedHandleCall,
} from '@grpc/grpc-js';
import { HealthImplementation } from 'grpc-health-check';
import { Capacity } from './capacity';
import { Greeter, Pod, PodDescription } from './greeter';
import { createServer } from './grpcenv/server';

interface WatchRequest {
  readonly run: string;
  readonly messages: number;
  readonly intervalMs: number;
}

const pod = process.env.POD_NAME ?? hostname();
const capacity = Capacity.fromEnvironment();
const requests: Record<string, number> = {};
/** The callers' addresses and ports, by run. */
const peers: Record<string, Set<string>> = {};

function count(call: { getPeer(): string; request: { run: string } }): void {
  const { run } = call.request;
  requests[run] = (requests[run] ?? 0) + 1;
  (peers[run] ??= new Set()).add(call.getPeer());
}

function describe(): PodDescription {
  const connections = Object.fromEntries(Object.entries(peers).map(([run, { size }]) => [run, size]));
  return { pod, requests, connections, capacity: String(capacity) };
}

function watch(call: ServerWritableStream<WatchRequest, { pod: string }>): void {
  count(call);
  const { messages, intervalMs } = call.request;
  let left = messages;
  const send = () => {
    call.write({ pod });
    left--;
    if (left > 0) return;
    clearInterval(timer);
    call.end();
  };
  const timer = setInterval(send, intervalMs);
  call.on('cancelled', () => clearInterval(timer));
  send();
}

const greeter: Record<string, UntypedHandleCall> = {
  sayHello: (call: ServerUnaryCall<{ run: string }, { pod: string }>, callback: sendUnaryData<{ pod: string }>) => {
    count(call);
    capacity.take(() => callback(null, { pod }));
  },
  watch,
};

const health = new HealthImplementation({ '': 'SERVING' });
const server = createServer(() => health.setStatus('', 'NOT_SERVING'));
health.addToServer(server);
server.addService(Greeter.service, greeter);
server.addService(Pod.service, {
  describe: (_call: unknown, callback: sendUnaryData<PodDescription>) => callback(null, describe()),
});
// What a pod has counted must outlive it.
process.once('exit', () => console.log(`lab-pod: ${JSON.stringify(describe())}`));

const address = `${process.env.LISTEN_ADDRESS ?? '0.0.0.0'}:${process.env.PORT ?? 50051}`;
server.bindAsync(address, ServerCredentials.createInsecure(), (error) => {
  if (error) {
    console.error(`cannot listen on ${address}, got ${error.message}; end the program that has the port`);
    process.exit(1);
  }
  console.log(`listening on ${address}, ${capacity}`);
});
