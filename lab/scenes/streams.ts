import { Lab, Scene } from '../lab';
import { nothing, play } from '../play';
import { Row } from '../results';
import { COMPRESSED } from '../timing';
import { Judge } from '../verdicts';

const STREAMS = 20;
/** Longer than the connection age, its jitter and the grace. */
const SECONDS = 14;
const INTERVAL_MS = 500;
const CAPACITY = { slots: 64, serviceMs: 5 };
const MESSAGES = (SECONDS * 1000) / INTERVAL_MS + 1;
const LOAD = [
  ...['--rate', 50, '--concurrency', 5, '--requests', 1e6, '--seconds', SECONDS],
  ...['--streams', STREAMS, '--messages', MESSAGES, '--interval', INTERVAL_MS],
];

/** Streams that are longer than a connection may be old. */
export const streams: Scene = {
  name: 'streams',
  title: 'Long streams across the connection age',
  capacity: CAPACITY,
  compressed: true,
  run: async (lab) => {
    if (!lab.strategies(['client-side']).length) return { rows: [], verdicts: [] };
    const judge = new Judge('streams', lab.options.margin);
    const [unbounded, bounded] = await Promise.all([hold(lab, true), hold(lab, false)]);
    const whole = ({ figures }: Row) => `${figures!.whole} of ${STREAMS} streams are whole`;
    judge.say('client-side, unboundedStreams: none is cut', whole(unbounded), unbounded.figures!.whole === STREAMS);
    const fewest = unbounded.figures!.fewestConnections;
    const renewed = `${fewest} connections at least for every pod`;
    judge.say('client-side, unboundedStreams: connections are renewed all the same', renewed, fewest >= 2);
    judge.say(
      'client-side, with a longest request: longer streams are cut',
      whole(bounded),
      bounded.figures!.whole === 0,
    );
    return { rows: [unbounded, bounded], verdicts: judge.verdicts };
  },
};

async function hold(lab: Lab, unboundedStreams: boolean): Promise<Row> {
  const { replicas } = lab.options;
  const settings = { strategy: 'client-side', replicas, ...CAPACITY, timing: COMPRESSED } as const;
  const variant = unboundedStreams ? 'unbounded streams' : 'with a longest request';
  return lab.world(lab.manifests({ ...settings, unboundedStreams }), async (world) => {
    const { row, result } = await play(lab, world, { scene: 'streams', variant, load: LOAD }, nothing);
    const fewestConnections = Math.min(...(await world.connections('streams')));
    const { whole, errors } = result.streams!;
    return { ...row, errors, figures: { streams: STREAMS, whole, fewestConnections } };
  });
}
