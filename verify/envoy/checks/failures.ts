import assert from 'node:assert';
import { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { status } from '@grpc/grpc-js';
import { sleep } from '../../support/pool';
import { start } from '../../support/processes';
import { EnvoyCheck } from '../check';
import { failuresOf, Outcome, tell } from '../client';
import { BOTH, SERVER_POD } from '../settings';
import { clusterOf, inBootstrap, routeOf } from '../subject';
import { ADDRESSES, OWN, World } from '../world';

const ERRORS = 200;

/** An application that fails is not a pod that is down. */
export const applicationErrors: EnvoyCheck = {
  name: 'envoy/application-errors',
  settings: BOTH,
  seconds: 3,
  run: async (scene) => {
    const world = await World.start(scene);
    const client = world.client();
    const errors = await client.calls(ERRORS, 10, { code: status.UNKNOWN });
    const passedOn = errors.filter(({ code, details }) => code === status.UNKNOWN && details === 'as asked').length;
    const ejections = await world.sum('envoy_cluster_outlier_detection_ejections_active');
    assert.equal(ejections, 0, `${ejections} pods are left out`);
    assert.equal(passedOn, ERRORS, `only ${passedOn} errors came through`);
    const outcomes = await client.calls(500, 10);
    const pods = new Set(outcomes.map(({ answer }) => answer?.pod));
    assert.equal(pods.size, ADDRESSES.length, `then only ${pods.size} pods were used`);
    return `${ERRORS} answers UNKNOWN, ${ejections} pods left out, then ${pods.size} in use`;
  },
  controls: [
    {
      broken: 'five 5xx in a row leave a pod out',
      edit: inBootstrap((config) =>
        Object.assign(clusterOf(config).outlier_detection, { consecutive_5xx: 5, enforcing_consecutive_5xx: 100 }),
      ),
      says: /[1-5] pods are left out/,
    },
  ],
};

/** Without a name that resolves, the pods that callers are connected to go on serving. */
export const emptyDns: EnvoyCheck = {
  name: 'envoy/empty-dns',
  settings: [SERVER_POD],
  seconds: 40,
  run: async (scene) => {
    const world = await World.start(scene, { ready: [] });
    const client = world.client();
    const told: string[] = [];
    const phase = async (name: string, locally: boolean) => {
      const noticing = world.refresh + 1000;
      const outcomes = await client.callsUntil(sleep(noticing + 1000), 2, {}, 10);
      const failures = failuresOf(outcomes);
      assert.equal(failures.length, 0, `${name} failures: ${tell(failures)}`);
      const late = outcomes.filter(({ started }) => started > outcomes[0].started + noticing);
      const pods = new Set(late.map(({ answer }) => answer!.pod));
      assert.equal(pods.size, locally ? 1 : ADDRESSES.length, `${name} ${[...pods].join(', ')}`);
      assert.equal(pods.has(OWN), locally, `${name} ${[...pods].join(', ')}`);
      told.push(`${name} ${outcomes.length} requests, ${locally ? 'by the own pod' : 'by all'}`);
    };
    await phase('empty at the start:', true);
    world.setReady(ADDRESSES);
    await phase('five pods:', false);
    world.setReady([]);
    await phase('empty again:', true);
    world.setReady(ADDRESSES);
    await phase('five pods:', false);
    world.dns.broken = true;
    // What DNS said last stays true as long as DNS says nothing.
    await phase('SERVFAIL:', false);
    return `no failure: ${told.join('; ')}`;
  },
  controls: [
    {
      broken: "no local fallback, as in the client's pods",
      edit: inBootstrap((config) => clusterOf(config).load_assignment.endpoints.pop()),
      says: /empty at the start: failures: .*UNAVAILABLE/,
    },
  ],
};

const KILLED = ADDRESSES[2];

/** So few that Envoy does not leave the pod out for the requests that it lost: then the next ones have to be tried again. */
const BUSY = 10;

/** SIGKILL under load: what was under way on the pod is lost, nothing else. */
export const killedPod: EnvoyCheck = {
  name: 'envoy/killed-pod',
  settings: BOTH,
  seconds: 8,
  run: async (scene) => {
    const world = await World.start(scene, { foreign: [KILLED] });
    const victim = await startPod(world.port, KILLED);
    const client = world.client();
    const work = { milliseconds: 100 };
    const before = await client.calls(200, BUSY, work);
    assert.ok(failuresOf(before).length === 0 && before.some(({ pod }) => pod === KILLED), 'the pod is not in use');

    const dead = new Promise((resolve) => victim.once('exit', resolve));
    const load = client.callsUntil(dead, BUSY, work);
    await sleep(1000);
    victim.kill('SIGKILL');
    // DNS still names the pod.
    const outcomes = [...(await load), ...(await client.calls(400, BUSY, work))];
    const failures = failuresOf(outcomes);
    const told = `${failures.length} of ${outcomes.length} requests failed, ${BUSY} were under way on five pods`;
    const others = failures.filter((failure) => !lostWithPod(failure));
    assert.equal(others.length, 0, `${told}; not lost with the pod: ${tell(others)}`);
    assert.ok(failures.length <= BUSY / 2, told);
    return told;
  },
  controls: [
    {
      broken: 'no retries',
      edit: inBootstrap((config) => delete routeOf(config).retry_policy),
      says: /not lost with the pod: .*(connection failure|refused)/,
    },
  ],
};

/** Whether the pod had the request, or it was on its way on a connection that ended with the pod. */
function lostWithPod({ pod, details }: Outcome): boolean {
  return pod === KILLED || (pod === undefined && /connection termination|connection reset/.test(details));
}

/** A pod that is a process of its own. */
export async function startPod(port: number, ...addresses: string[]): Promise<ChildProcess> {
  const program = join(__dirname, '../pod-main.ts');
  const args = ['--import', 'tsx', program, String(port), ...addresses];
  const child = start(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise((resolve, reject) => {
    child.stdout!.once('data', resolve);
    child.once('exit', reject);
  });
  return child;
}
