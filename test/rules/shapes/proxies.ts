/** What proxies show, written down from what they were seen to print; see libraries.ts. */
import { count, counter, fromFirst, gauge, PodScene, ServerScene } from '../scene';
import { valueAt } from '../timeline';
import { up } from './cluster';
import { Shape, targetLabels } from './libraries';
import { Series } from './series';

type Labels = { [label: string]: string };

const ISTIO_BOUNDS = [0.5, 1, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10000, 30000];
const LINKERD_BOUNDS = [
  1, 2, 3, 4, 5, 10, 20, 30, 40, 50, 100, 200, 300, 400, 500, 1000, 2000, 3000, 4000, 5000, 10000,
];

export const istio: Shape = (server, _kind, minutes) =>
  server.pods.flatMap((pod) => {
    const target = { namespace: server.namespace, pod: pod.name, job: 'envoy-stats', instance: `${pod.ip}:15090` };
    const reported = (reporter: string) => ({
      reporter,
      source_workload: 'frontend',
      source_workload_namespace: 'shop',
      destination_workload: pod.workload ?? server.server,
      destination_workload_namespace: server.namespace,
      destination_service: `${server.server}.${server.namespace}.svc.cluster.local`,
      request_protocol: 'grpc',
      response_code: '200',
      connection_security_policy: 'mutual_tls',
    });
    const counted = count(pod, minutes);
    const metric = 'istio_requests_total';
    const own = { ...reported('destination'), ...target };
    return [
      { metric, labels: { ...own, grpc_response_status: '0' }, samples: fromFirst(counted.succeeded) },
      { metric, labels: { ...own, grpc_response_status: '13' }, samples: fromFirst(counted.failed) },
      ...buckets('istio_request_duration_milliseconds_bucket', own, pod, ISTIO_BOUNDS, minutes),
      { metric: 'envoy_server_live', labels: target, samples: gauge(pod, minutes, () => 1) },
      // The server calls somebody, and itself reports that.
      { metric, labels: { ...reported('source'), ...target, grpc_response_status: '0' }, samples: counted.probes },
      up(pod, target, minutes),
    ];
  });

export const linkerdInbound: Shape = (server, _kind, minutes) =>
  server.pods.flatMap((pod) => {
    const target = {
      namespace: server.namespace,
      pod: pod.name,
      deployment: pod.workload ?? server.server,
      job: 'linkerd-proxy',
      instance: `${pod.ip}:4191`,
    };
    const address = (port: string) => ({ direction: 'inbound', target_addr: `0.0.0.0:${port}`, target_port: port });
    const counted = count(pod, minutes);
    const probes = counter(pod, minutes, () => server.grpcProbes ?? 0);
    return [
      ...linkerdSeries({ ...address('50051'), tls: 'true', ...target }, pod, minutes, 'src'),
      linkerdResponses({ ...address('50051'), tls: 'no_identity', ...target }, '0', fromFirst(probes)),
      // Scrapes of the proxy itself, and HTTP probes.
      linkerdResponses({ ...address('4191'), tls: 'no_identity', ...target }, '', counted.probes),
      linkerdResponses({ ...address('8080'), tls: 'no_identity', ...target }, '', counted.probes),
      up(pod, target, minutes),
    ];
  });

/** Two callers, each with a proxy that knows every pod of the server. */
export const linkerdOutbound: Shape = (server, kind, minutes) =>
  server.pods.flatMap((pod) => [
    ...['frontend-6c9d7f5b48-p4xqz', 'mobile-0'].flatMap((caller, index) =>
      linkerdSeries(linkerdCaller(server, pod, caller, index), halved(pod), minutes, 'dst'),
    ),
    up(pod, targetLabels(server, pod, kind), minutes),
  ]);

function linkerdCaller(server: ServerScene, pod: PodScene, caller: string, index: number): Labels {
  return {
    direction: 'outbound',
    authority: `${server.server}.${server.namespace}.svc.cluster.local:50051`,
    target_addr: `${pod.ip}:50051`,
    target_port: '50051',
    tls: 'true',
    dst_deployment: pod.workload ?? server.server,
    dst_namespace: server.namespace,
    dst_service: server.server,
    dst_pod: pod.name,
    namespace: 'shop',
    pod: caller,
    job: 'linkerd-proxy',
    instance: `10.0.8.${index}:4191`,
  };
}

