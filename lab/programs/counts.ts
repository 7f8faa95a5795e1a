/** Asks every pod behind a headless name what it has counted, and prints a line for each: `counts.js --pods NAME:PORT`. */
import { promises as dns } from 'node:dns';
import { parseArgs } from 'node:util';
import { credentials, ServiceError } from '@grpc/grpc-js';
import { Pod, PodDescription } from './greeter';

const DEADLINE_MS = 10000;

const { values } = parseArgs({ options: { pods: { type: 'string', default: 'localhost:50051' } } });
const [name, port] = values.pods.split(':');

async function main(): Promise<void> {
  const addresses = await dns.lookup(name, { all: true });
  for (const { address, family } of addresses) {
    const target = family === 6 ? `[${address}]:${port}` : `${address}:${port}`;
    console.log(`lab-pod: ${JSON.stringify(await describe(target))}`);
  }
}

function describe(target: string): Promise<PodDescription> {
  const pod: any = new Pod(target, credentials.createInsecure(), { 'grpc.enable_http_proxy': 0 });
  return new Promise((resolve, reject) =>
    pod.describe({}, { deadline: Date.now() + DEADLINE_MS }, (error: ServiceError | null, answer: PodDescription) =>
      error ? reject(new Error(`${target}: ${error.message}`)) : resolve(answer),
    ),
  );
}

main().catch((error) => {
  console.error(`the pods behind ${values.pods} cannot be asked, got ${error.message}; look at their logs`);
  process.exitCode = 1;
});
