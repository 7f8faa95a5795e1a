import { Lab, Scene } from '../lab';
import { nothing, play } from '../play';
import { Row, sharesOf } from '../results';
import { LocalStrategy } from '../strategies';
import { Judge } from '../verdicts';
import { CAPACITY } from './pinning';

const SLOWER = 10;
const SECONDS = 4;
const SLOW_POD = 1;

interface Case {
  readonly strategy: LocalStrategy;
  readonly variant: string;
  readonly leastRequest?: boolean;
}

const CASES: Case[] = [
  { strategy: 'client-side', variant: 'round robin' },
  { strategy: 'envoy-client-pod', variant: 'round robin' },
  { strategy: 'envoy-client-pod', variant: 'least request', leastRequest: true },
];

/** One pod takes ten times as long for a request. */
export const slowPod: Scene = {
  name: 'slow-pod',
  title: 'One slow pod: round robin against least request',
  capacity: CAPACITY,
  compressed: false,
  run: async (lab) => {
    const cases = CASES.filter(({ strategy }) => lab.strategies([strategy]).length);
    const rows = await Promise.all(cases.map((one) => slowDown(lab, one)));
    return { rows, verdicts: judge(lab, rows) };
  },
};

async function slowDown(lab: Lab, { strategy, variant, leastRequest }: Case): Promise<Row> {
  const { replicas, concurrency } = lab.options;
  const manifests = lab.manifests({ strategy, replicas, ...CAPACITY, leastRequest });
  const odd = { pod: SLOW_POD, environment: { LAB_SERVICE_MS: String(SLOWER * CAPACITY.serviceMs) } };
  const load = ['--seconds', SECONDS, '--concurrency', concurrency, '--requests', 1e6, '--warm-up', 2];
  const { row, outcome } = await lab.world(
    manifests,
    (world) => play(lab, world, { scene: 'slow-pod', variant, load }, nothing),
    odd,
  );
  const { requests, seconds, latency } = outcome;
  const figures = { slowShare: sharesOf(row.counts!)[SLOW_POD - 1] };
  return { ...row, latency, requestsPerSecond: requests / seconds, figures };
}

function judge({ options }: Lab, rows: Row[]) {
  const judge = new Judge('slow-pod', options.margin);
  const [robin, least] = rows.filter(({ strategy }) => strategy === 'envoy-client-pod');
  if (robin && least) {
    const faster = least.requestsPerSecond! / robin.requestsPerSecond!;
    judge.atLeast('least request: throughput of round robin', faster, 3, ' ×');
    const share = least.figures!.slowShare;
    judge.atMost("least request: the slow pod's share", share, 50 / options.replicas, ' %');
  }
  return judge.verdicts;
}
