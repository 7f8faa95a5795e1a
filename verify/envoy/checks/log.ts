import assert from 'node:assert';
import { status } from '@grpc/grpc-js';
import { sleep } from '../../support/pool';
import { EnvoyCheck } from '../check';
import { BOTH } from '../settings';
import { inBootstrap, managerOf } from '../subject';
import { ADDRESSES, World } from '../world';

const PATH = '/acme.greeter.v1.Greeter/SayHello';
const GONE = '127.0.1.9';

/** A line for what Envoy could not serve, and none for answers, errors of the application, and callers that gave up. */
export const log: EnvoyCheck = {
  name: 'envoy/log',
  settings: BOTH,
  seconds: 10,
  run: async (scene) => {
    const world = await World.start(scene, { ready: ADDRESSES.slice(0, 1) });
    const client = world.client();
    const served = [await client.call(), await client.call({ code: status.UNKNOWN })];
    const givenUp = await client.giveUp({ milliseconds: 2000 }, 500);
    world.setReady([GONE]);
    await sleep(world.refresh + 1000);
    const failed = await client.call();
    const codes = [served[0].code, served[1].code, givenUp, failed.code];
    const expected = [status.OK, status.UNKNOWN, status.CANCELLED, status.UNAVAILABLE];
    assert.deepEqual(codes, expected, `calls ended with ${codes.join(', ')}`);
    // It writes every 10 s, and at its end.
    await world.envoy.stop();
    const lines = world.envoy.printed().split('\n').filter(Boolean);
    assert.equal(lines.length, 1, `${lines.length} lines: ${lines.join(' ')}`);
    const { flags, path, grpc_status, upstream } = JSON.parse(lines[0]);
    const told = `${flags} ${path} ${grpc_status} ${upstream}`;
    assert.match(told, new RegExp(`\\bUF\\b.* ${PATH} Unavailable ${GONE}:`));
    return `of four requests, only the one that reached no pod is told: ${told}`;
  },
  controls: [
    {
      broken: 'no access log',
      edit: inBootstrap((config) => delete managerOf(config).access_log),
      says: /^0 lines/,
    },
    {
      broken: 'every request is told',
      edit: inBootstrap((config) => delete managerOf(config).access_log[0].filter),
      says: /^4 lines/,
    },
    {
      broken: 'any flag is told',
      edit: inBootstrap((config) => (managerOf(config).access_log[0].filter.response_flag_filter = {})),
      says: /^2 lines/,
    },
  ],
};
