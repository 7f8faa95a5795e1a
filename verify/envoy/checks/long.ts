import assert from 'node:assert';
import { status } from '@grpc/grpc-js';
import { EnvoyCheck } from '../check';
import { tell } from '../client';
import { BOTH, NO_SHELL } from '../settings';
import { inBootstrap, managerOf, routeOf } from '../subject';
import { World } from '../world';

const STREAM = 60000;

/** Silent for the whole time: that is what proxies cut. */
export const stream: EnvoyCheck = {
  name: 'envoy/stream',
  // In the last one connections are told to leave long before the stream ends.
  settings: [...BOTH, NO_SHELL],
  seconds: 63,
  run: async (scene) => {
    // Without pings: grpc-js takes a connection that was told to leave for dead at its next one.
    const client = (await World.start(scene)).client({ 'grpc.keepalive_time_ms': 2 ** 31 - 1 });
    const { answers, code, details, milliseconds } = await client.watch({ milliseconds: STREAM });
    const told = `${answers} answers in ${(milliseconds / 1000).toFixed(1)} s, ${status[code]} ${details}`;
    assert.ok(code === status.OK && answers === 2 && milliseconds >= STREAM, `the stream was cut: ${told}`);
    return told;
  },
  controls: [
    {
      broken: 'silent streams end after 20 s',
      edit: inBootstrap((config) => (managerOf(config).stream_idle_timeout = '20s')),
      says: /the stream was cut: 1 answers in 2\d/,
    },
  ],
};

const UNARY = 17000;

/** Envoy reads the deadline of a client as a timeout; without one its own holds. */
export const longUnary: EnvoyCheck = {
  name: 'envoy/long-unary',
  settings: BOTH,
  seconds: 19,
  run: async (scene) => {
    const client = (await World.start(scene)).client();
    const calls = [60, Infinity].map(async (deadline) => {
      const outcome = await client.call({ milliseconds: UNARY }, deadline);
      const time = ((outcome.ended - outcome.started) / 1000).toFixed(1);
      const which = Number.isFinite(deadline) ? `a deadline of ${deadline} s` : 'no deadline';
      assert.equal(outcome.code, status.OK, `the call with ${which} failed after ${time} s: ${tell([outcome])}`);
      return `with ${which} answered after ${time} s`;
    });
    return (await Promise.all(calls)).join(', ');
  },
  controls: [
    {
      broken: "the route's defaults",
      edit: inBootstrap((config) => {
        delete routeOf(config).timeout;
        delete routeOf(config).max_stream_duration;
      }),
      says: /deadline.* failed after 15/,
    },
    {
      broken: 'a limit on the deadlines of clients',
      edit: inBootstrap((config) => (routeOf(config).max_stream_duration.grpc_timeout_header_max = '5s')),
      says: /60 s failed after 5/,
    },
  ],
};
