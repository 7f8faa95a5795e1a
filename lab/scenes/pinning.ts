import { Lab, Measured, Scene } from '../lab';
import { nameOf } from '../page/names';
import { largestOf, Row, Verdict } from '../results';
import { LOCAL, LocalStrategy } from '../strategies';
import { Judge } from '../verdicts';
import { World } from '../world/world';

/** Little enough that five pods and their client do not need all of two processors. */
export const CAPACITY = { slots: 1, serviceMs: 3 };

const PROBES = 300;
/** Until the programs are compiled, first the pods' too: what the 99th percentile must not be about. */
const WARM_UP_SECONDS = { 10: 2.5, 1: 1 };
/** What is compared comes second. */
const CLIENTS = [10, 1] as const;

/** Played at the same time: a ClusterIP Service waits for one pod most of the time, so that it can have company. */
const LANES: LocalStrategy[][] = [['cluster-ip'], ['envoy-server-pod', 'envoy-client-pod', 'client-side']];

/** Ten thousand requests over a ClusterIP Service, and over every strategy. */
export const pinning: Scene = {
  name: 'pinning',
  title: 'One connection: who gets the requests?',
  capacity: CAPACITY,
  compressed: false,
  run: async (lab) => {
    const rows = await withWorlds(lab, lab.strategies(LOCAL), async (worlds) => {
      const lowLoad = await probeAll(worlds);
      const of = (one: LocalStrategy) => worlds.filter(({ manifests }) => manifests.strategy === one);
      const lanes = LANES.map((lane) => runAll(lab, lane.flatMap(of), lowLoad));
      const played = (await Promise.all(lanes)).flat();
      return LOCAL.flatMap((one) => played.filter(({ strategy }) => strategy === one));
    });
    return { rows, verdicts: judge(lab, rows) };
  },
};

/** All worlds are there before anything is measured: a start takes the processors. */
function withWorlds<T>(lab: Lab, strategies: LocalStrategy[], use: (worlds: World[]) => Promise<T>): Promise<T> {
  const build = ([strategy, ...rest]: LocalStrategy[], worlds: World[]): Promise<T> => {
    if (!strategy) return use(worlds);
    const { replicas } = lab.options;
    const manifests = lab.manifests({ strategy, replicas, ...CAPACITY });
    return lab.world(manifests, (world) => build(rest, [...worlds, world]));
  };
  return build(strategies, []);
}

type LowLoad = Map<World, Row['lowLoad']>;

/** One after the other, with nothing else going on. */
async function probeAll(worlds: World[]): Promise<LowLoad> {
  const latencies: LowLoad = new Map();
  for (const world of worlds) {
    const { probe } = await world.client('--run', 'low-load', '--probe', PROBES).result;
    latencies.set(world, probe);
  }
  return latencies;
}

async function runAll(lab: Lab, worlds: World[], lowLoad: LowLoad): Promise<Row[]> {
  const rows: Row[] = [];
  for (const world of worlds) {
    for (const clients of CLIENTS) {
      const measured = await measure(lab, world, clients);
      rows.unshift(rowOf(world, clients, measured, clients === 1 ? lowLoad.get(world) : undefined));
    }
  }
  return rows;
}

function measure(lab: Lab, world: World, clients: (typeof CLIENTS)[number]): Promise<Measured> {
  const { requests, concurrency } = lab.options;
  const run = `pinning-${clients}`;
  const load = ['--requests', requests, '--concurrency', concurrency, '--warm-up', WARM_UP_SECONDS[clients]];
  const client = world.client('--run', run, '--clients', clients, ...load);
  const connections = clients === 1 ? '1 client' : `${clients} clients`;
  return lab.watch(`pinning · ${world.manifests.strategy} · ${connections}`, run, world, client);
}

function rowOf(world: World, clients: number, { result, counts }: Measured, lowLoad: Row['lowLoad']): Row {
  const { requests, failed, errors, seconds, latency } = result.outcome!;
  const { strategy } = world.manifests;
  const requestsPerSecond = requests / seconds;
  return { scene: 'pinning', strategy, clients, requests, failed, errors, counts, latency, requestsPerSecond, lowLoad };
}

function judge({ options }: Lab, rows: Row[]): Verdict[] {
  const judge = new Judge('pinning', options.margin);
  const even = 100 / options.replicas;
  const [pinned] = rows;
  judge.atLeast('cluster-ip pins one client to one pod: largest share', largestOf(pinned.counts!), 85, ' %');
  const failed = rows.filter((row) => row.failed);
  judge.say('no request fails', `in ${rows.length - failed.length} of ${rows.length} runs`, failed.length === 0);
  for (const row of rows.filter(({ strategy }) => strategy !== 'cluster-ip')) {
    judge.atMost(`${nameOf(row)}: largest share`, largestOf(row.counts!), even * 1.025, ' %');
  }
  for (const row of rows.filter(({ strategy, clients }) => strategy === 'client-side' && clients === 1)) {
    const { latency, requestsPerSecond } = row;
    const faster = requestsPerSecond! / pinned.requestsPerSecond!;
    judge.atLeast('client-side, 1 client: throughput of pinned cluster-ip', faster, 0.96 * options.replicas, ' ×');
    const shorter = latency!.p99 / pinned.latency!.p99;
    judge.atMost('client-side, 1 client: p99 of pinned cluster-ip', shorter, 1.35 / options.replicas, ' ×');
  }
  return judge.verdicts;
}
