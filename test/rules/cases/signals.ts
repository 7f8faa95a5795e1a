import { Duration } from 'cdk8s';
import { PodScene } from '../scene';
import { Timeline } from '../timeline';
import { firing, greeter, PERCENT, podNamed, RuleCase, sharing, silentAt } from './parts';

/** Five pods with equal shares, each with something of its own. */
function five(each: (index: number) => Partial<PodScene>, share = 20): PodScene[] {
  return sharing(Array(5).fill(share)).map((pod, index) => ({ ...pod, ...each(index) }));
}

/** A value of the first pod until a minute, and that of its peers. */
function first(until: number, value: number, peers: number): (index: number) => Timeline {
  return (index) =>
    index > 0
      ? peers
      : [
          [0, value],
          [until, peers],
        ];
}

const failing = (value: number, peers = 0) => ({
  servers: greeter(five((index) => ({ failing: index > 0 ? peers : value }))),
});
const slow = (value: number, peers: number) => ({
  servers: greeter(five((index) => ({ seconds: index > 0 ? peers : value }))),
  needs: ['latency' as const],
});
const connected = (connections: number[]) => ({
  servers: greeter(five((index) => ({ connections: connections[index] }))),
  needs: ['connections' as const],
});

const late: Timeline = [
  [10, 0],
  [30, 20],
];

/** Errors, latencies and connections. */
export const SIGNALS: RuleCase[] = [
  {
    name: 'one pod of five fails 20 %, until it is repaired',
    minutes: 30,
    servers: greeter(five((index) => ({ failing: first(15, 0.2, 0)(index) }))),
    checks: [
      ...silentAt(2, 4),
      { at: 10, firing: [firing('podFailing', { pod: podNamed(0).name, value: '20%' })] },
      ...silentAt(22, 30),
    ],
    everyMonitor: true,
  },
  {
    name: 'all pods fail 20 %',
    minutes: 30,
    ...failing(0.2, 0.2),
    checks: silentAt(10, 30),
    silentFor: ['podFailing'],
  },
  { name: 'one pod fails 3 %', minutes: 30, ...failing(0.03), checks: silentAt(10, 30), silentFor: ['podFailing'] },
  {
    name: 'one pod fails twice as much as its peers',
    minutes: 30,
    ...failing(0.2, 0.1),
    checks: silentAt(10, 30),
    silentFor: ['podFailing'],
  },
  {
    name: 'one pod fails 6 of 110 requests, and its peers 1.5 %: chance',
    minutes: 30,
    servers: greeter(five((index) => ({ perMinute: 22, failing: index > 0 ? 0.015 : 0.055 }))),
    checks: silentAt(10, 30),
    silentFor: ['podFailing'],
  },
  {
    name: 'one pod gets everything and fails half of it, its peers are never called',
    minutes: 30,
    servers: greeter(sharing([100, 0, 0, 0, 0]).map((pod, index) => (index > 0 ? pod : { ...pod, failing: 0.5 }))),
    checks: [
      {
        at: 20,
        firing: [
          firing('requestsUneven', { value: '5' }),
          ...[1, 2, 3, 4].map((index) => firing('podIdle', { pod: podNamed(index).name })),
          firing('podFailing', { pod: podNamed(0).name, value: '50%' }),
        ],
      },
    ],
  },
  {
    name: 'the only pod fails half',
    minutes: 30,
    servers: greeter(sharing([100], { failing: 0.5 })),
    checks: silentAt(10, 30),
    silentFor: ['podFailing'],
  },
  {
    name: 'one pod fails half of its 50 requests in the window',
    minutes: 30,
    servers: greeter(five((index) => ({ perMinute: 10, failing: index > 0 ? 0 : 0.5 }))),
    checks: silentAt(10, 30),
    silentFor: ['podFailing'],
  },
  {
    name: 'one pod of five is slow, until it is repaired',
    minutes: 40,
    servers: greeter(five((index) => ({ seconds: first(20, 1.8, 0.02)(index) }))),
    needs: ['latency'],
    checks: [
      ...silentAt(4, 9),
      { at: 14, firing: [firing('podSlow', { pod: podNamed(0).name, value: ({ p99 }) => p99! })] },
      ...silentAt(27, 40),
    ],
    everyMonitor: true,
  },
  { name: 'all pods are slow', minutes: 30, ...slow(1.8, 1.8), checks: silentAt(14, 30), silentFor: ['podSlow'] },
  {
    name: 'one pod takes 90 ms instead of 20',
    minutes: 30,
    ...slow(0.09, 0.02),
    checks: silentAt(14, 30),
    silentFor: ['podSlow'],
  },
  {
    name: 'one pod takes twice as long',
    minutes: 30,
    ...slow(1.8, 0.95),
    checks: silentAt(14, 30),
    silentFor: ['podSlow'],
  },
  {
    name: 'one pod is slow at 50 requests in the window',
    minutes: 30,
    servers: greeter(five((index) => ({ perMinute: 10, seconds: index > 0 ? 0.02 : 1.8 }))),
    needs: ['latency'],
    checks: silentAt(14, 30),
    silentFor: ['podSlow'],
  },
  {
    name: 'connections 40/5/5/5/5, until they are spread',
    minutes: 40,
    servers: greeter(five((index) => ({ connections: first(25, 40, 5)(index) }))),
    needs: ['connections'],
    checks: [
      ...silentAt(5, 14),
      { at: 18, firing: [firing('connectionsUneven', { value: '3.333' })] },
      ...silentAt(26, 40),
    ],
  },
  {
    name: 'connections 180/80/80/80/80',
    minutes: 30,
    ...connected([180, 80, 80, 80, 80]),
    checks: silentAt(18, 30),
    silentFor: ['connectionsUneven'],
  },
  {
    name: 'connections 8/1/1/1/1: few',
    minutes: 30,
    ...connected([8, 1, 1, 1, 1]),
    checks: silentAt(18, 30),
    silentFor: ['connectionsUneven'],
  },
  {
    name: 'new pods get connections only when old ones end, after 20 minutes',
    minutes: 50,
    props: { convergence: Duration.minutes(22) },
    servers: greeter([
      ...sharing([50], { connections: 20 }),
      ...[1, 2].map((index) => ({ ...podNamed(index), start: 10, perMinute: 50 * PERCENT, connections: late })),
    ]),
    needs: ['connections'],
    checks: silentAt(20, 26, 29, 40, 50),
    silentFor: ['connectionsUneven'],
  },
];
