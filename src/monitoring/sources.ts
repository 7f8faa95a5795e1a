import { matchers, quote } from '../private/promql';
import { BindSource } from './bind-source';
import { envoy, istio, linkerdInbound, linkerdOutbound } from './proxy-sources';
import { FAULT_NAMES, FAULT_NUMBERS } from './status-codes';

const NO_CONNECTIONS = 'servers of plain gRPC count no connections';

/** What a library in the server counts: the pod on the series is the one that served. */
interface InServer {
  readonly sourceName: string;
  readonly requests: string;
  readonly latency: { buckets: string; unitsPerSecond?: number };
  readonly codeLabel: string;
  /** Status codes that are the server's fault. */
  readonly faults: string;
  /** Label and value of the kubelet's probes, which would make an idle pod look busy. */
  readonly probes: [label: string, value: string];
  /** Matchers without which other protocols would be counted. */
  readonly only?: { [label: string]: string };
}

/** A ServiceMonitor has a label of its own that is called `service`: that of the metric is renamed. */
function asScraped(label: string): string[] {
  return label === 'service' ? [label, 'exported_service'] : [label];
}

function inServer(row: InServer): BindSource {
  return (subject, { podLabel = 'pod', namespaceLabel = 'namespace', jobLabel = 'job', codeLabel, serviceLabel }) => {
    const { namespace, podNames, jobName, proxyJobName } = subject;
    const own = { [namespaceLabel]: namespace, ...(jobLabel && jobName && { [jobLabel]: jobName }) };
    const pods = `${podLabel}=~${quote(podNames)}`;
    // Where others scrape the server, that our monitor reaches a proxy beside it says nothing.
    const notOfProxy = jobLabel && !jobName && proxyJobName ? [`${jobLabel}!=${quote(proxyJobName)}`] : [];
    const [probeLabel, probe] = row.probes;
    const noProbes = [serviceLabel ?? probeLabel].flatMap(asScraped).map((label) => `${label}!~${quote(probe)}`);
    const all = [matchers({ ...own, ...row.only }), pods];
    const selector = [...all, ...noProbes].join(',');
    return {
      sourceName: row.sourceName,
      requests: row.requests,
      selector,
      podLabel,
      errors: { metric: row.requests, selector: `${selector},${codeLabel ?? row.codeLabel}=~${quote(row.faults)}` },
      latency: row.latency,
      absent: { connections: NO_CONNECTIONS },
      probedSelector: all.join(','),
      upSelector: [matchers(own), pods, ...notOfProxy].join(','),
    };
  };
}

const goGrpcMiddleware = inServer({
  sourceName: 'go-grpc-middleware',
  requests: 'grpc_server_handled_total',
  latency: { buckets: 'grpc_server_handling_seconds_bucket' },
  codeLabel: 'grpc_code',
  faults: FAULT_NAMES,
  probes: ['grpc_service', 'grpc\\.health\\.v1\\.Health'],
});

const javaGrpcPrometheus = inServer({
  sourceName: 'java-grpc-prometheus',
  requests: 'grpc_server_handled_total',
  latency: { buckets: 'grpc_server_handled_latency_seconds_bucket' },
  codeLabel: 'code',
  faults: FAULT_NAMES,
  probes: ['grpc_service', 'grpc\\.health\\.v1\\.Health'],
});

const grpcOpenTelemetry = inServer({
  sourceName: 'grpc-opentelemetry',
  requests: 'grpc_server_call_duration_seconds_count',
  latency: { buckets: 'grpc_server_call_duration_seconds_bucket' },
  codeLabel: 'grpc_status',
  faults: FAULT_NAMES,
  probes: ['grpc_method', 'grpc\\.health\\.v1\\.Health/.*'],
});

const openTelemetry = inServer({
  sourceName: 'opentelemetry',
  requests: 'rpc_server_call_duration_seconds_count',
  latency: { buckets: 'rpc_server_call_duration_seconds_bucket' },
  codeLabel: 'rpc_response_status_code',
  faults: FAULT_NAMES,
  probes: ['rpc_method', 'grpc\\.health\\.v1\\.Health/.*'],
  only: { rpc_system_name: 'grpc' },
});

const openTelemetryOld = inServer({
  sourceName: 'opentelemetry-old',
  requests: 'rpc_server_duration_milliseconds_count',
  latency: { buckets: 'rpc_server_duration_milliseconds_bucket', unitsPerSecond: 1000 },
  codeLabel: 'rpc_grpc_status_code',
  faults: FAULT_NUMBERS,
  probes: ['rpc_service', 'grpc\\.health\\.v1\\.Health'],
  only: { rpc_system: 'grpc' },
});

const micrometer = inServer({
  sourceName: 'micrometer',
  requests: 'grpc_server_processing_duration_seconds_count',
  latency: { buckets: 'grpc_server_processing_duration_seconds_bucket' },
  codeLabel: 'statusCode',
  faults: FAULT_NAMES,
  probes: ['service', 'grpc\\.health\\.v1\\.Health'],
});

/** Every source that is known by name. */
export const namedSources = {
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
