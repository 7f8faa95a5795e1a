import assert from 'node:assert';
import { EACH, GrpcCheck } from '../check';
import { Fleet } from '../fleet';
import { inArguments } from '../subject';

/** Of each client. */
const CALLS = 1000;

/** All clients at once, five pods: each client's requests are spread evenly, and so is their sum. */
export const balance: GrpcCheck = {
  name: 'grpc/balance',
  variant: 'example',
  fleets: EACH,
  seconds: 10,
  load: 'busy',
  run: async (scene) => {
    const fleet = await Fleet.start(scene, { publishedConfig: { loadBalancingConfig: [{ pick_first: {} }] } });
    await fleet.warmUp();
    const before = fleet.pods.map(({ requests }) => requests.length);
    const outcome = await fleet.callAll(CALLS);
    assert.equal(outcome.failed, 0, `${outcome.failed} calls failed: ${outcome.failure}`);

    const received = fleet.pods.map(({ requests }, pod) => requests.slice(before[pod]));
    const counts = fleet.clients.map(({ language }) => ({
      name: language as string,
      perPod: received.map((requests) => requests.filter(({ client }) => client === language).length),
    }));
    const all = { name: 'all', perPod: received.map(({ length }) => length) };
    const shares = [...counts, all].map(({ name, perPod }) => ({ name, percent: percentOf(perPod) }));
    const told = shares.map(({ name, percent }) => `${name} ${percent.map((share) => share.toFixed(1)).join(' / ')} %`);
    assert.ok(
      shares.every(({ percent }) => percent.every((share) => Math.abs(share - 20) <= 1)),
      `shares: ${told.join(', ')}`,
    );
    return `${outcome.answered} requests: ${told.join(', ')}`;
  },
  controls: [
    {
      broken: 'no service config',
      edit: inArguments('client', (args) => delete args['grpc.service_config']),
      // Each client has a pod of its choice.
      says: /node [0./ ]*100\.0[0./ ]* %, python [0./ ]*100\.0[0./ ]* %, go [0./ ]*100\.0[0./ ]* %, java [0./ ]*100\.0/,
      fleets: [['go']],
    },
    {
      broken: 'a service config in DNS may override ours',
      edit: inArguments('client', (args) => delete args['grpc.service_config_disable_resolution']),
      // Python and Java do not look for one unless they are told to.
      says: /node [0./ ]*100\.0[0./ ]* %, python [20./ ]* %, go [0./ ]*100\.0[0./ ]* %, java [20./ ]* %/,
      fleets: [['go']],
    },
  ],
};

function percentOf(counts: number[]): number[] {
  const all = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count) => (100 * count) / all);
}
