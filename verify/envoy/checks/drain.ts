import assert from 'node:assert';
import { sleep } from '../../support/pool';
import { EnvoyCheck } from '../check';
import { failuresOf, GreeterClient, tell } from '../client';
import { LeavingPod } from '../leaving';
import { LONG_REQUESTS, NO_SHELL, SERVER_POD } from '../settings';
import { Break, inBootstrap, managerOf } from '../subject';
import { ADDRESSES } from '../world';

const BUSY = 10;

/** Callers leave the Envoy of a pod that ends: those that send requests all the time, and one that sends none. */
export const drain: EnvoyCheck = {
  name: 'envoy/drain',
  settings: [SERVER_POD, NO_SHELL],
  seconds: 48,
  run: async (scene) => {
    const pod = await LeavingPod.start(scene);
    const clients = Array.from({ length: BUSY }, () => pod.client());
    await pod.client().call();
    const begun = sleep(2000);
    const end = begun.then(() => {
      assert.equal(pod.connections, BUSY + 1, 'the connections before the end');
      return pod.end();
    });
    const work = { milliseconds: 50 };
    const outcomes = (await Promise.all(clients.map((client) => client.callsUntil(end, 1, work)))).flat();
    const { seconds, staying } = await end;

    const failures = failuresOf(outcomes);
    const told = `${outcomes.length} requests on ${BUSY} connections and none on another, ${staying} still there at SIGTERM`;
    assert.equal(failures.length, 0, `${told}: lost ${tell(failures)}`);
    assert.equal(staying, 0, told);
    assert.ok(seconds <= pod.preStop + STOP, `idle, the pod took ${seconds.toFixed(1)} s`);
    return `${told}, no request lost; the pod took ${seconds.toFixed(1)} s (times as emitted, factor 1)`;
  },
  controls: [
    {
      broken: 'no preStop in the Envoy container',
      edit: ({ container }) => delete container.lifecycle,
      says: /10 still there at SIGTERM: lost [1-9]/,
    },
    {
      broken: 'a preStop that asks with GET',
      edit: inHook((command) => command.replace('POST', 'GET')),
      settings: [SERVER_POD],
      says: /10 still there at SIGTERM: lost [1-9]/,
    },
    {
      broken: 'quiet connections stay',
      settings: [SERVER_POD],
      edit: inBootstrap((config) => delete managerOf(config).common_http_protocol_options),
      says: /1 still there at SIGTERM$/,
    },
    {
      broken: 'a preStop that waits whatever is under way',
      settings: [SERVER_POD],
      edit: inHook((command) => command.replace('until idle ||', 'until')),
      says: /idle, the pod took 4\d/,
    },
    {
      broken: 'connections of any age',
      settings: [NO_SHELL],
      edit: inBootstrap((config) => delete managerOf(config).common_http_protocol_options),
      says: /11 still there at SIGTERM: lost [1-9]/,
    },
  ],
};

/** Longest time in seconds for everything to stop. */
const STOP = 6;

/** A part of `longestRequest`, as not to measure the rounding of a second. */
const LONG = 0.8;

/** The application of a pod that ends has nothing to do, and its Envoy has long requests under way to other pods. */
export const longRequests: EnvoyCheck = {
  name: 'envoy/drain-waits',
  settings: [LONG_REQUESTS],
  seconds: 45,
  run: async (scene) => {
    const pod = await LeavingPod.start(scene, ADDRESSES.slice(1));
    const milliseconds = LONG * 1000 * (scene.subject.terminationGracePeriod - pod.preStop - 5);
    const [busy, quiet] = [pod.client(), pod.client()];
    await Promise.all([busy, quiet].map((client) => client.call()));
    const long = (client: GreeterClient) => client.call({ milliseconds }, 100);
    const before = long(busy);
    await sleep(500);
    const end = pod.end();
    // Late, on a connection on which there was no response since the drain began.
    const late = sleep(pod.preStop * 1000 - 2000).then(() => long(quiet));
    const outcomes = await Promise.all([before, late]);
    const { seconds } = await end;

    const [lostBefore, lostLate] = outcomes.map(({ code }) => (code === 0 ? 'answered' : 'lost'));
    const told = `requests of ${milliseconds / 1000} s: that under way when the pod began to end ${lostBefore}, that sent late on a quiet connection ${lostLate}`;
    assert.equal(failuresOf(outcomes).length, 0, `${told}: ${tell(failuresOf(outcomes))}`);
    assert.ok(seconds <= milliseconds / 1000 + STOP, `${told}; then the pod stayed, ${seconds.toFixed(1)} s in all`);
    return `${told}; the pod, idle since ${pod.preStop} s, took ${seconds.toFixed(1)} s`;
  },
  controls: [
    {
      broken: 'a hook that drains and returns',
      settings: [LONG_REQUESTS],
      edit: inHook((command) => command.replace(/\nsleep[^]*/, '')),
      says: /when the pod began to end lost, .* quiet connection answered/,
    },
    {
      broken: 'a hook that returns after its preStop, and quiet connections that stay',
      settings: [LONG_REQUESTS],
      edit: (subject) => {
        inHook((command) => command.replace(/\nuntil[^]*/, ''))(subject);
        inBootstrap((config) => delete managerOf(config).common_http_protocol_options)(subject);
      },
      says: /when the pod began to end lost, .* quiet connection lost/,
    },
  ],
};

function inHook(edit: (command: string) => string): Break {
  return ({ container }) => {
    const { command } = container.lifecycle.preStop.exec;
    command[2] = edit(command[2]);
  };
}
