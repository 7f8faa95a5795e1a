import assert from 'node:assert';
import { sleep } from '../../support/pool';
import { EACH, GrpcCheck } from '../check';
import { sum } from '../client';
import { Fleet, Scene } from '../fleet';
import { Pod } from '../pod';
import { inArguments } from '../subject';

/** As CoreDNS serves it: for so long, in seconds, DNS may go on naming a pod that left. */
const STALENESS = 5;

/** Seconds between the ends of two pods. */
const APART = 2;

/** Milliseconds that a request takes: there are always some under way. */
const ANSWER_AFTER = 200;

/** What a process says that ended in order. */
const IN_ORDER = [0, 143];

/** All pods are replaced under load, and end as the kubelet ends them. */
export const drain: GrpcCheck = {
  name: 'grpc/drain',
  variant: 'low-floor',
  fleets: EACH,
  seconds: 12,
  load: 'light',
  run: async (scene) => {
    const fleet = await Fleet.start(scene, { pods: 2, answerAfter: ANSWER_AFTER });
    const old = [...fleet.pods];
    const young = await fleet.addPods(2);
    await fleet.warmUp();
    const end = replace(fleet, old, young, scene);
    const outcomes = await Promise.all(fleet.clients.map((client) => client.callUntil(end, 8, 4, 50)));
    const outcome = sum(outcomes);
    const lost = fleet.clients.map(({ language }, client) => `${language} ${outcomes[client].failed}`).join(', ');
    const stopped = await end;

    const all = outcome.answered + outcome.failed;
    assert.equal(outcome.failed, 0, `lost ${outcome.failed} of ${all} calls (${lost}): ${outcome.failure}`);
    const { preStop, terminationGracePeriod } = scene.subject;
    const seconds = preStop + Math.max(...stopped.map(({ seconds }) => seconds));
    assert.ok(seconds <= terminationGracePeriod, `took ${seconds} s, killed after ${terminationGracePeriod} s`);
    const codes = stopped.map(({ code }) => code);
    assert.ok(
      codes.every((code) => IN_ORDER.includes(Number(code))),
      `ended with ${codes.join(' and ')}`,
    );
    return `none of ${all} calls lost; the pods took ${seconds.toFixed(1)} of ${terminationGracePeriod} s (times as emitted, factor 1)`;
  },
  controls: [
    {
      broken: 'killed, not asked to stop',
      edit: (subject) => (subject.stopSignal = 'SIGKILL'),
      says: /lost [1-9]\d* of/,
      fleets: [['go']],
    },
    {
      broken: 'no time for requests under way',
      edit: inArguments('server', (args) => (args['grpc.max_connection_age_grace_ms'] = 1)),
      says: /lost [1-9]\d* of/,
    },
    {
      broken: 'no preStop',
      edit: (subject) => (subject.preStop = 0),
      says: /lost [1-9]\d* of/,
      fleets: [['go']],
    },
  ],
};

/**
 * Old pods leave the Service together, wait as long as their `preStop` does, and are told to stop one after the other:
 * told in the same instant, they would leave clients without any connection until there are new ones. How they ended.
 */
async function replace(fleet: Fleet, old: Pod[], young: Pod[], { subject }: Scene) {
  setTimeout(() => fleet.setReady(young), STALENESS * 1000);
  const stopped = old.map(async (pod, number) => {
    await sleep((subject.preStop + number * APART) * 1000);
    return pod.stop(subject.stopSignal);
  });
  const ends = await Promise.all(stopped);
  await sleep(1000);
  return ends;
}
