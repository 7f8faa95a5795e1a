import { Duration } from 'cdk8s';
import { IpFamily } from '../cluster';
import { EnvoyBootstrapOptions, ProxiedPort } from './envoy-bootstrap-options';
import { WINDOWS } from './envoy-overload';
import { assignment, LOOPBACK, socket, typed } from './envoy-parts';
import { protobufDuration } from './protobuf-duration';

/** Share of the refresh by which Envoys differ, so that not all ask at once. */
const JITTER = 0.2;

/** Where Envoy sends the requests of one port: every address of the headless name is a pod. */
export function grpcCluster(port: ProxiedPort, options: EnvoyBootstrapOptions): any {
  return {
    name: port.name,
    connect_timeout: '1s',
    cluster_type: strictDns(options),
    lb_policy: options.leastRequest ? 'LEAST_REQUEST' : 'ROUND_ROBIN',
    ignore_health_on_host_removal: true,
    track_cluster_stats: { per_endpoint_stats: true },
    typed_extension_protocol_options: {
      'envoy.extensions.upstreams.http.v3.HttpProtocolOptions': typed(
        'extensions.upstreams.http.v3.HttpProtocolOptions',
        {
          explicit_http_config: { http2_protocol_options: WINDOWS },
        },
      ),
    },
    ...deadPeers(),
    outlier_detection: outlierDetection(options.consecutiveServerErrors),
    // Envoy's default of 1024 requests per cluster is a limit for browsers, not for services.
    circuit_breakers: {
      thresholds: [{ max_connections: 50000, max_pending_requests: 100000, max_requests: 100000, max_retries: 100 }],
    },
    load_assignment: assignment(port.name, localities(port, options.ipFamily)),
  };
}

function strictDns({ dnsRefresh, ipFamily }: EnvoyBootstrapOptions): any {
  const families = { [IpFamily.IPV4]: 'V4_ONLY', [IpFamily.IPV6]: 'V6_ONLY', [IpFamily.DUAL_STACK]: 'V4_PREFERRED' };
  return {
    name: 'envoy.cluster.strict_dns',
    typed_config: typed('extensions.clusters.dns.v3.DnsCluster', {
      // Envoy adds the jitter to the rate: together they are the refresh that the drain of leaving pods counts on.
      dns_refresh_rate: protobufDuration(Duration.millis(dnsRefresh.toMilliseconds() * (1 - JITTER))),
      dns_jitter: protobufDuration(Duration.millis(dnsRefresh.toMilliseconds() * JITTER)),
      dns_failure_refresh_rate: { base_interval: '1s', max_interval: protobufDuration(dnsRefresh) },
      respect_dns_ttl: false,
      dns_lookup_family: families[ipFamily],
    }),
  };
}

/**
 * Notices a node that is gone by TCP, in 60 s at most where nothing is under way and in 40 s where something is.
 *
 * Not by HTTP/2 pings: a server whose image nobody can change punishes those on a quiet connection (`too_many_pings`).
 */
function deadPeers(): any {
  const TCP = 6;
  const TCP_USER_TIMEOUT = 18;
  return {
    upstream_connection_options: { tcp_keepalive: { keepalive_time: 30, keepalive_interval: 10, keepalive_probes: 3 } },
    upstream_bind_config: {
      socket_options: [
        {
          description: 'TCP_USER_TIMEOUT',
          level: TCP,
          name: TCP_USER_TIMEOUT,
          int_value: 40000,
          state: 'STATE_PREBIND',
        },
      ],
    },
  };
}

/**
 * Only failures to connect or to answer at all eject a pod.
 *
 * Envoy maps gRPC's UNKNOWN, INTERNAL, DATA_LOSS, UNIMPLEMENTED, UNAVAILABLE and DEADLINE_EXCEEDED to 5xx: with those counted, one buggy client
 * ejects healthy pods.
 */
function outlierDetection(consecutiveServerErrors: number): any {
  return {
    split_external_local_origin_errors: true,
    consecutive_local_origin_failure: 5,
    ...(consecutiveServerErrors > 0 && { consecutive_5xx: consecutiveServerErrors }),
    enforcing_consecutive_5xx: consecutiveServerErrors > 0 ? 100 : 0,
    enforcing_consecutive_gateway_failure: 0,
    enforcing_success_rate: 0,
    enforcing_local_origin_success_rate: 0,
    interval: '10s',
    base_ejection_time: '30s',
    max_ejection_percent: 50,
  };
}

function localities(port: ProxiedPort, ipFamily: IpFamily): any[] {
  // The dot at the end saves the search list of resolv.conf: one DNS query instead of five.
  const pods = { address: socket(`${port.host}.`, port.port) };
  if (!port.localFallback) return [pods];
  const loopback = ipFamily === IpFamily.IPV6 ? '::1' : LOOPBACK;
  // An empty DNS answer would otherwise be an outage of connected, healthy pods.
  return [pods, { priority: 1, address: socket(loopback, port.port) }];
}
