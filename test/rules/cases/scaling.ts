import { PodScene } from '../scene';
import { firing, greeter, MOSTLY_ONE, PERCENT, podNamed, RuleCase, sharing, silentAt } from './parts';

const FIVE = [0, 1, 2, 3, 4];
const NEW = [5, 6, 7];

/** Five pods, and three more after ten minutes that get their share at a minute, or a part of it at once. */
function fiveThenEight(joined: number, part: number, more: Partial<PodScene> = {}): PodScene[] {
  const old = FIVE.map((index): PodScene => ({
    ...podNamed(index),
    perMinute: [
      [0, 20 * PERCENT],
      [joined, 12.5 * PERCENT],
    ],
    ...more,
  }));
  const young = NEW.map((index): PodScene => ({
    ...podNamed(index),
    start: 10,
    perMinute: [
      [10, 20 * PERCENT * part],
      [joined, 12.5 * PERCENT],
    ],
  }));
  return [...old, ...young];
}

const idleNewPods = NEW.map((index) => firing('podIdle', { pod: podNamed(index).name }));

/** Hashes of ReplicaSets. */
const GENERATIONS = ['6d4cf56db6', '7f8b9c6d5f', '5b7f9d8c4c', '8c5d7b9f64', '9f6b8d4c7d', '4d7c9b5f86', '76b4d8f9c5'];

/** Every eight minutes all pods are replaced, and one of each five gets most until the fifth time. */
function neverSettled(): PodScene[] {
  return [0, 1, 2, 3, 4, 5, 6].flatMap((generation) =>
    FIVE.map((index) => ({
      ...podNamed(index, GENERATIONS[generation]),
      ip: `10.0.${generation}.${index + 1}`,
      start: generation * 8 - 2,
      end: generation * 8 + 8,
      perMinute: (generation < 4 ? MOSTLY_ONE[index] : 20) * PERCENT,
    })),
  );
}

/** Pods are replaced one by one, as a Deployment does it. */
function rollout(everyMinutes: number): PodScene[] {
  return FIVE.flatMap((index) => {
    const at = 10 + index * everyMinutes;
    return [
      { ...podNamed(index), perMinute: 20 * PERCENT, end: at + 1 },
      { ...podNamed(index, '7f8b9c6d5f'), ip: `10.0.20.${index + 1}`, start: at, perMinute: 20 * PERCENT },
    ];
  });
}

