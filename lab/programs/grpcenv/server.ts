import { Server, type ServerOptions } from '@grpc/grpc-js';
import { MS, readArguments, type Known } from './env.js';

const KNOWN: Known = {
  'grpc.max_connection_age_ms': MS,
  'grpc.max_connection_age_grace_ms': MS,
  'grpc.keepalive_time_ms': MS,
  'grpc.keepalive_timeout_ms': MS,
};

/**
 * A server that leaves gracefully on SIGTERM: `beforeStop` (set health to NOT_SERVING there), no new RPC, then the open ones get `drainMs`.
 * Without `drainMs` the bound is the grace of the environment, or 30 s.
 */
export function createServer(beforeStop: () => void, drainMs?: number, options: ServerOptions = {}): Server {
  const { applied, log } = readArguments('GRPC_SERVER_OPTIONS', KNOWN);
  const bound = drainMs ?? Number(applied['grpc.max_connection_age_grace_ms'] ?? 30000);
  console.error(`grpcenv: ${log}, drain bound ${bound} ms`);
  const server = new Server({ ...options, ...applied });
  process.once('SIGTERM', () => {
    beforeStop();
    setTimeout(() => process.exit(1), bound); // whatever is still open is cut
    server.tryShutdown(() => process.exit(0));
  });
  return server;
}
