import {
  EVEN,
  failsFrom,
  firing,
  greeter,
  missing,
  MOSTLY_ONE,
  mostlyOneOfFive,
  RuleCase,
  sharing,
  silentAt,
} from './parts';

/** Endpoints of a pod with a proxy, of which the server's own may be scraped by us, or by nobody. */
const PROXY = { portName: 'envoy-stats', port: 19090, path: '/stats/prometheus', proxy: true };
const SERVER = { portName: 'metrics', port: 9090, path: '/metrics' };

/** What is not there, and looks as if nobody called. */
export const MISSING: RuleCase[] = [
  {
    name: 'readiness by up: nothing is up, until it is repaired',
    minutes: 60,
    props: { readiness: 'up' as any },
    servers: greeter(sharing(EVEN, { scraped: failsFrom(5) })),
    checks: [...silentAt(6, 12, 19), { at: 30, firing: missing('1') }, ...silentAt(43, 60)],
    everyMonitor: true,
  },
  {
    name: 'readiness by up: nobody scrapes the pods',
    minutes: 20,
    props: { readiness: 'up' as any },
    servers: greeter(sharing(EVEN, { scraped: -1 }), { kubeStateMetrics: 0 }),
    checks: [...silentAt(10), { at: 18, firing: missing('1') }],
  },
  {
    name: 'readiness by up: one pod of five cannot be scraped, which looks as if it were not ready',
    minutes: 40,
    props: { readiness: 'up' as any },
    of: ({ inServer }) => inServer,
    servers: greeter(sharing(EVEN).map((pod, index) => (index > 0 ? pod : { ...pod, scraped: failsFrom(5) }))),
    checks: silentAt(10, 20, 39),
    silentFor: ['metricsMissing', 'podIdle'],
  },
  ...[
    'a proxy beside the server is scraped, and the server cannot be',
    'a proxy is scraped, and the server by nobody',
  ].map((name, index): RuleCase => ({
    name,
    minutes: 60,
    of: ({ inServer }) => inServer,
    props: { endpoints: index === 0 ? [PROXY, SERVER] : [PROXY] },
    servers: greeter(sharing(EVEN, { scraped: index === 0 ? failsFrom(5) : -1 }), { besideProxy: true }),
    checks: [{ at: 30, firing: missing('5') }],
  })),
  {
    name: 'one pod of five cannot be scraped, and the proxy in it can: it is not idle',
    minutes: 40,
    of: ({ inServer }) => inServer,
    props: { endpoints: [PROXY, SERVER] },
    servers: greeter(
      sharing(EVEN).map((pod, index) => (index > 0 ? pod : { ...pod, scraped: failsFrom(5) })),
      { besideProxy: true },
    ),
    checks: [...silentAt(10, 15, 19), { at: 30, firing: missing('1') }],
    silentFor: ['podIdle', 'requestsUneven'],
  },
  {
    name: 'the server has another library, or Linkerd takes its port for opaque, and the kubelet calls it',
    minutes: 40,
    of: ({ inServer, key }) => inServer || key === 'linkerdInbound',
    props: { grpcProbes: true },
    servers: greeter(sharing(MOSTLY_ONE), { uninstrumented: true }),
    checks: [...silentAt(10), { at: 18, firing: missing('5') }, { at: 40, firing: missing('5') }],
    everyMonitor: true,
  },
  {
    name: 'the server has another library, readiness by up',
    minutes: 40,
    of: ({ inServer }) => inServer,
    props: { grpcProbes: true, readiness: 'up' as any },
    servers: greeter(sharing(MOSTLY_ONE), { uninstrumented: true }),
    checks: [...silentAt(10), { at: 40, firing: missing('5') }],
  },
  {
    name: 'nobody has called the server, or it has another library: without probes nobody can tell',
    minutes: 40,
    of: ({ inServer }) => inServer,
    servers: greeter(sharing(EVEN), { uninstrumented: true }),
    checks: silentAt(10, 18, 40),
    silentFor: ['metricsMissing'],
  },
  {
    name: 'only the kubelet has called the server',
    minutes: 40,
    of: ({ inServer, key }) => inServer || key === 'linkerdInbound',
    props: { grpcProbes: true },
    servers: greeter(sharing([0, 0, 0, 0, 0]), { grpcProbes: 12 }),
    checks: silentAt(10, 18, 40),
    silentFor: ['metricsMissing'],
    everyMonitor: true,
  },
  {
    name: 'kube-state-metrics does not tell when pods started',
    minutes: 40,
    servers: greeter(sharing(MOSTLY_ONE), { dropped: ['kube_pod_start_time'] }),
    checks: [
      ...silentAt(10, 12),
      {
        at: 18,
        // Those that need no age see the skew.
        firing: [firing('requestsUnevenForLong', { value: '4.25' }), ...missing('5')],
      },
    ],
  },
  {
    name: 'kube-state-metrics does not tell when pods started, and nothing is scraped',
    minutes: 20,
    servers: greeter(sharing(EVEN, { scraped: -1 }), { dropped: ['kube_pod_start_time'] }),
    checks: [...silentAt(10), { at: 18, firing: missing('5') }],
  },
  {
    name: 'kube-state-metrics does not tell the addresses of pods',
    minutes: 20,
    of: ({ key }) => key === 'envoy',
    servers: greeter(sharing(MOSTLY_ONE), { dropped: ['kube_pod_info'] }),
    checks: [...silentAt(10), { at: 18, firing: missing('5') }],
  },
  {
    name: 'callers dial addresses of the other family',
    minutes: 20,
    of: ({ key }) => key === 'envoy',
    servers: greeter(sharing(MOSTLY_ONE).map((pod, index) => ({ ...pod, dialled: `[fd00::${index + 1}]` }))),
    checks: [...silentAt(10), { at: 18, firing: missing('5') }],
  },
  {
    name: 'callers dial addresses of IPv6, which the pods have',
    minutes: 20,
    of: ({ key }) => key === 'envoy',
    servers: greeter(
      sharing(EVEN).map((pod, index) => ({ ...pod, ip: `fd00::${index + 1}`, dialled: `[fd00::${index + 1}]` })),
    ),
    checks: silentAt(10, 18),
    silentFor: ['metricsMissing'],
  },
  {
    name: 'all pods are alive and none is ready: no metric is missing',
    minutes: 40,
    of: ({ key }) => key !== 'envoy',
    servers: greeter(
      sharing(EVEN, {
        ready: [
          [0, 1],
          [5, 0],
        ] as [number, number][],
      }),
    ),
    checks: silentAt(10, 25, 40),
    silentFor: ['metricsMissing'],
  },
  ...[sharing([90, 5, 5, 0, 0]), sharing([0.1, 0.1, 0.1, 0, 0])].map((pods, index): RuleCase => ({
    name: `requests are kept and other series of the proxy dropped, ${index === 0 ? 'two pods are idle' : 'little is called'}`,
    minutes: 40,
    of: ({ key }) => key === 'istio',
    servers: greeter(pods, { dropped: ['envoy_server_live'] }),
    checks: index === 0 ? [{ at: 30, firing: mostlyOneOfFive() }] : silentAt(18, 40),
    silentFor: ['metricsMissing'],
  })),
];
