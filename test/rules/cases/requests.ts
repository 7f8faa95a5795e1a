import { firing, greeter, MOSTLY_ONE, PERCENT, podNamed, RuleCase, sharing, sharingUntil, silentAt } from './parts';

const ALL_TO_ONE_OF_THREE = [100, 0, 0];

/** How requests are spread over pods that have been there for long. */
export const REQUESTS: RuleCase[] = [
  {
    name: '20/20/20/20/20',
    minutes: 30,
    servers: greeter(sharing([20, 20, 20, 20, 20])),
    checks: silentAt(5, 10, 20, 30),
    silentFor: ['requestsUneven', 'requestsUnevenForLong', 'podIdle', 'metricsMissing'],
    everyMonitor: true,
  },
  {
    name: '19/21/20/20/20',
    minutes: 30,
    servers: greeter(sharing([19, 21, 20, 20, 20])),
    checks: silentAt(5, 10, 20, 30),
    silentFor: ['requestsUneven', 'requestsUnevenForLong', 'podIdle'],
  },
  {
    name: '85/5/5/3/2, until it is repaired',
    minutes: 50,
    servers: greeter(sharingUntil(30, MOSTLY_ONE)),
    checks: [
      ...silentAt(1, 2),
      { at: 4, firing: [firing('requestsUneven', { value: '4.25' })] },
      // Longer than scaling explains: one alert is enough.
      { at: 25, firing: [firing('requestsUneven', { value: '4.25' })] },
      ...silentAt(38, 50),
    ],
    silentFor: ['podIdle', 'requestsUnevenForLong'],
    everyMonitor: true,
  },
  {
    name: '90/5/5/0/0, two pods without a series, until it is repaired',
    minutes: 40,
    servers: greeter(sharing([90, 5, 5, 0, 0]).map((pod, index) => ({ ...pod, perMinute: repaired(index) }))),
    checks: [
      ...silentAt(2),
      { at: 4, firing: [firing('requestsUneven', { value: '4.5' })] },
      {
        at: 10,
        firing: [
          firing('requestsUneven', { value: '4.5' }),
          firing('podIdle', { pod: podNamed(3).name }),
          firing('podIdle', { pod: podNamed(4).name }),
        ],
      },
      ...silentAt(28, 40),
    ],
    everyMonitor: true,
  },
  {
    name: 'one pod of three takes all, the others have no series',
    minutes: 12,
    servers: greeter(sharing(ALL_TO_ONE_OF_THREE)),
    checks: [
      {
        at: 10,
        firing: [
          firing('requestsUneven', { value: '3' }),
          firing('podIdle', { pod: podNamed(1).name }),
          firing('podIdle', { pod: podNamed(2).name }),
        ],
      },
    ],
  },
  ...[true, false].map((evenShares): RuleCase => ({
    name: `two pods, 100/0, evenShares ${evenShares}`,
    minutes: 12,
    props: { evenShares },
    servers: greeter(sharing([100, 0])),
    checks: [
      { at: 10, firing: [firing('requestsUneven', { value: '2' }), firing('podIdle', { pod: podNamed(1).name })] },
    ],
  })),
  {
    name: 'one pod gets 1.6 times the average, as algorithms that weigh load do',
    minutes: 30,
    props: { evenShares: false },
    servers: greeter(sharing([32, 17, 17, 17, 17])),
    checks: silentAt(5, 10, 20, 30),
    silentFor: ['requestsUneven', 'requestsUnevenForLong'],
  },
  {
    name: 'one pod gets 1.6 times the average, of an algorithm that takes turns',
    minutes: 12,
    servers: greeter(sharing([32, 17, 17, 17, 17])),
    checks: [{ at: 10, firing: [firing('requestsUneven', { value: '1.6' })] }],
  },
  {
    name: '2 requests a minute, 85/5/5/3/2',
    minutes: 40,
    servers: greeter(sharing(MOSTLY_ONE.map((share) => (share * 0.02) / PERCENT))),
    checks: silentAt(10, 20, 40),
    silentFor: ['requestsUneven', 'requestsUnevenForLong', 'podIdle'],
  },
  {
    name: '2 requests a minute, all to one of five pods',
    minutes: 40,
    servers: greeter(sharing([2 / PERCENT, 0, 0, 0, 0])),
    checks: silentAt(10, 20, 40),
    silentFor: ['podIdle', 'requestsUneven', 'requestsUnevenForLong'],
  },
  {
    name: 'one replica',
    minutes: 40,
    servers: greeter(sharing([100], { failing: 0.5, seconds: 1.8, connections: 100 })),
    checks: silentAt(10, 20, 40),
    silentFor: ['requestsUneven', 'requestsUnevenForLong', 'podIdle', 'podSlow', 'podFailing', 'connectionsUneven'],
  },
  {
    name: 'one pod of five gets 2 %',
    minutes: 20,
    servers: greeter(sharing([24.5, 24.5, 24.5, 24.5, 2])),
    checks: silentAt(10, 20),
    silentFor: ['podIdle', 'requestsUneven'],
  },
];

/** Of 90/5/5/0/0, the pods without a share get one after 20 minutes. */
function repaired(index: number): [number, number][] {
  const before = [90, 5, 5, 0, 0][index] * PERCENT;
  return [
    [0, before],
    [20, 20 * PERCENT],
  ];
}
