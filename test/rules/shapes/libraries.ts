/**
 * What libraries in a server show, written down from their documentation and from what they were seen to print.
 *
 * Nothing here may be taken from src/: else names that are wrong there would be right here.
 */
import { monitoring } from '../../../src';
import { count, fromFirst, PodScene, ServerScene } from '../scene';
import { up } from './cluster';
import { Series } from './series';

type Labels = { [label: string]: string };

/** The series of one server. */
export type Shape = (server: ServerScene, kind: monitoring.MonitorKind, minutes: number) => Series[];

/** What one library calls things. */
interface Library {
  readonly counter: string;
  readonly buckets: string;
  readonly request: Labels;
  readonly probe: Labels;
  readonly code: string;
  readonly ok: string;
  readonly internal: string;
  /** Bounds of the buckets, as they are written. */
  readonly bounds: number[];
  readonly unitsPerSecond?: number;
  /** Whether the histogram has the code too. */
  readonly codeInHistogram?: boolean;
}

/** Labels that a scrape adds. */
export function targetLabels({ namespace, server }: ServerScene, pod: PodScene, kind: monitoring.MonitorKind): Labels {
  const target = { namespace, pod: pod.name, instance: `${pod.ip}:9090` };
  const byOperator = { ...target, container: server, endpoint: 'metrics' };
  switch (kind) {
    case monitoring.MonitorKind.POD_MONITOR:
      return { ...byOperator, job: server };
    case monitoring.MonitorKind.SERVICE_MONITOR:
      return { ...byOperator, job: server, service: `${server}-headless` };
    case monitoring.MonitorKind.ANNOTATIONS:
      return { ...target, job: 'kubernetes-pods', node: 'node-a' };
    case monitoring.MonitorKind.NONE:
      return { ...byOperator, job: `${namespace}/of-somebody-else` };
  }
}

function library(names: Library): Shape {
  return (server, kind, minutes) =>
    server.pods.flatMap((pod) => {
      const target = targetLabels(server, pod, kind);
      return [...requests(names, pod, target, minutes), up(pod, target, minutes)];
    });
}

function requests(names: Library, pod: PodScene, target: Labels, minutes: number): Series[] {
  const { counter: metric, request, probe, code, ok, internal } = names;
  const counted = count(pod, minutes);
  const withCode = (labels: Labels, value: string) => ({ ...scraped(labels, target), [code]: value });
  return [
    { metric, labels: withCode(request, ok), samples: fromFirst(counted.succeeded) },
    { metric, labels: withCode(request, internal), samples: fromFirst(counted.failed) },
    { metric, labels: withCode(probe, ok), samples: counted.probes },
    ...[...names.bounds, Infinity].map((bound) => ({
      metric: names.buckets,
      labels: {
        ...(names.codeInHistogram ? withCode(request, ok) : scraped(request, target)),
        le: bound === Infinity ? '+Inf' : String(bound),
      },
      samples: pod.perMinute === undefined ? [] : counted.within(bound / (names.unitsPerSecond ?? 1)),
    })),
  ];
}

/** Labels of the target win: those of the metric that are called alike get a prefix. */
function scraped(labels: Labels, target: Labels): Labels {
  const own = Object.entries(labels).map(([label, value]) => [label in target ? `exported_${label}` : label, value]);
  return { ...Object.fromEntries(own), ...target };
}

const GO_REQUEST = { grpc_type: 'unary', grpc_service: 'demo.Greeter', grpc_method: 'SayHello' };
const GO_PROBE = { grpc_type: 'unary', grpc_service: 'grpc.health.v1.Health', grpc_method: 'Check' };

export const goGrpcMiddleware = library({
  counter: 'grpc_server_handled_total',
  buckets: 'grpc_server_handling_seconds_bucket',
  request: GO_REQUEST,
  probe: GO_PROBE,
  code: 'grpc_code',
  ok: 'OK',
  internal: 'Internal',
  bounds: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
});

export const javaGrpcPrometheus = library({
  counter: 'grpc_server_handled_total',
  buckets: 'grpc_server_handled_latency_seconds_bucket',
  request: { ...GO_REQUEST, grpc_type: 'UNARY' },
  probe: { ...GO_PROBE, grpc_type: 'UNARY' },
  code: 'code',
  ok: 'OK',
  internal: 'INTERNAL',
  bounds: [0.001, 0.005, 0.01, 0.05, 0.075, 0.1, 0.25, 0.5, 1, 2, 5, 10],
});

export const grpcOpenTelemetry = library({
  counter: 'grpc_server_call_duration_seconds_count',
  buckets: 'grpc_server_call_duration_seconds_bucket',
  request: { grpc_method: 'demo.Greeter/SayHello' },
  probe: { grpc_method: 'grpc.health.v1.Health/Check' },
  code: 'grpc_status',
  ok: 'OK',
  internal: 'INTERNAL',
  codeInHistogram: true,
  bounds: [0.001, 0.003, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10],
});

export const openTelemetry = library({
  counter: 'rpc_server_call_duration_seconds_count',
  buckets: 'rpc_server_call_duration_seconds_bucket',
  request: { rpc_system_name: 'grpc', rpc_method: 'demo.Greeter/SayHello' },
  probe: { rpc_system_name: 'grpc', rpc_method: 'grpc.health.v1.Health/Check' },
  code: 'rpc_response_status_code',
  ok: 'OK',
  internal: 'INTERNAL',
  codeInHistogram: true,
  bounds: [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
});

export const openTelemetryOld = library({
  counter: 'rpc_server_duration_milliseconds_count',
  buckets: 'rpc_server_duration_milliseconds_bucket',
  request: { rpc_system: 'grpc', rpc_service: 'demo.Greeter', rpc_method: 'SayHello' },
  probe: { rpc_system: 'grpc', rpc_service: 'grpc.health.v1.Health', rpc_method: 'Check' },
  code: 'rpc_grpc_status_code',
  ok: '0',
  internal: '13',
  codeInHistogram: true,
  bounds: [5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10000],
  unitsPerSecond: 1000,
});

export const micrometer = library({
  counter: 'grpc_server_processing_duration_seconds_count',
  buckets: 'grpc_server_processing_duration_seconds_bucket',
  request: { service: 'demo.Greeter', method: 'SayHello', methodType: 'UNARY' },
  probe: { service: 'grpc.health.v1.Health', method: 'Check', methodType: 'UNARY' },
  code: 'statusCode',
  ok: 'OK',
  internal: 'INTERNAL',
  codeInHistogram: true,
  bounds: [
    0.01, 0.020132659, 0.089478485, 0.111848106, 0.984263336, 1.431655765, 1.789569706, 2.147483647, 2.505397588, 30,
  ],
});
