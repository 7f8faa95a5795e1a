import { monitoring } from '../../src';
import { podNamesOf } from '../../src/monitoring/pod-names';

const { TelemetrySource } = monitoring;

const SUBJECT = { serverName: 'greeter', namespace: 'demo' };

/** Every label of `TelemetryOptions`, by a name that occurs nowhere else. */
const RENAMED: Required<monitoring.TelemetryOptions> = {
  podLabel: 'l_pod',
  namespaceLabel: 'l_namespace',
  jobLabel: 'l_job',
  codeLabel: 'l_code',
  serviceLabel: 'l_service',
};

const FACTORIES = {
  goGrpcMiddleware: TelemetrySource.goGrpcMiddleware,
  javaGrpcPrometheus: TelemetrySource.javaGrpcPrometheus,
  grpcOpenTelemetry: TelemetrySource.grpcOpenTelemetry,
  openTelemetry: TelemetrySource.openTelemetry,
  openTelemetryOld: TelemetrySource.openTelemetryOld,
  micrometer: TelemetrySource.micrometer,
  istio: TelemetrySource.istio,
  linkerdInbound: TelemetrySource.linkerdInbound,
  linkerdOutbound: TelemetrySource.linkerdOutbound,
  envoy: TelemetrySource.envoy,
};
type Factory = keyof typeof FACTORIES;

/** Labels that a source does not read, as it knows the server and the pod by others. */
const WITHOUT: { [source in Factory]?: (keyof monitoring.TelemetryOptions)[] } = {
  istio: ['jobLabel', 'serviceLabel'],
  linkerdInbound: ['jobLabel', 'serviceLabel'],
  linkerdOutbound: ['jobLabel', 'serviceLabel'],
  envoy: ['namespaceLabel', 'jobLabel', 'codeLabel', 'serviceLabel'],
};

const combinations = Object.entries(FACTORIES).flatMap(([source, factory]) =>
  (Object.keys(RENAMED) as (keyof monitoring.TelemetryOptions)[]).map((label) => ({ source, factory, label })),
);

test.each(combinations)('$source: $label can be renamed, and no other label with it', ({ source, factory, label }) => {
  const usual = JSON.stringify(factory({}).bind(SUBJECT));
  const renamed = JSON.stringify(factory({ [label]: RENAMED[label] }).bind(SUBJECT));
  const reads = !WITHOUT[source as Factory]?.includes(label);
  expect(renamed.includes(RENAMED[label])).toBe(reads);
  expect(renamed !== usual).toBe(reads);
  const others = Object.values(RENAMED).filter((name) => name !== RENAMED[label]);
  expect(others.filter((name) => renamed.includes(name))).toEqual([]);
});

test('without options, the labels of the source', () => {
  expect(TelemetrySource.goGrpcMiddleware().bind(SUBJECT)).toEqual({
    sourceName: 'go-grpc-middleware',
    requests: 'grpc_server_handled_total',
    selector:
      'namespace="demo",job="greeter",pod=~"greeter-[bcdf4-9]{1,10}-[bcdfghjklmnpqrstvwxz2456789]{5}",grpc_service!~"grpc\\\\.health\\\\.v1\\\\.Health"',
    podLabel: 'pod',
    errors: {
      metric: 'grpc_server_handled_total',
      selector:
        'namespace="demo",job="greeter",pod=~"greeter-[bcdf4-9]{1,10}-[bcdfghjklmnpqrstvwxz2456789]{5}",grpc_service!~"grpc\\\\.health\\\\.v1\\\\.Health",grpc_code=~"Unknown|DeadlineExceeded|Unimplemented|Internal|Unavailable|DataLoss|UNKNOWN|DEADLINE_EXCEEDED|UNIMPLEMENTED|INTERNAL|UNAVAILABLE|DATA_LOSS"',
    },
    latency: { buckets: 'grpc_server_handling_seconds_bucket' },
    absent: { connections: 'servers of plain gRPC count no connections' },
    probedSelector: 'namespace="demo",job="greeter",pod=~"greeter-[bcdf4-9]{1,10}-[bcdfghjklmnpqrstvwxz2456789]{5}"',
    upSelector: 'namespace="demo",job="greeter",pod=~"greeter-[bcdf4-9]{1,10}-[bcdfghjklmnpqrstvwxz2456789]{5}"',
  });
});

