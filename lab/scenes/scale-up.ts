import { sleep } from '../../verify/support/pool';
import { Lab, Scene } from '../lab';
import { play } from '../play';
import { Row } from '../results';
import { LocalStrategy } from '../strategies';
import { COMPRESSED } from '../timing';
import { Judge } from '../verdicts';
import { withoutServerOption } from '../without';
import { Manifests } from '../world/manifests';
import { RunningClient, World } from '../world/world';

const ADDED = 3;
const CAPACITY = { slots: 64, serviceMs: 5 };
const LOAD = ['--rate', 120, '--concurrency', 20, '--requests', 1e6];
/** So long after the client's connections are there, in milliseconds: they are not young any more. */
const BEFORE_MS = 2000;
/** After the computed convergence, in seconds. */
const WATCH_ON = 2;
/** Shares are taken over so many samples … */
const WINDOW = 4;
/** … which are so far from each other. */
const SAMPLE_MS = 250;
/** A pod has its share if it has this part of it. */
const FAIR = 0.8;

interface Case {
  readonly strategy: LocalStrategy;
  readonly variant?: string;
  /** By when the new pods must have their share, or that they never may. */
  readonly joins: boolean;
  edit?(manifests: Manifests): void;
}

const CASES: Case[] = [
  { strategy: 'client-side', joins: true },
  {
    ...{ strategy: 'client-side', variant: 'without connection age', joins: false },
    edit: (manifests) => withoutServerOption(manifests, 'grpc.max_connection_age_ms'),
  },
  { strategy: 'cluster-ip', joins: false },
  { strategy: 'envoy-server-pod', joins: true },
  { strategy: 'envoy-client-pod', joins: true },
];

/** Three pods more, while a client calls. */
export const scaleUp: Scene = {
  name: 'scale-up',
  title: 'More pods: when do they get their share?',
  capacity: CAPACITY,
  compressed: true,
  run: async (lab) => {
    const judge = new Judge('scale-up', lab.options.margin);
    const cases = CASES.filter(({ strategy }) => lab.strategies([strategy]).length);
    const rows = await Promise.all(cases.map((one) => addPods(lab, one, judge)));
    return { rows, verdicts: judge.verdicts };
  },
};

async function addPods(lab: Lab, { strategy, variant, joins, edit }: Case, judge: Judge): Promise<Row> {
  const { replicas } = lab.options;
  const manifests = lab.manifests({ strategy, replicas, ...CAPACITY, timing: COMPRESSED });
  edit?.(manifests);
  const { convergence } = manifests;
  return lab.world(manifests, async (world) => {
    const { row, happened } = await play(lab, world, { scene: 'scale-up', variant, load: LOAD }, (client) =>
      scale(world, client, convergence + WATCH_ON),
    );
    const { series, joined } = happened;
    const name = `${strategy}${variant ? `, ${variant}` : ''}`;
    if (joins) {
      judge.atMost(`${name}: new pods have their share in the computed time`, joined ?? Infinity, convergence, ' s');
    } else {
      judge.say(
        `${name}: new pods get nothing`,
        joined ? `they joined after ${joined.toFixed(1)} s` : 'never',
        !joined,
      );
    }
    return { ...row, series, figures: { convergence, ...(joined !== undefined && { joined }) } };
  });
}

interface Joining {
  /** What the poorest of the new pods got, of a fair share, by seconds after they got ready. */
  readonly series: [number, number][];
  /** When they had their share: it must have begun that long before the end of the first window in which it is seen. */
  readonly joined?: number;
}

/** Adds pods, and asks all of them what they have got since. */
async function scale(world: World, client: RunningClient, seconds: number): Promise<Joining> {
  const [added] = await Promise.all([world.add(ADDED), sleep(BEFORE_MS)]);
  added.forEach((pod) => world.setReady(pod, true));
  const start = performance.now();
  const samples: { at: number; counts: number[] }[] = [];
  const elapsed = () => (performance.now() - start) / 1000;
  while (elapsed() < seconds) {
    const counts = await world.counts('scale-up');
    samples.push({ at: elapsed(), counts });
    await sleep(SAMPLE_MS);
  }
  client.stop();
  const windows = samples.slice(WINDOW).map(({ at, counts }, index) => {
    const got = counts.map((count, pod) => count - samples[index].counts[pod]);
    const fair = got.reduce((sum, count) => sum + count, 0) / got.length;
    return { at, length: at - samples[index].at, share: fair ? Math.min(...got.slice(-ADDED)) / fair : 0 };
  });
  const seen = windows.find(({ share }) => share >= FAIR);
  return { series: windows.map(({ at, share }) => [at, share]), joined: seen && seen.at - FAIR * seen.length };
}
