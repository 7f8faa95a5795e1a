import { matchers, quote } from '../private/promql';
import { BindSource } from './bind-source';
import { FAULT_NUMBERS } from './status-codes';
import { Telemetry } from './telemetry';

const PROXY_HIDES_CONNECTIONS = "Istio's proxy counts no connections of gRPC ports unless its stats are extended";
const NO_LATENCY_PER_ENDPOINT = 'Envoy measures latencies per cluster, not per endpoint';

export const istio: BindSource = (
  { namespace, workloadName, podNames },
  { podLabel = 'pod', namespaceLabel = 'namespace', codeLabel = 'grpc_response_status' },
) => {
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
    errors: { metric: 'istio_requests_total', selector: `${selector},${codeLabel}=~${quote(FAULT_NUMBERS)}` },
    latency: { buckets: 'istio_request_duration_milliseconds_bucket', unitsPerSecond: 1000 },
    absent: { connections: PROXY_HIDES_CONNECTIONS },
    // `up` may be that of the application in the same pod. Of Envoy's own series, this is one that Istio keeps.
    presence: {
      metric: 'envoy_server_live',
      selector: `${matchers({ [namespaceLabel]: namespace })},${podLabel}=~${quote(podNames)}`,
    },
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

export const linkerdInbound: BindSource = (
  { namespace, workloadKind, workloadName },
  { podLabel = 'pod', namespaceLabel = 'namespace', codeLabel = 'grpc_status' },
) => {
  const own = { [namespaceLabel]: namespace, [workloadKind.toLowerCase()]: workloadName };
  const inbound = linkerd('linkerd', { direction: 'inbound', ...own }, codeLabel, 'src');
  return {
    ...inbound,
    podLabel,
    // A port that Linkerd takes for opaque shows not even those.
    probedSelector: inbound.selector,
    // The workload is a label of the target, and so of `up`, only where the proxy is scraped.
    upSelector: matchers(own),
    // The proxy does not say which method was called: two gRPC probes, every 10 s by default, look like requests.
    probesPerSecond: 0.5,
  };
};

export const linkerdOutbound: BindSource = (
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
export const envoy: BindSource = ({ serverName, namespace }, { podLabel = 'envoy_endpoint_address' }) => ({
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