function linkerdSeries(labels: Labels, pod: PodScene, minutes: number, peer: string): Series[] {
  const counted = count(pod, minutes);
  const connections = gauge(pod, minutes, (minute) => valueAt(pod.connections ?? 10, minute));
  return [
    linkerdResponses(labels, '0', fromFirst(counted.succeeded)),
    linkerdResponses(labels, '13', fromFirst(counted.failed)),
    ...buckets('response_latency_ms_bucket', { ...labels, status_code: '200' }, pod, LINKERD_BOUNDS, minutes),
    { metric: 'tcp_open_connections', labels: { ...labels, peer }, samples: connections },
  ];
}

function linkerdResponses(labels: Labels, grpcStatus: string, samples: (number | undefined)[]): Series {
  const classification = grpcStatus === '13' ? 'failure' : 'success';
  const outcome = { status_code: '200', classification, grpc_status: grpcStatus, error: '' };
  return { metric: 'response_total', labels: { ...labels, ...outcome }, samples };
}

/** Two Envoys, each of which knows every endpoint, called or not, and the fallback on loopback. */
export const envoy: Shape = (server, kind, minutes) => [
  ...['frontend-6c9d7f5b48-p4xqz', 'mobile-0'].flatMap((proxy, index) => {
    const labels = (address: string) => ({
      envoy_cluster_name: `${server.namespace}/${server.server}/grpc`,
      envoy_endpoint_address: address,
      namespace: 'shop',
      pod: proxy,
      job: 'frontend',
      instance: `10.0.8.${index}:19090`,
    });
    const fallback = counter(server.pods[0], minutes, () => 1000);
    return [
      ...server.pods.flatMap((pod) => endpoint(labels(`${pod.dialled ?? pod.ip}:50051`), halved(pod), minutes)),
      { metric: 'envoy_cluster_endpoint_rq_total', labels: labels('127.0.0.1:50051'), samples: fallback },
    ];
  }),
  ...server.pods.map((pod) => up(pod, targetLabels(server, pod, kind), minutes)),
];

function endpoint(labels: Labels, pod: PodScene, minutes: number): Series[] {
  const { succeeded, failed } = count(pod, minutes);
  const connections = gauge(pod, minutes, (minute) => valueAt(pod.connections ?? 10, minute));
  const total = succeeded.map((value, index) => (value === undefined ? undefined : value + failed[index]!));
  // No pod is known that is not ready.
  if (pod.ready === 0) return [];
  return [
    { metric: 'envoy_cluster_endpoint_rq_total', labels, samples: total },
    { metric: 'envoy_cluster_endpoint_rq_success', labels, samples: succeeded },
    { metric: 'envoy_cluster_endpoint_rq_error', labels, samples: failed },
    { metric: 'envoy_cluster_endpoint_cx_active', labels, samples: connections },
  ];
}

/** What one of two callers does. */
function halved(pod: PodScene): PodScene {
  const half = (timeline: PodScene['perMinute']) =>
    typeof timeline === 'number' ? timeline / 2 : timeline?.map(([from, value]): [number, number] => [from, value / 2]);
  return { ...pod, perMinute: half(pod.perMinute), connections: half(pod.connections ?? 10) };
}

function buckets(metric: string, labels: Labels, pod: PodScene, bounds: number[], minutes: number): Series[] {
  const counted = count(pod, minutes);
  return [...bounds, Infinity].map((bound) => ({
    metric,
    labels: { ...labels, le: bound === Infinity ? '+Inf' : String(bound) },
    samples: pod.perMinute === undefined ? [] : counted.within(bound / 1000),
  }));
}

/** What somebody's own proxy counts. */
export const custom: Shape = (server, kind, minutes) =>
  server.pods.flatMap((pod) => {
    const labels = { app: server.server, env: server.namespace, k8s_pod: pod.name };
    const counted = count(pod, minutes);
    const connections = gauge(pod, minutes, (minute) => valueAt(pod.connections ?? 10, minute));
    const metric = 'calls_total';
    return [
      { metric, labels: { ...labels, result: 'ok' }, samples: fromFirst(counted.succeeded) },
      { metric, labels: { ...labels, result: 'failed' }, samples: fromFirst(counted.failed) },
      ...buckets('call_milliseconds_bucket', labels, pod, ISTIO_BOUNDS, minutes),
      { metric: 'calls_open_connections', labels, samples: connections },
      up(pod, targetLabels(server, pod, kind), minutes),
    ];
  });
