/** A client that is told what to do line by line; see verify/grpc/client.ts. */
import { createInterface } from 'node:readline';
import { credentials, makeClientConstructor, status, type ServiceError, type StatusObject } from '@grpc/grpc-js';
import { EMPTY, FLEET } from './fleet.js';
import { connect } from './grpcenv/client.js';

const Fleet = makeClientConstructor(FLEET, 'verify.Fleet');
const fleet = connect('GRPC_SERVER', '', (target, options) => new Fleet(target, credentials.createInsecure(), options));

const tell = ({ code, details }: StatusObject) => `${status[code]} ${details}`.replace(/\s+/g, ' ');

/** One call; what went wrong. */
function once(): Promise<string | undefined> {
  return new Promise((resolve) => {
    const deadline = Date.now() + 60000;
    fleet().call(EMPTY, { deadline }, (error: ServiceError | null) => resolve(error ? tell(error) : undefined));
  });
}

async function call(count: number, width: number): Promise<void> {
  const failures: string[] = [];
  let started = 0;
  const worker = async () => {
    while (started++ < count) {
      const failure = await once();
      if (failure) failures.push(failure);
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
  console.log(`called ${count - failures.length} ${failures.length} ${failures[0] ?? ''}`);
}

function watch(): void {
  const stream = fleet().watch(EMPTY);
  stream.on('data', () => console.log('watching'));
  stream.on('error', () => {}); // it has a status, too
  stream.on('status', (end: StatusObject) => console.log(`ended ${tell(end)}`));
}

createInterface({ input: process.stdin }).on('line', (line) => {
  const [command, count, width] = line.split(' ');
  if (command === 'call') void call(Number(count), Number(width));
  else watch();
});
console.log('ready');
