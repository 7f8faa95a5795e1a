import { endpoint, grpcClusters, TYPE } from './envoy-parts';
import { byDefault, differences, Fact, fact, row, unequal } from './fact';

const HTTP = 'extensions.upstreams.http.v3.HttpProtocolOptions';

/** Facts about where Envoy sends requests, in an app that is known. */
export const ENVOY_CLUSTER_FACTS: Fact[] = [
  fact(
    'Envoy takes every address of the headless name for a pod',
    'the ClusterIP would be one endpoint',
    function* (scene) {
      for (const { where, cluster, route } of grpcClusters(scene)) {
        // Its own application serves when DNS knows nobody: an empty answer is no outage.
        const own = scene.strategy.envoyIn === 'server' ? [endpoint('127.0.0.1', route.port, 1)] : [];
        yield* differences(where, cluster.load_assignment, [
          row('cluster_name', route.name),
          row('endpoints', [endpoint(route.host, route.port), ...own]),
        ]);
      }
    },
  ),

  fact(
    'Envoy asks DNS by the type that is not deprecated, every 5 s at the latest',
    'new pods get nothing, leaving ones too much',
    function* (scene) {
      for (const { where, cluster } of grpcClusters(scene)) {
        yield* unequal(`${where}: name`, cluster.cluster_type?.name, 'envoy.cluster.strict_dns');
        yield* differences(where, cluster.cluster_type?.typed_config, [
          row('@type', `${TYPE}extensions.clusters.dns.v3.DnsCluster`),
          row('dns_refresh_rate', '4s'),
          // Or all Envoys ask at once.
          row('dns_jitter', '1s'),
          row('dns_failure_refresh_rate', { base_interval: '1s', max_interval: '5s' }),
          byDefault('respect_dns_ttl', false),
          row('dns_lookup_family', 'V4_ONLY'),
        ]);
      }
    },
  ),

  fact('Envoy gives each pod its turn, over HTTP/2', 'a server without HTTP/2 is UNAVAILABLE', function* (scene) {
    for (const { where, cluster } of grpcClusters(scene)) {
      yield* differences(where, cluster, [byDefault('lb_policy', 'ROUND_ROBIN')]);
      yield* unequal(`${where}: protocol`, cluster.typed_extension_protocol_options, {
        [`envoy.${HTTP}`]: {
          '@type': TYPE + HTTP,
          explicit_http_config: {
            // Its own, of 16 and 24 MiB, fill its memory when some callers are slow.
            http2_protocol_options: { initial_stream_window_size: 262144, initial_connection_window_size: 4194304 },
          },
        },
      });
    }
  }),

  fact('Envoy counts requests per pod', 'nobody would see how they are spread', function* (scene) {
    for (const { where, cluster } of grpcClusters(scene)) {
      yield* differences(where, cluster, [row('track_cluster_stats.per_endpoint_stats', true)]);
    }
  }),

  fact('Envoy notices pods that are gone', 'requests hang until a deadline', function* (scene) {
    for (const { where, cluster } of grpcClusters(scene)) {
      const [option, ...others] = cluster.upstream_bind_config.socket_options;
      yield* unequal(`${where}: further options`, others, []);
      yield* differences(where, { ...cluster, option }, [
        // Shorter than Envoy's own 5 s: a pod that is gone does not refuse, it hangs.
        row('connect_timeout', '1s'),
        row('ignore_health_on_host_removal', true),
        row('upstream_connection_options.tcp_keepalive', {
          keepalive_time: 30,
          keepalive_interval: 10,
          keepalive_probes: 3,
        }),
        // TCP_USER_TIMEOUT of Linux, before the connection is made.
        row('option.level', 6),
        row('option.name', 18),
        row('option.int_value', 40000),
        byDefault('option.state', 'STATE_PREBIND'),
      ]);
    }
  }),

  fact(
    'Envoy leaves pods out that cannot be reached, and no others',
    'one buggy client empties healthy pods',
    function* (scene) {
      for (const { where, cluster } of grpcClusters(scene)) {
        yield* differences(where, cluster.outlier_detection, [
          row('split_external_local_origin_errors', true),
          byDefault('consecutive_local_origin_failure', 5),
          // Envoy counts UNKNOWN, INTERNAL, DATA_LOSS and UNIMPLEMENTED as 5xx.
          row('enforcing_consecutive_5xx', 0, 100),
          byDefault('enforcing_consecutive_gateway_failure', 0),
          row('enforcing_success_rate', 0, 100),
          row('enforcing_local_origin_success_rate', 0, 100),
          byDefault('interval', '10s'),
          byDefault('base_ejection_time', '30s'),
          row('max_ejection_percent', 50, 10),
        ]);
      }
    },
  ),

  fact(
    "Envoy's limits are far away",
    'with HTTP/2, 1024 requests at once are no limit for a service',
    function* (scene) {
      for (const { where, cluster } of grpcClusters(scene)) {
        yield* unequal(where, cluster.circuit_breakers?.thresholds, [
          { max_connections: 50000, max_pending_requests: 100000, max_requests: 100000, max_retries: 100 },
        ]);
      }
    },
  ),
];
