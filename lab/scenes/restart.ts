import { sleep } from '../../verify/support/pool';
import { Lab, Scene } from '../lab';
import { play } from '../play';
import type { Load } from '../programs/load';
import { failuresOverTime, Row } from '../results';
import { LocalStrategy } from '../strategies';
import { COMPRESSED } from '../timing';
import { Judge } from '../verdicts';
import { withoutLifecycle } from '../without';
import { Manifests } from '../world/manifests';
import { rollOut } from '../world/rollout';

/**
 * Ages are compressed less than in other scenes, so that none ends within the load: five connections that come of age within two seconds, and not
 * within a minute, are what compression makes of it, and no rollout.
 */
const TIMING = { ...COMPRESSED, maxConnectionAge: 60 };
/** Ample: no request waits for another. */
const CAPACITY = { slots: 64, serviceMs: 10 };
/** What is asked for while pods are replaced. */
type ReplacingLoad = Pick<Load, 'requests' | 'rate'>;

/** They last longer than the rollout of pods with Envoy, which takes 14 s. */
const LOAD: ReplacingLoad = { requests: 20000, rate: 1200 };
/** Where it is only to be seen that some fail: that rollout takes a second or two. */
const LESS: ReplacingLoad = { requests: 3000, rate: 1200 };

export const WITHOUT_LIFECYCLE = 'without the emitted lifecycle';

/** All pods are replaced, as the manifests have it, while a client calls. */
export const restart: Scene = {
  name: 'restart',
  title: 'A rolling restart: what fails?',
  capacity: CAPACITY,
  compressed: true,
  run: async (lab) => {
    const judge = new Judge('restart', lab.options.margin);
    const strategies = lab.strategies(['client-side', 'envoy-server-pod']);
    const played = (variant: string | undefined, edit: (manifests: Manifests) => void, load: ReplacingLoad) =>
      Promise.all(strategies.map((strategy) => replaceAll(lab, 'restart', strategy, variant, edit, load)));
    const emitted = await played(undefined, () => undefined, LOAD);
    const without = await played(WITHOUT_LIFECYCLE, withoutLifecycle, LESS);
    for (const row of emitted) {
      judge.say(`${row.strategy}: no request fails`, failures(row), row.failed === 0);
      const { rollout, load } = row.figures!;
      const time = `${rollout.toFixed(1)} s of ${load.toFixed(1)} s`;
      judge.say(`${row.strategy}: under load all the time`, time, rollout <= load);
    }
    for (const row of without) {
      judge.say(`${row.strategy}, ${WITHOUT_LIFECYCLE}: some do`, failures(row), row.failed! > 0);
    }
    const rows = emitted.flatMap((row, index) => [row, without[index]]);
    return { rows, verdicts: judge.verdicts };
  },
};

/** Replaces all pods after an edit of the manifests. */
export async function replaceAll(
  lab: Lab,
  scene: string,
  strategy: LocalStrategy,
  variant: string | undefined,
  edit: (manifests: Manifests) => void,
  { requests, rate }: ReplacingLoad,
): Promise<Row> {
  const manifests = lab.manifests({ strategy, replicas: lab.options.replicas, ...CAPACITY, timing: TIMING });
  edit(manifests);
  const load = ['--rate', rate, '--concurrency', 50, '--requests', requests];
  return lab.world(manifests, async (world) => {
    const replacements = await world.add(manifests.replicas);
    const { row, outcome, happened } = await play(lab, world, { scene, variant, load }, async () => {
      await sleep(500);
      const start = performance.now();
      await rollOut(world, replacements);
      return (performance.now() - start) / 1000;
    });
    const series = failuresOverTime(outcome.failures);
    return { ...row, series, figures: { rollout: happened, load: outcome.seconds } };
  });
}

export const failures = ({ failed, requests }: Row) => `${failed} of ${requests} failed`;
