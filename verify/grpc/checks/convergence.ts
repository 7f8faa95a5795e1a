import assert from 'node:assert';
import { sleep } from '../../support/pool';
import { EACH, GrpcCheck } from '../check';
import { sum } from '../client';
import { Fleet } from '../fleet';
import { inArguments } from '../subject';

/** By which the manifest's settings are below the defaults. */
const FACTOR = 30;

/** The cluster's fact `dnsTtl`, in seconds: for so long DNS may serve its old answer. */
const DNS_TTL = 1;

/** Above the emitted time, in seconds: a new connection, and a busy machine. */
const MARGIN = 1;

/** A sixth pod is noticed by all clients in the time that the manifests are computed with. */
export const convergence: GrpcCheck = {
  name: 'grpc/convergence',
  variant: 'a-thirtieth',
  fleets: EACH,
  seconds: 18,
  load: 'light',
  run: async (scene) => {
    const limit = scene.subject.convergence;
    const fleet = await Fleet.start(scene);
    const [pod] = await fleet.addPods(1);
    // All connections are new then, so that it takes the longest until one is old.
    await fleet.warmUp();
    const ready = Date.now();
    setTimeout(() => fleet.setReady(fleet.pods), DNS_TTL * 1000);
    const over = sleep((limit + MARGIN) * 1000);
    const outcome = sum(await Promise.all(fleet.clients.map((client) => client.callUntil(over, 10, 2, 200))));
    assert.equal(outcome.failed, 0, `${outcome.failed} calls failed: ${outcome.failure}`);

    const joined = fleet.clients.map(({ language }) => {
      const [first] = pod.of(language);
      return { language, seconds: first ? (first.time - ready) / 1000 : Infinity };
    });
    const told = joined
      .map(({ language, seconds }) => `${language} ${Number.isFinite(seconds) ? `${seconds.toFixed(1)} s` : 'never'}`)
      .join(', ');
    const most = `at most ${limit} s + margin ${MARGIN} s`;
    assert.ok(
      joined.every(({ seconds }) => seconds <= limit + MARGIN),
      `${told}; ${most}`,
    );
    return `${told}; ${most} (factor ${FACTOR}: ${limit * FACTOR} s uncompressed)`;
  },
  controls: [
    {
      broken: 'connections of any age',
      edit: inArguments('server', (args) => delete args['grpc.max_connection_age_ms']),
      says: /node never, python never, go never, java never/,
    },
    {
      broken: "gRPC's own resolution floor",
      edit: inArguments('client', (args) => delete args['grpc.dns_min_time_between_resolutions_ms']),
      says: /node never, python never, go never, java never/,
      fleets: [['go']],
    },
  ],
};
