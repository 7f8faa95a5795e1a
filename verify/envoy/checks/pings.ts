import assert from 'node:assert';
import { createServer } from 'node:http2';
import { AddressInfo, connect, createServer as createNode } from 'node:net';
import { join } from 'node:path';
import pinned from '../../engines.json';
import { sleep } from '../../support/pool';
import { start } from '../../support/processes';
import { EnvoyCheck } from '../check';
import { failuresOf, GreeterClient, tell } from '../client';
import { Work } from '../pod';
import { BOTH, SERVER_POD } from '../settings';
import { clusterOf, inBootstrap, managerOf } from '../subject';
import { ADDRESSES, World } from '../world';

/** Longer than the 30 s (and 15 % jitter) after which keepalive is commonly set to ping. */
const IDLE = 36000;

const ROOT = join(__dirname, '../../..');

/** A server whose image nobody can change closes connections on which it gets pings without requests. */
export const pings: EnvoyCheck = {
  name: 'envoy/no-pings',
  settings: BOTH,
  seconds: 40,
  run: async (scene) => {
    const pair = ADDRESSES.slice(0, 2);
    const world = await World.start(scene, { ready: pair, foreign: pair });
    await startCore(`${pair[0]}:${world.port}`);
    const counter = await startCounter(pair[1], world.port);
    // The client's own keepalive ends at Envoy and has no part in this.
    const client = world.client();
    const callEach = async () => {
      const failures = failuresOf(await client.calls(2, 1));
      assert.equal(failures.length, 0, `failures: ${tell(failures)}`);
    };
    await callEach();
    await sleep(IDLE);
    await callEach();
    // Not their number: the client may have come to another worker, which has its own.
    const closed = await world.sum('envoy_cluster_upstream_cx_destroy');
    assert.equal(closed, 0, `the server closed ${closed} idle connections`);
    assert.equal(counter.pings, 0, `${counter.pings} pings on an idle connection`);
    return `two connections are idle for ${IDLE / 1000} s and not closed, no pings`;
  },
  controls: [
    {
      broken: 'a ping every 5 s',
      edit: pingEvery('5s'),
      says: /the server closed 1 idle connections/,
    },
    {
      broken: 'a ping every 30 s',
      edit: pingEvery('30s'),
      says: /[1-9] pings on an idle connection/,
    },
  ],
};

/** Above the 30 s between two pings, their jitter of 15 %, and the 10 s in which they are to be answered. */
const NOTICED = 46000;

/** A caller whose node is gone does not take its leave: its streams must not stay for ever. */
export const goneCallers: EnvoyCheck = {
  name: 'envoy/gone-callers',
  settings: [SERVER_POD],
  seconds: 50,
  run: async (scene) => {
    const world = await World.start(scene);
    const work = { milliseconds: 2 * NOTICED };
    void world.client().watch(work);
    const vanish = await beginWatch(world, work);
    await sleep(1000);
    const connections = () => world.sum('envoy_http_downstream_cx_active');
    assert.equal(await connections(), 2, 'a caller is not connected');
    vanish();
    await sleep(NOTICED);
    const left = await connections();
    assert.equal(left, 1, `${left} connections are left of a caller that waits and one that is gone`);
    return `a stream whose caller answers no ping is given up within ${NOTICED / 1000} s, one whose caller does is kept`;
  },
  controls: [
    {
      broken: 'no pings of callers',
      edit: inBootstrap((config) => delete managerOf(config).http2_protocol_options.connection_keepalive),
      says: /2 connections are left/,
    },
  ],
};

/** A caller with a stream under way; it is gone, without a word, when what is returned is called. */
async function beginWatch({ config }: World, work: Work): Promise<() => void> {
  const { port_value } = config.static_resources.listeners[0].address.socket_address;
  let vanish = () => {};
  const node = createNode((caller) => {
    const envoy = connect(port_value, '127.0.0.1');
    caller.pipe(envoy);
    envoy.pipe(caller);
    vanish = () => void [caller.unpipe(envoy).resume(), envoy.unpipe(caller).resume()];
  });
  await new Promise<void>((resolve) => node.listen(0, '127.0.0.1', resolve));
  void new GreeterClient(`dns:///127.0.0.1:${(node.address() as AddressInfo).port}`, {}).watch(work);
  return () => vanish();
}

function pingEvery(interval: string) {
  return inBootstrap((config) => {
    const [options] = Object.values<any>(clusterOf(config).typed_extension_protocol_options);
    options.explicit_http_config.http2_protocol_options = { connection_keepalive: { interval, timeout: '5s' } };
  });
}

/** A server that answers every call with nothing but its status, and counts pings. */
async function startCounter(address: string, port: number): Promise<{ pings: number }> {
  const counter = { pings: 0 };
  const server = createServer();
  server.on('session', (session) => session.on('ping', () => counter.pings++));
  server.on('stream', (stream) => {
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
    stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
    // One message: no compression, two bytes, an empty object.
    stream.end(Buffer.from([0, 0, 0, 0, 2, 0x7b, 0x7d]));
  });
  await new Promise<void>((resolve) => server.listen(port, address, resolve));
  return counter;
}

async function startCore(address: string): Promise<void> {
  const { grpcio, typing_extensions } = pinned.envoy;
  const folders = [`grpcio-${grpcio}`, `typing_extensions-${typing_extensions}`];
  const child = start('python3', [join(__dirname, '../core_server.py'), address], {
    env: { ...process.env, PYTHONPATH: folders.map((folder) => join(ROOT, '.cache/verify', folder)).join(':') },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise((resolve, reject) => {
    child.stdout!.once('data', resolve);
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}`)));
  });
}
