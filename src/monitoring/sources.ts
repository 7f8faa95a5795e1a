import { IGrpcServer } from '../grpc-server-interface';
import { matchers } from '../private/promql';
import { Telemetry } from './telemetry';

/** Counters of go-grpc-middleware and its clones in other languages, in the server itself. */
export function goGrpcMiddleware(server: IGrpcServer): Telemetry {
  const selector = matchers({ namespace: server.namespace, job: server.serverName });
  return {
    sourceName: 'go-grpc-middleware',
    requestsMetric: 'grpc_server_handled_total',
    // The kubelet's probes would make an idle pod look busy.
    selector: `${selector},grpc_service!="grpc.health.v1.Health"`,
    shareBy: 'pod',
    countsPods: true,
  };
}

/** Istio's proxy in the server's pods; without the reporter, the pods of callers would be counted too. */
export function istioDestination(server: IGrpcServer, workloadName: string, even: boolean): Telemetry {
  return {
    sourceName: 'istio',
    requestsMetric: 'istio_requests_total',
    selector: matchers({
      reporter: 'destination',
      request_protocol: 'grpc',
      destination_workload_namespace: server.namespace,
      destination_workload: workloadName,
    }),
    shareBy: 'pod',
    countsPods: true,
    even,
  };
}

/** Linkerd's proxy in the server's pods. Its balancer weighs latencies, so that shares need not be equal. */
export function linkerdInbound(server: IGrpcServer, workloadKind: string, workloadName: string): Telemetry {
  return {
    sourceName: 'linkerd',
    requestsMetric: 'response_total',
    selector: matchers({
      direction: 'inbound',
      namespace: server.namespace,
      [workloadKind.toLowerCase()]: workloadName,
    }),
    shareBy: 'pod',
    countsPods: true,
    even: false,
  };
}

/**
 * Envoy's counters per endpoint, summed over every Envoy.
 *
 * The pod of these series is Envoy's, not the one that served: a share by pod would be the wrong answer under the right label.
 */
export function envoyEndpoints(clusterNames: string[], even: boolean): Telemetry {
  const clusters = clusterNames.map((name) => name.replace(/[.]/g, '\\\\.')).join('|');
  return {
    sourceName: 'envoy',
    requestsMetric: 'envoy_cluster_endpoint_rq_total',
    // The endpoint on loopback is the fallback of an Envoy without DNS, not a pod.
    selector: `envoy_cluster_name=~"${clusters}",envoy_endpoint_address!~"127\\\\.0\\\\.0\\\\.1:.*|\\\\[::1\\\\]:.*"`,
    shareBy: 'envoy_endpoint_address',
    even,
  };
}
