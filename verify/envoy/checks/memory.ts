import assert from 'node:assert';
import { ClientHttp2Session, connect, createServer } from 'node:http2';
import { sleep } from '../../support/pool';
import { EnvoyCheck } from '../check';
import { BOTH } from '../settings';
import { clusterOf, inBootstrap, managerOf } from '../subject';
import { ADDRESSES, World } from '../world';

/** So many that all workers have some. */
const CALLERS = 40;
const REQUESTS = 25;
const ANSWER = Buffer.alloc(4 * 1024 * 1024);

/** Of the memory limit; the rest is for other callers. */
const PART = 0.6;

/** Callers that ask for much and read nothing: Envoy holds what pods have sent. */
export const memory: EnvoyCheck = {
  name: 'envoy/memory',
  settings: BOTH,
  seconds: 15,
  busy: true,
  run: async (scene) => {
    const world = await World.start(scene, { foreign: ADDRESSES });
    await Promise.all(ADDRESSES.map((address) => startGenerous(address, world.port)));
    const limit = parseInt(scene.subject.container.resources.limits.memory);
    for (let caller = 0; caller < CALLERS; caller++) askAndForget(world);
    const peak = await settled(() => world.envoy.peakMemory());
    const told = `${CALLERS * REQUESTS} answers of 4 MiB that nobody reads: Envoy took ${peak.toFixed(0)} of ${limit} MiB`;
    assert.ok(peak < PART * limit, told);
    return told;
  },
  controls: [
    {
      broken: "Envoy's own windows, and no limit of its heap",
      edit: inBootstrap((config) => {
        managerOf(config).http2_protocol_options = { max_concurrent_streams: 100000 };
        const [options] = Object.values<any>(clusterOf(config).typed_extension_protocol_options);
        options.explicit_http_config.http2_protocol_options = {};
        delete config.overload_manager.actions;
      }),
      says: /Envoy took \d{3} of 256 MiB/,
    },
  ],
};

/** What a measure comes to when it no longer grows. */
async function settled(measure: () => number): Promise<number> {
  for (let before = -1, now = measure(); ; before = now, now = measure()) {
    if (now === before) return now;
    await sleep(3000);
  }
}

/** A pod that answers at once and as fast as it may. */
function startGenerous(address: string, port: number): Promise<void> {
  const server = createServer({ settings: { maxConcurrentStreams: 100000 } });
  server.on('stream', (stream) => {
    stream.on('error', () => {});
    stream.respond({ ':status': 200, 'content-type': 'application/grpc' });
    stream.end(ANSWER);
  });
  return new Promise((resolve) => server.listen(port, address, resolve));
}

function askAndForget({ config }: World): ClientHttp2Session {
  const { port_value } = config.static_resources.listeners[0].address.socket_address;
  const session = connect(`http://127.0.0.1:${port_value}`, { settings: { initialWindowSize: 0 } });
  session.on('error', () => {});
  const headers = { ':method': 'POST', ':path': '/a.B/C', 'content-type': 'application/grpc', te: 'trailers' };
  for (let request = 0; request < REQUESTS; request++)
    session
      .request(headers)
      .on('error', () => {})
      .end();
  return session;
}
