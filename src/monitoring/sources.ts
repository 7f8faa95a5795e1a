import { matchers, quote } from '../private/promql';
import { Telemetry } from './telemetry';
import { TelemetryOptions, TelemetrySubject } from './telemetry-source';

/** A source: what it calls things, for one server. */
export type SourceRow = (subject: Required<TelemetrySubject>, labels: TelemetryOptions) => Telemetry;

const NO_CONNECTIONS = 'servers of plain gRPC count no connections';
const PROXY_HIDES_CONNECTIONS = "Istio's proxy counts no connections of gRPC ports unless its stats are extended";
const NO_LATENCY_PER_ENDPOINT = 'Envoy measures latencies per cluster, not per endpoint';

/** Status codes that are the server's fault, in the spellings in use; clones of one library differ in them. */
const NAMES =
  'Unknown|DeadlineExceeded|Unimplemented|Internal|Unavailable|DataLoss|UNKNOWN|DEADLINE_EXCEEDED|UNIMPLEMENTED|INTERNAL|UNAVAILABLE|DATA_LOSS';
const NUMBERS = '2|4|12|13|14|15';

/** What a library in the server counts: the pod on the series is the one that served. */
interface InServer {
  readonly sourceName: string;
  readonly requests: string;
  readonly latency: { buckets: string; unitsPerSecond?: number };
  readonly codeLabel: string;
  readonly failures: string;
  /** Label and value of the kubelet's probes, which would make an idle pod look busy. */
  readonly probes: [label: string, value: string];
  /** Matchers without which other protocols would be counted. */
  readonly only?: { [label: string]: string };
}

function inServer(row: InServer): SourceRow {
  return (subject, { podLabel = 'pod', namespaceLabel = 'namespace', jobLabel = 'job', codeLabel, serviceLabel }) => {
    const own = {
      [namespaceLabel]: subject.namespace,
      ...(jobLabel && subject.jobName && { [jobLabel]: subject.jobName }),
    };
    const pods = `${podLabel}=~${quote(subject.podNames)}`;
    const [probeLabel, probe] = row.probes;
    const selector = `${matchers({ ...own, ...row.only })},${pods},${serviceLabel ?? probeLabel}!~${quote(probe)}`;
    return {
      sourceName: row.sourceName,
      requests: row.requests,
      selector,
      podLabel,
      errors: { metric: row.requests, selector: `${selector},${codeLabel ?? row.codeLabel}=~${quote(row.failures)}` },
      latency: row.latency,
      absent: { connections: NO_CONNECTIONS },
      upSelector: `${matchers(own)},${pods}`,
    };
  };
}

const goGrpcMiddleware = inServer({
  sourceName: 'go-grpc-middleware',
  requests: 'grpc_server_handled_total',
  latency: { buckets: 'grpc_server_handling_seconds_bucket' },
  codeLabel: 'grpc_code',
  failures: NAMES,
  probes: ['grpc_service', 'grpc\\.health\\.v1\\.Health'],
});

const javaGrpcPrometheus = inServer({
  sourceName: 'java-grpc-prometheus',
  requests: 'grpc_server_handled_total',
  latency: { buckets: 'grpc_server_handled_latency_seconds_bucket' },
  codeLabel: 'code',
  failures: NAMES,
  probes: ['grpc_service', 'grpc\\.health\\.v1\\.Health'],
});

const grpcOpenTelemetry = inServer({
  sourceName: 'grpc-opentelemetry',
  requests: 'grpc_server_call_duration_seconds_count',
  latency: { buckets: 'grpc_server_call_duration_seconds_bucket' },
  codeLabel: 'grpc_status',
  failures: NAMES,
  probes: ['grpc_method', 'grpc\\.health\\.v1\\.Health/.*'],
});

const openTelemetry = inServer({
  sourceName: 'opentelemetry',
  requests: 'rpc_server_call_duration_seconds_count',
  latency: { buckets: 'rpc_server_call_duration_seconds_bucket' },
  codeLabel: 'rpc_response_status_code',
  failures: NAMES,
  probes: ['rpc_method', 'grpc\\.health\\.v1\\.Health/.*'],
  only: { rpc_system_name: 'grpc' },
});

const openTelemetryOld = inServer({
  sourceName: 'opentelemetry-old',
  requests: 'rpc_server_duration_milliseconds_count',
  latency: { buckets: 'rpc_server_duration_milliseconds_bucket', unitsPerSecond: 1000 },
  codeLabel: 'rpc_grpc_status_code',
  failures: NUMBERS,
  probes: ['rpc_service', 'grpc\\.health\\.v1\\.Health'],
  only: { rpc_system: 'grpc' },
});

