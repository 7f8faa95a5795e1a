import assert from 'node:assert';
import { sleep } from '../../support/pool';
import { GrpcCheck } from '../check';
import { Fleet, Scene } from '../fleet';
import { argumentsOf, inArguments } from '../subject';

const INTERVALS = 8;

/** The languages whose servers punish pings; grpc-js has no such code. */
const ENFORCING: GrpcCheck['fleets'] = [['go', 'java', 'python']];

const PODS = 3;

/** Time for so many pings of the client, in milliseconds. */
function idle(scene: Scene): number {
  const time = Number(argumentsOf(scene.subject, 'client')['grpc.keepalive_time_ms']);
  return (INTERVALS + 0.5) * time;
}

/** Takes a permission away from a server, and its own pings: an answered one spares some clients theirs. */
function forbid(permission: string) {
  return inArguments('server', (args) => {
    delete args[permission];
    delete args['grpc.keepalive_time_ms'];
  });
}

/** Streams on which nothing is said are not cut by servers that punish pings. */
export const idleStreams: GrpcCheck = {
  name: 'grpc/idle-streams',
  variant: 'fast-pings',
  fleets: ENFORCING,
  seconds: 95,
  load: 'idle',
  run: async (scene) => {
    const fleet = await Fleet.start(scene, { pods: PODS });
    await fleet.warmUp();
    const before = fleet.pods.map(({ requests }) => requests.length);
    // In turn: the channel gives each pod one.
    for (let stream = 0; stream < PODS; stream++) await Promise.all(fleet.clients.map((client) => client.watch()));
    const opened = fleet.pods.map(({ requests }, pod) => requests.length - before[pod]);
    assert.ok(
      opened.every((count) => count === fleet.clients.length),
      `streams per pod: ${opened.join(' / ')}`,
    );
    const start = Date.now();
    await sleep(idle(scene));

    const told = fleet.clients.map(({ language, ended }) => {
      const [first] = ended;
      const how = first ? ` (after ${((first.time - start) / 1000).toFixed(0)} s: ${first.status})` : '';
      return `${language} ${ended.length}${how}`;
    });
    assert.ok(
      fleet.clients.every(({ ended }) => ended.length === 0),
      `of ${PODS} streams were cut: ${told.join(', ')}`,
    );
    return `streams of each client to pods in Go, Java and Python were idle for ${idle(scene) / 1000} s and live`;
  },
  controls: [
    {
      broken: 'the server permits no more pings than by default',
      edit: forbid('grpc.http2.min_ping_interval_without_data_ms'),
      says: /node 3 .*, python 3 .*, go 3 .*, java 3 /,
    },
  ],
};

/** Nor are connections without any stream. */
export const idleConnections: GrpcCheck = {
  name: 'grpc/idle-connections',
  variant: 'fast-pings',
  fleets: ENFORCING,
  seconds: 95,
  load: 'idle',
  run: async (scene) => {
    const fleet = await Fleet.start(scene, { pods: PODS });
    await fleet.warmUp();
    await sleep(idle(scene));
    await fleet.callAll(30);
    const lost = fleet.clients.map(({ language }) => ({
      language,
      pods: fleet.pods.filter((pod) => pod.connectionsOf(language).length !== 1).map((pod) => pod.language),
    }));
    const told = lost.map(({ language, pods }) => `${language} ${pods.length ? pods.join(' and ') : 'none'}`);
    assert.ok(
      lost.every(({ pods }) => pods.length === 0),
      `connections that were lost: ${told.join(', ')}`,
    );
    return `connections of each client to pods in Go, Java and Python were idle for ${idle(scene) / 1000} s and are those in use`;
  },
  controls: [
    {
      broken: 'the server permits no pings without a stream',
      edit: forbid('grpc.keepalive_permit_without_calls'),
      says: /node go and java and python, python go and java and python, go go and java and python, java go and java and python/,
    },
  ],
};