/** Pods that come, go and start again. */
export const SCALING: RuleCase[] = [
  {
    name: 'from 5 pods to 8, which get their share once clients have noticed them',
    minutes: 70,
    servers: greeter(fiveThenEight(16.5, 0)),
    checks: silentAt(12, 16, 20, 23, 26, 30, 40, 70),
    silentFor: ['requestsUneven', 'requestsUnevenForLong', 'podIdle', 'newPodsNotJoined'],
    everyMonitor: true,
  },
  {
    name: 'from 5 pods to 8, which get nothing until clients are started again',
    minutes: 50,
    servers: greeter(fiveThenEight(35, 0)),
    checks: [
      ...silentAt(12, 16, 20, 23),
      {
        at: 30,
        firing: [
          firing('requestsUneven', { value: '1.6' }),
          firing('newPodsNotJoined', { value: '0%' }),
          ...idleNewPods,
        ],
      },
      ...silentAt(44, 50),
    ],
    everyMonitor: true,
  },
  {
    name: 'from 5 pods to 8, which get 30 % of what the others get',
    minutes: 60,
    servers: greeter(fiveThenEight(35, 0.3)),
    checks: [
      ...silentAt(12, 23),
      { at: 30, firing: [firing('newPodsNotJoined', { value: '30%' })] },
      ...silentAt(43, 60),
    ],
  },
  {
    name: 'from 5 pods to 8, which get 60 % of what the others get',
    minutes: 60,
    servers: greeter(fiveThenEight(60, 0.6)),
    checks: silentAt(12, 23, 30, 45),
    silentFor: ['newPodsNotJoined', 'requestsUneven'],
  },
  {
    name: '3 of 8 old pods become ready late, and get their share once clients have noticed them',
    minutes: 40,
    servers: greeter(
      fiveThenEight(16.5, 0).map((pod, index) =>
        index < 5 ? pod : { ...pod, start: -180, ready: [[10, 1]] as [number, number][] },
      ),
    ),
    checks: silentAt(9, 12, 14, 16, 18, 20, 25, 40),
    silentFor: ['requestsUneven', 'podIdle', 'newPodsNotJoined'],
  },
  {
    name: 'from 5 pods to 8 of a server that is itself half an hour old, which get nothing',
    minutes: 31,
    servers: greeter(fiveThenEight(60, 0, { start: -20 })),
    checks: [
      {
        at: 30,
        firing: [
          firing('requestsUneven', { value: '1.6' }),
          firing('newPodsNotJoined', { value: '0%' }),
          ...idleNewPods,
        ],
      },
    ],
  },
  {
    name: 'from 5 pods to 8 where new pods are known at once: no alert of its own',
    minutes: 31,
    props: { joinsSlowly: false },
    servers: greeter(fiveThenEight(60, 0)),
    checks: [{ at: 30, firing: [firing('requestsUneven', { value: '1.6' }), ...idleNewPods] }],
    silentFor: ['newPodsNotJoined'],
  },
  {
    name: 'a rolling restart, pods replaced one a minute',
    minutes: 50,
    servers: greeter(rollout(1)),
    checks: silentAt(10, 11, 12, 13, 14, 15, 16, 18, 20, 25, 30, 40, 50),
    silentFor: ['requestsUneven', 'requestsUnevenForLong', 'podIdle', 'newPodsNotJoined', 'metricsMissing'],
    everyMonitor: true,
  },
  {
    name: 'a slow rolling restart, pods replaced one in five minutes',
    minutes: 70,
    servers: greeter(rollout(5)),
    checks: silentAt(10, 15, 20, 25, 30, 35, 40, 50, 60, 70),
    silentFor: ['requestsUneven', 'requestsUnevenForLong', 'podIdle', 'newPodsNotJoined'],
  },
  {
    name: 'containers start again in place, and count from 0',
    minutes: 40,
    servers: greeter(
      sharing([20, 20, 20, 20, 20]).map((pod, index) => ({ ...pod, resets: [5 + index, 15, 20 + index] })),
    ),
    checks: silentAt(6, 8, 10, 15.5, 16, 20, 24, 40),
    silentFor: ['requestsUneven', 'requestsUnevenForLong', 'podIdle'],
  },
  {
    name: '85/5/5/3/2 of pods that have only just come',
    minutes: 20,
    servers: greeter(sharing(MOSTLY_ONE, { start: -1 })),
    checks: [...silentAt(5, 10), { at: 14, firing: [firing('requestsUneven', { value: '4.25' })] }],
    silentFor: ['podIdle'],
  },
  {
    name: 'pods that never grow old enough to settle, one of five gets most',
    minutes: 50,
    servers: greeter(neverSettled()),
    checks: [
      ...silentAt(5, 10, 14),
      { at: 27, firing: [firing('requestsUnevenForLong', { value: '4.25' })] },
      ...silentAt(45, 50),
    ],
    silentFor: ['requestsUneven'],
    everyMonitor: true,
  },
  {
    name: 'pods that are not ready get nothing',
    minutes: 40,
    servers: greeter([...sharing([50, 50]), ...[2, 3, 4].map((index): PodScene => ({ ...podNamed(index), ready: 0 }))]),
    checks: silentAt(10, 20, 40),
    silentFor: ['requestsUneven', 'requestsUnevenForLong', 'podIdle', 'metricsMissing'],
  },
  {
    name: 'a pod that was evicted keeps the address of another',
    minutes: 20,
    servers: greeter([...sharing(MOSTLY_ONE), { ...podNamed(9), ip: podNamed(0).ip, ready: 0, scraped: -1 }]),
    checks: [{ at: 10, firing: [firing('requestsUneven', { value: '4.25' })] }],
  },
];