const micrometer = inServer({
  sourceName: 'micrometer',
  requests: 'grpc_server_processing_duration_seconds_count',
  latency: { buckets: 'grpc_server_processing_duration_seconds_bucket' },
  codeLabel: 'statusCode',
  failures: NAMES,
  probes: ['service', 'grpc\\.health\\.v1\\.Health'],
});

const istio: SourceRow = ({ namespace, workloadName }, { podLabel = 'pod', codeLabel = 'grpc_response_status' }) => {
  // Without the reporter, the pods of callers would be counted too.
  const selector = matchers({
    reporter: 'destination',
    request_protocol: 'grpc',
    destination_workload_namespace: namespace,
    destination_workload: workloadName,
  });
  return {
    sourceName: 'istio',
    requests: 'istio_requests_total',
    selector,
    podLabel,
    errors: { metric: 'istio_requests_total', selector: `${selector},${codeLabel}=~${quote(NUMBERS)}` },
    latency: { buckets: 'istio_request_duration_milliseconds_bucket', unitsPerSecond: 1000 },
    absent: { connections: PROXY_HIDES_CONNECTIONS },
  };
};

/** Linkerd counts every HTTP request; only gRPC has a status. Its histogram has neither that label nor the classification. */
function linkerd(sourceName: string, own: { [label: string]: string }, codeLabel: string, peer: string): Telemetry {
  const selector = `${matchers(own)},${codeLabel}!=""`;
  return {
    sourceName,
    requests: 'response_total',
    selector,
    errors: { metric: 'response_total', selector: `${selector},classification="failure"` },
    latency: {
      buckets: 'response_latency_ms_bucket',
      unitsPerSecond: 1000,
      selector: `${matchers(own)},target_port!="4191"`,
    },
    connections: { metric: 'tcp_open_connections', selector: `${matchers({ ...own, peer })},target_port!="4191"` },
  };
}

const linkerdInbound: SourceRow = (
  { namespace, workloadKind, workloadName },
  { podLabel = 'pod', namespaceLabel = 'namespace', codeLabel = 'grpc_status' },
) => {
  const own = { [namespaceLabel]: namespace, [workloadKind.toLowerCase()]: workloadName };
  return {
    ...linkerd('linkerd', { direction: 'inbound', ...own }, codeLabel, 'src'),
    podLabel,
    // The workload is a label of the target, and so of `up`, only where the proxy is scraped.
    upSelector: matchers(own),
    // The proxy does not say which method was called: two gRPC probes, every 10 s by default, look like requests.
    probesPerSecond: 0.5,
  };
};

const linkerdOutbound: SourceRow = (
  { namespace, workloadKind, workloadName },
  { podLabel = 'dst_pod', namespaceLabel = 'dst_namespace', codeLabel = 'grpc_status' },
) => {
  const own = {
    direction: 'outbound',
    [namespaceLabel]: namespace,
    [`dst_${workloadKind.toLowerCase()}`]: workloadName,
  };
  return { ...linkerd('linkerd-outbound', own, codeLabel, 'dst'), podLabel };
};

/** The pod on these series is Envoy's own: a share by it would be the wrong answer under the right label. */
const envoy: SourceRow = ({ serverName, namespace }, { podLabel = 'envoy_endpoint_address' }) => ({
  sourceName: 'envoy',
  requests: 'envoy_cluster_endpoint_rq_total',
  // The endpoint on loopback is the fallback of an Envoy without DNS, not a pod.
  selector: `envoy_cluster_name=~${quote(`${namespace}/${serverName}/.+`)},${podLabel}!~${quote('127\\.0\\.0\\.1:.*|\\[::1\\]:.*')}`,
  podLabel,
  podLabelIsAddress: true,
  errors: { metric: 'envoy_cluster_endpoint_rq_error' },
  connections: { metric: 'envoy_cluster_endpoint_cx_active' },
  absent: { latency: NO_LATENCY_PER_ENDPOINT },
});

/** Every source that is known by name. */
export const sourceRows = {
  goGrpcMiddleware,
  javaGrpcPrometheus,
  grpcOpenTelemetry,
  openTelemetry,
  openTelemetryOld,
  micrometer,
  istio,
  linkerdInbound,
  linkerdOutbound,
  envoy,
};
