import { Duration } from 'cdk8s';
import { firing, greeter, MOSTLY_ONE, podNamed, RuleCase, sharing, silentAt } from './parts';

const idle = (more = {}) => [3, 4].map((index) => firing('podIdle', { pod: podNamed(index).name, ...more }));
const uneven = { servers: greeter(sharing(MOSTLY_ONE)) };
const goGrpcMiddleware = ({ key }: { key: string }) => key === 'goGrpcMiddleware';

/** What users change. */
export const OPTIONS: RuleCase[] = [
  {
    name: 'window 10m',
    minutes: 30,
    props: { window: Duration.minutes(10) },
    ...uneven,
    checks: [
      { at: 5, firing: [firing('requestsUneven', { value: '4.25' })] },
      { at: 30, firing: [firing('requestsUneven', { value: '4.25' })] },
    ],
  },
  {
    name: 'a higher threshold',
    minutes: 30,
    of: goGrpcMiddleware,
    props: { requestsUneven: { threshold: 3 }, requestsUnevenForLong: { threshold: 3 } },
    servers: greeter(sharing([50, 12.5, 12.5, 12.5, 12.5])),
    checks: silentAt(10, 30),
    silentFor: ['requestsUneven', 'requestsUnevenForLong'],
  },
  {
    name: 'a threshold that two pods could not pass is lowered',
    minutes: 12,
    of: goGrpcMiddleware,
    props: { requestsUneven: { threshold: 3 } },
    servers: greeter(sharing([99.5, 0.5])),
    checks: [{ at: 10, firing: [firing('requestsUneven', { value: '1.99' })] }],
  },
  {
    name: 'a longer time',
    minutes: 14,
    of: goGrpcMiddleware,
    props: { requestsUneven: { for: Duration.minutes(8) } },
    ...uneven,
    checks: [...silentAt(5, 8), { at: 12, firing: [firing('requestsUneven', { value: '4.25' })] }],
  },
  {
    name: 'the fast alert off: the slow one takes over',
    minutes: 30,
    of: goGrpcMiddleware,
    props: { requestsUneven: { enabled: false } },
    ...uneven,
    checks: [...silentAt(5, 15), { at: 20, firing: [firing('requestsUnevenForLong', { value: '4.25' })] }],
  },
  {
    name: 'more traffic asked for',
    minutes: 30,
    of: goGrpcMiddleware,
    props: { requestsUneven: { minimumTraffic: 3100 }, requestsUnevenForLong: { minimumTraffic: 3100 } },
    ...uneven,
    checks: silentAt(10, 30),
    silentFor: ['requestsUneven'],
  },
  {
    name: 'severity, labels and runbooks',
    minutes: 12,
    of: goGrpcMiddleware,
    props: {
      alertLabels: { team: 'payments' },
      runbookUrl: 'https://runbooks.acme.dev/',
      requestsUneven: { severity: 'critical' as any },
      podIdle: { severity: 'info' as any },
    },
    servers: greeter(sharing([90, 5, 5, 0, 0])),
    checks: [
      {
        at: 10,
        firing: [
          firing('requestsUneven', {
            value: '4.5',
            severity: 'critical',
            labels: { team: 'payments' },
            runbook: 'https://runbooks.acme.dev/GrpcRequestsUneven',
          }),
          ...idle({
            severity: 'info',
            labels: { team: 'payments' },
            runbook: 'https://runbooks.acme.dev/GrpcPodIdle',
          }),
        ],
      },
    ],
  },
  {
    name: 'all switched off but one',
    minutes: 20,
    of: goGrpcMiddleware,
    props: {
      requestsUneven: { enabled: false },
      requestsUnevenForLong: { enabled: false },
      newPodsNotJoined: { enabled: false },
    },
    servers: greeter(sharing([90, 5, 5, 0, 0])),
    checks: [{ at: 20, firing: idle() }],
    silentFor: ['requestsUneven', 'requestsUnevenForLong'],
  },
];
