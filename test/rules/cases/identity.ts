import { PodScene } from '../scene';
import { firing, greeter, PERCENT, podNamed, RuleCase, sharing, silentAt } from './parts';

const NAMED_BY_OTHERS = { pod: 'kubernetes_pod_name', namespace: 'kubernetes_namespace' };

/** Whose requests are counted: other servers, other pods, other labels. */
export const IDENTITY: RuleCase[] = [
  {
    name: 'two servers with the same pod names in two namespaces: the even one stays silent',
    minutes: 12,
    servers: [
      ...greeter(sharing([20, 20, 20, 20, 20])),
      ...greeter(sharing([90, 5, 5, 0, 0]).map(elsewhere), { namespace: 'prod' }),
    ],
    // Metrics of one's own have the namespace in their selector.
    of: ({ key }) => key !== 'custom',
    checks: [
      {
        at: 10,
        firing: [
          firing('requestsUneven', { server: 'prod/greeter', value: '4.5' }),
          firing('podIdle', { server: 'prod/greeter', pod: podNamed(3).name }),
          firing('podIdle', { server: 'prod/greeter', pod: podNamed(4).name }),
        ],
      },
    ],
    silentFor: ['requestsUneven', 'podIdle'],
    everyMonitor: true,
  },
  {
    name: 'a canary of one pod beside twenty, which gets ten times as much and fails',
    minutes: 40,
    servers: greeter([
      ...Array.from({ length: 20 }, (_, index): PodScene => ({ ...podNamed(index), perMinute: 5 * PERCENT })),
      { ...canary(), perMinute: 50 * PERCENT, failing: 1, seconds: 1.8, connections: 100 },
    ]),
    checks: silentAt(10, 20, 40),
    silentFor: ['requestsUneven', 'requestsUnevenForLong', 'podFailing', 'podSlow', 'connectionsUneven'],
  },
  {
    name: 'pods of a DaemonSet and of a Job whose names begin alike',
    minutes: 40,
    servers: greeter([
      ...sharing([20, 20, 20, 20, 20]),
      ...['agent', 'migrate'].map((workload, index) => ({
        name: `greeter-${workload}-x7k2p`,
        ip: `10.0.30.${index + 2}`,
        workload: `greeter-${workload}`,
      })),
    ]),
    checks: silentAt(10, 20, 40),
    silentFor: ['requestsUneven', 'requestsUnevenForLong', 'podIdle', 'metricsMissing'],
  },
  {
    name: 'a canary of one pod among twenty, which gets a tenth',
    minutes: 40,
    servers: greeter(
      Array.from({ length: 20 }, (_, index): PodScene => ({
        ...podNamed(index),
        perMinute: (index === 0 ? 0.5 : 5) * PERCENT,
      })),
    ),
    checks: silentAt(10, 20, 40),
    silentFor: ['requestsUneven', 'requestsUnevenForLong', 'podIdle'],
  },
  {
    name: 'one pod of five fails, whose status is spelt as in clones of the library',
    minutes: 12,
    of: ({ key }) => key === 'goGrpcMiddleware',
    renamed: { 'grpc_code="Internal"': 'grpc_code="INTERNAL"' },
    servers: greeter(sharing([20, 20, 20, 20, 20]).map((pod, index) => ({ ...pod, failing: index ? 0 : 0.2 }))),
    checks: [{ at: 10, firing: [firing('podFailing', { pod: podNamed(0).name, value: '20%' })] }],
  },
  ...(['kube-state-metrics', 'up'] as const).map((readiness): RuleCase => ({
    name: `labels are called differently, readiness by ${readiness}`,
    minutes: 22,
    of: ({ inServer, key }) => inServer || key === 'linkerdInbound',
    renamed: NAMED_BY_OTHERS,
    props: { readiness: readiness as any },
    servers: greeter(sharing([90, 5, 5, 0, 0])),
    checks: [
      {
        at: 20,
        firing: [
          firing(readiness === 'up' ? 'requestsUnevenForLong' : 'requestsUneven', { value: '4.5' }),
          firing('podIdle', { pod: podNamed(3).name }),
          firing('podIdle', { pod: podNamed(4).name }),
        ],
      },
    ],
  })),
];

/** A pod of the same name has another address elsewhere. */
function elsewhere(pod: PodScene): PodScene {
  return { ...pod, ip: pod.ip.replace('10.0', '10.1') };
}

/** A Deployment of its own, behind the same Service. */
function canary() {
  return { name: 'greeter-canary-5b7f9d8c4c-q2w4x', ip: '10.0.30.1', workload: 'greeter-canary' };
}
