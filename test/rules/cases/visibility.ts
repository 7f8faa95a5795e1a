import { Duration } from 'cdk8s';
import {
  EVEN,
  failsFrom,
  firing,
  greeter,
  missing,
  MOSTLY_ONE,
  mostlyOneOfFive,
  podNamed,
  RuleCase,
  sharing,
  sharingUntil,
  silentAt,
} from './parts';

/** What Prometheus cannot see, and what it knows of readiness. */
export const VISIBILITY: RuleCase[] = [
  {
    name: 'no pod can be scraped, until it is repaired',
    minutes: 60,
    servers: greeter(
      sharing(EVEN, {
        scraped: [
          [0, 1],
          [5, 0],
          [40, 1],
        ] as [number, number][],
      }),
    ),
    checks: [...silentAt(6, 8, 12, 19), { at: 30, firing: missing('5') }, ...silentAt(43, 60)],
    everyMonitor: true,
  },
  {
    name: 'nobody scrapes the pods',
    minutes: 20,
    servers: greeter(sharing(EVEN, { scraped: -1 })),
    checks: [...silentAt(10), { at: 18, firing: missing('5') }],
  },
  {
    name: 'one pod of five cannot be scraped: it is not idle',
    minutes: 60,
    of: ({ showsUncalled, key }) => showsUncalled && key !== 'envoy',
    servers: greeter(sharing(EVEN).map((pod, index) => (index > 0 ? pod : { ...pod, scraped: failsFrom(5) }))),
    checks: [...silentAt(6, 8, 9, 10, 11, 12, 15, 19), { at: 30, firing: missing('1') }, ...silentAt(43, 60)],
    silentFor: ['podIdle', 'requestsUneven'],
    everyMonitor: true,
  },
  ...[5, 10].map((window): RuleCase => ({
    name: `one pod of two cannot be scraped: the other is not busier, window ${window}`,
    minutes: 20,
    of: ({ showsUncalled, key }) => showsUncalled && key !== 'envoy',
    props: { window: Duration.minutes(window) },
    servers: greeter(sharing([50, 50]).map((pod, index) => (index > 0 ? pod : { ...pod, scraped: failsFrom(5) }))),
    checks: silentAt(6, 8, 9, 9.5, 10, 10.5, 11, 12, 13, 14, 15, 19),
    silentFor: ['podIdle', 'requestsUneven', 'requestsUnevenForLong'],
  })),
  {
    name: 'pods push what they count: one that was never called is idle, and then missing',
    minutes: 20,
    of: ({ inServer }) => inServer,
    servers: greeter(sharing([90, 5, 5, 0, 0]), { pushed: true }),
    checks: [
      { at: 10, firing: mostlyOneOfFive() },
      { at: 20, firing: [...mostlyOneOfFive(), ...missing('2')] },
    ],
  },
  {
    name: 'a server that was never called, and is scraped',
    minutes: 60,
    of: ({ showsUncalled }) => showsUncalled,
    servers: greeter(sharing([0, 0, 0, 0, 0])),
    checks: silentAt(10, 20, 30, 60),
    silentFor: ['metricsMissing', 'podIdle', 'requestsUneven'],
    everyMonitor: true,
  },
  {
    name: 'no kube-state-metrics, until it is repaired',
    minutes: 60,
    servers: greeter(sharing(MOSTLY_ONE.map(() => 20)), {
      kubeStateMetrics: [
        [0, 0],
        [30, 1],
      ] as [number, number][],
    }),
    checks: [...silentAt(10), { at: 18, firing: missing('5') }, ...silentAt(32, 60)],
  },
  {
    name: "the kubelet's gRPC probes are no requests: a pod without others is idle",
    minutes: 12,
    servers: greeter(sharing([90, 5, 5, 0, 0]), { grpcProbes: 12 }),
    checks: [
      {
        at: 10,
        firing: [
          firing('requestsUneven', { value: ({ key }) => (key === 'linkerdInbound' ? '4.431' : '4.5') }),
          firing('podIdle', { pod: podNamed(3).name }),
          firing('podIdle', { pod: podNamed(4).name }),
        ],
      },
    ],
  },
  {
    name: "the kubelet's gRPC probes are no requests: a server without others is not called",
    minutes: 40,
    of: ({ showsUncalled }) => showsUncalled,
    servers: greeter(sharing([0, 0, 0, 0, 0]), { grpcProbes: 12 }),
    checks: silentAt(10, 20, 40),
    silentFor: ['requestsUneven', 'podIdle'],
  },
  {
    name: '85/5/5/3/2, readiness by up: only time tells it from scaling',
    minutes: 50,
    props: { readiness: 'up' as any },
    servers: greeter(sharingUntil(30, MOSTLY_ONE)),
    checks: [
      ...silentAt(5, 10, 16),
      { at: 20, firing: [firing('requestsUnevenForLong', { value: '4.25' })] },
      ...silentAt(38, 50),
    ],
    silentFor: ['requestsUneven'],
    everyMonitor: true,
  },
  {
    name: '90/5/5/0/0, readiness by up, without kube-state-metrics',
    minutes: 22,
    props: { readiness: 'up' as any },
    servers: greeter(sharing([90, 5, 5, 0, 0]), { kubeStateMetrics: 0 }),
    checks: [
      ...silentAt(10, 16),
      {
        at: 20,
        firing: [
          firing('requestsUnevenForLong', { value: '4.5' }),
          firing('podIdle', { pod: podNamed(3).name }),
          firing('podIdle', { pod: podNamed(4).name }),
        ],
      },
    ],
    silentFor: ['metricsMissing'],
  },
];
