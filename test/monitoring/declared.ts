/** What every metric is known to have, written down by hand: nothing here is taken from src/. */
import { Declared } from './promql';

const TARGET = ['namespace', 'pod', 'job', 'instance'];

/** What Prometheus and kube-state-metrics show. */
export const CLUSTER: Declared = {
  up: [...TARGET, 'service', 'deployment'],
  kube_pod_status_ready: ['namespace', 'pod', 'uid', 'condition', 'job', 'instance'],
  kube_pod_start_time: ['namespace', 'pod', 'uid', 'job', 'instance'],
  kube_pod_info: ['namespace', 'pod', 'uid', 'pod_ip', 'host_ip', 'node', 'job', 'instance'],
};

const ISTIO = [
  ...TARGET,
  ...['reporter', 'source_workload', 'source_workload_namespace', 'destination_workload'],
  ...['destination_workload_namespace', 'destination_service', 'request_protocol', 'response_code'],
  ...['grpc_response_status', 'connection_security_policy'],
];
const LINKERD = [
  ...[...TARGET, 'deployment', 'direction', 'authority', 'target_addr', 'target_port', 'tls'],
  ...['dst_deployment', 'dst_namespace', 'dst_service', 'dst_pod'],
];
const LINKERD_METRICS = {
  response_total: [...LINKERD, 'status_code', 'classification', 'grpc_status', 'error'],
  response_latency_ms_bucket: [...LINKERD, 'status_code', 'le'],
  tcp_open_connections: [...LINKERD, 'peer'],
};
const ENVOY = [...TARGET, 'envoy_cluster_name', 'envoy_endpoint_address'];

/** What each source shows. */
export const METRICS: { [source: string]: Declared } = {
  goGrpcMiddleware: {
    grpc_server_handled_total: [...TARGET, 'grpc_type', 'grpc_service', 'grpc_method', 'grpc_code'],
    grpc_server_handling_seconds_bucket: [...TARGET, 'grpc_type', 'grpc_service', 'grpc_method', 'le'],
  },
  javaGrpcPrometheus: {
    grpc_server_handled_total: [...TARGET, 'grpc_type', 'grpc_service', 'grpc_method', 'code'],
    grpc_server_handled_latency_seconds_bucket: [...TARGET, 'grpc_type', 'grpc_service', 'grpc_method', 'le'],
  },
  grpcOpenTelemetry: {
    grpc_server_call_duration_seconds_count: [...TARGET, 'grpc_method', 'grpc_status'],
    grpc_server_call_duration_seconds_bucket: [...TARGET, 'grpc_method', 'grpc_status', 'le'],
  },
  openTelemetry: {
    rpc_server_call_duration_seconds_count: [...TARGET, 'rpc_system_name', 'rpc_method', 'rpc_response_status_code'],
    rpc_server_call_duration_seconds_bucket: [
      ...TARGET,
      ...['rpc_system_name', 'rpc_method', 'rpc_response_status_code', 'le'],
    ],
  },
  openTelemetryOld: {
    rpc_server_duration_milliseconds_count: [
      ...TARGET,
      ...['rpc_system', 'rpc_service', 'rpc_method', 'rpc_grpc_status_code'],
    ],
    rpc_server_duration_milliseconds_bucket: [
      ...TARGET,
      ...['rpc_system', 'rpc_service', 'rpc_method', 'rpc_grpc_status_code', 'le'],
    ],
  },
  micrometer: {
    grpc_server_processing_duration_seconds_count: [
      ...TARGET,
      ...['service', 'exported_service', 'method', 'methodType', 'statusCode'],
    ],
    grpc_server_processing_duration_seconds_bucket: [
      ...TARGET,
      ...['service', 'exported_service', 'method', 'methodType', 'statusCode', 'le'],
    ],
  },
  istio: {
    envoy_server_live: TARGET,
    istio_requests_total: ISTIO,
    istio_request_duration_milliseconds_bucket: [...ISTIO, 'le'],
  },
  linkerdInbound: LINKERD_METRICS,
  linkerdOutbound: LINKERD_METRICS,
  envoy: {
    envoy_cluster_endpoint_rq_total: ENVOY,
    envoy_cluster_endpoint_rq_error: ENVOY,
    envoy_cluster_endpoint_cx_active: ENVOY,
  },
  custom: {
    calls_total: ['app', 'env', 'k8s_pod', 'result'],
    call_milliseconds_bucket: ['app', 'env', 'k8s_pod', 'le'],
    calls_open_connections: ['app', 'env', 'k8s_pod'],
  },
};

/** Labels of a recorded series, by its level. */
export function recordedLabels(record: string): string[] {
  const constant = ['grpc_server', 'namespace'];
  return record.startsWith('grpc_server_pod:') ? [...constant, 'pod'] : constant;
}