test.each(Object.entries(FACTORIES))('%s says why each signal that it lacks is not there', (_source, factory) => {
  const { errors, latency, connections, absent = {} } = factory().bind(SUBJECT);
  const lacking = Object.entries({ errors, latency, connections }).filter(([, signal]) => signal === undefined);
  expect(Object.keys(absent).sort()).toEqual(lacking.map(([name]) => name).sort());
});

test('an unknown job is not matched, and neither is one without a label', () => {
  expect(TelemetrySource.micrometer().bind({ ...SUBJECT, jobName: '' }).selector).not.toContain('job');
  expect(TelemetrySource.micrometer({ jobLabel: '' }).bind(SUBJECT).selector).not.toContain('job');
  expect(TelemetrySource.micrometer().bind({ ...SUBJECT, jobName: 'other' }).selector).toContain('job="other"');
});

test.each([
  ['StatefulSet', 'statefulset'],
  ['DaemonSet', 'daemonset'],
])('Linkerd has a label for a %s', (workloadKind, label) => {
  const subject = { ...SUBJECT, workloadKind, workloadName: 'other' };
  expect(TelemetrySource.linkerdInbound().bind(subject).selector).toContain(`${label}="other"`);
  expect(TelemetrySource.linkerdOutbound().bind(subject).selector).toContain(`dst_${label}="other"`);
});

test('what is written by hand is taken as it is', () => {
  const telemetry = { sourceName: 'own', requests: 'calls_total', selector: 'app="greeter"' };
  expect(TelemetrySource.custom(telemetry).bind(SUBJECT)).toEqual(telemetry);
});

describe('names of pods', () => {
  const names = (kind: string, name: string) => new RegExp(`^(?:${podNamesOf(kind, name)})$`);

  test.each([
    ['Deployment', 'greeter', 'greeter-6d4cf56db6-x7k2p'],
    ['StatefulSet', 'greeter', 'greeter-12'],
    ['DaemonSet', 'greeter', 'greeter-x7k2p'],
    ['Deployment', 'greeter.v2', 'greeter.v2-6d4cf56db6-x7k2p'],
    ['Rollout', 'greeter', 'greeter-6d4cf56db6-x7k2p'],
    ['ReplicaSet', 'greeter', 'greeter-x7k2p'],
    ['CloneSet', 'greeter', 'greeter-x7k2p'],
    ['Unheard', 'greeter', 'greeter-x7k2p'],
    ['Unheard', 'greeter', 'greeter-6d4cf56db6-x7k2p'],
  ])('%s %s has the pod %s', (kind, name, pod) => expect(pod).toMatch(names(kind, name)));

  test.each([
    ['Deployment', 'greeter', 'greeter-canary-6d4cf56db6-x7k2p'],
    ['Deployment', 'greeter', 'the-greeter-6d4cf56db6-x7k2p'],
    ['Deployment', 'greeter', 'greeter-0'],
    ['StatefulSet', 'greeter', 'greeter-canary-0'],
    ['StatefulSet', 'greeter', 'greeter-x7k2p'],
    ['Deployment', 'greeter', 'greeter-agent-x7k2p'],
    ['Deployment', 'greeter', 'greeter-migrate-x7k2p'],
    ['DaemonSet', 'greeter', 'greeter-audit'],
    ['DaemonSet', 'greeter', 'greeter-canary-x7k2p'],
    ['CloneSet', 'greeter', 'greeter-canary-x7k2p'],
    ['Unheard', 'greeter', 'greeter-canary-6d4cf56db6-x7k2p'],
    ['Deployment', 'greeter.v2', 'greeter-v2-6d4cf56db6-x7k2p'],
  ])('%s %s has no pod %s', (kind, name, pod) => expect(pod).not.toMatch(names(kind, name)));

  /** Kubernetes: `generateName` is cut so that five characters fit into 63. */
  const generated = (prefix: string) => `${prefix.slice(0, 58)}x7k2p`;
  const lengths = Array.from({ length: 63 }, (_, index) => index + 1);

  test.each(lengths)('are known of workloads whose names have %i characters', (length) => {
    const name = 'g'.repeat(length);
    for (const hash of ['6', '6d4cf56db6']) {
      expect(generated(`${name}-${hash}-`)).toMatch(names('Deployment', name));
    }
    expect(generated(`${name}-`)).toMatch(names('DaemonSet', name));
  });
});
