import { sleep } from '../../verify/support/pool';
import { Lab, Scene } from '../lab';
import { play } from '../play';
import { Row } from '../results';
import { LOCAL, LocalStrategy } from '../strategies';
import { COMPRESSED } from '../timing';
import { Judge } from '../verdicts';
import { withoutLifecycle } from '../without';
import { Manifests } from '../world/manifests';
import { World } from '../world/world';
import { failures, replaceAll, WITHOUT_LIFECYCLE } from './restart';

const CONCURRENCY = 50;
const CAPACITY = { slots: 64, serviceMs: 100 };
const SECONDS = 3;
/** Under way while all pods are replaced, for three seconds. */
const LOAD = { requests: 2000, rate: 600 };

/** A pod is killed; and all pods are replaced at once. */
export const loss: Scene = {
  name: 'loss',
  title: 'A pod dies, or all are replaced at once',
  capacity: CAPACITY,
  compressed: true,
  run: async (lab) => {
    const judge = new Judge('loss', lab.options.margin);
    const rows = await Promise.all(lab.strategies(LOCAL).map((strategy) => killOne(lab, strategy)));
    for (const row of rows) {
      // On its own connections a pod has a share of the requests; an Envoy in it, or a pinned one, has all.
      const share = row.strategy === 'client-side' || row.strategy === 'envoy-client-pod' ? lab.options.replicas : 1;
      const limit = (2 * CONCURRENCY) / share;
      judge.say(
        `${row.strategy}, a pod dies: no more fails than was under way on it, twice`,
        `${row.failed} failed, at most ${limit}`,
        row.failed! <= limit,
      );
    }
    if (lab.strategies(['client-side']).length) {
      const cases = [allAtOnce, (manifests: Manifests) => (withoutLifecycle(manifests), allAtOnce(manifests))];
      const variants = ['all at once', `all at once, ${WITHOUT_LIFECYCLE}`];
      const [emitted, without] = await Promise.all(
        cases.map((edit, index) => replaceAll(lab, 'loss', 'client-side', variants[index], edit, LOAD)),
      );
      rows.push(emitted, without);
      judge.say('client-side, all at once: no request fails', failures(emitted), emitted.failed === 0);
      judge.say(`client-side, all at once, ${WITHOUT_LIFECYCLE}: some do`, failures(without), without.failed! > 0);
    }
    return { rows, verdicts: judge.verdicts };
  },
};

function allAtOnce({ deployment }: Manifests): void {
  deployment.strategy = { rollingUpdate: { maxSurge: '100%', maxUnavailable: 0 } };
  delete deployment.minReadySeconds;
}

async function killOne(lab: Lab, strategy: LocalStrategy): Promise<Row> {
  const manifests = lab.manifests({ strategy, replicas: lab.options.replicas, ...CAPACITY, timing: COMPRESSED });
  const load = ['--seconds', SECONDS, '--concurrency', CONCURRENCY, '--requests', 1e6];
  return lab.world(manifests, async (world) => {
    const { row } = await play(lab, world, { scene: 'loss', variant: 'a pod dies', load }, async () => {
      await sleep((SECONDS / 2) * 1000);
      await killBusiest(world);
    });
    return row;
  });
}

async function killBusiest(world: World): Promise<void> {
  const counts = await world.counts('loss');
  const busiest = world.pods[counts.indexOf(Math.max(...counts))];
  await busiest.kill();
  world.setReady(busiest, false);
}
