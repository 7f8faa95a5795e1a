import { accessLog } from './envoy-access-log';
import { EnvoyBootstrapOptions, ProxiedPort } from './envoy-bootstrap-options';
import { grpcCluster } from './envoy-clusters';
import { overloadManager, WINDOWS } from './envoy-overload';
import { ADMIN_PORT, anyAddress, assignment, LOOPBACK, socket, STATS_PORT, typed } from './envoy-parts';
import { protobufDuration } from './protobuf-duration';

/** Envoy's bootstrap: `options` in, plain configuration out. */
export function envoyBootstrap(options: EnvoyBootstrapOptions): any {
  return {
    admin: { address: socket(LOOPBACK, ADMIN_PORT) },
    overload_manager: overloadManager(options.memoryLimit),
    static_resources: {
      listeners: [...options.ports.map((port) => grpcListener(port, options)), statsListener(options)],
      clusters: [...options.ports.map((port) => grpcCluster(port, options)), adminCluster()],
    },
  };
}

function grpcListener(port: ProxiedPort, options: EnvoyBootstrapOptions): any {
  return listener(port.name, socket(port.listenAddress, port.listenPort, options.ipFamily), {
    // Envoy's own limit of 1024 would queue the requests of a client that has one connection.
    http2_protocol_options: { max_concurrent_streams: 100000, ...WINDOWS, ...callerPings(port) },
    ...connectionEnd(options),
    // Both cut long streams by default, after 5 min of silence.
    stream_idle_timeout: '0s',
    request_timeout: '0s',
    access_log: accessLog(),
    stat_prefix: port.name,
    route_config: {
      name: port.name,
      virtual_hosts: [
        {
          name: port.name,
          domains: ['*'],
          routes: [{ match: { prefix: '/', grpc: {} }, route: grpcRoute(port) }],
        },
      ],
    },
    http_filters: [
      {
        name: 'envoy.filters.http.grpc_stats',
        typed_config: typed('extensions.filters.http.grpc_stats.v3.FilterConfig', {
          // Per method they grow with every name that any caller makes up, until Envoy has no memory left.
          stats_for_all_methods: false,
          enable_upstream_stats: true,
        }),
      },
      router(),
    ],
  });
}

/** When connections end that a drain would not reach, or without one. */
function connectionEnd({ maxConnectionDuration, idleTimeout }: EnvoyBootstrapOptions): any {
  const ends = {
    ...(maxConnectionDuration && { max_connection_duration: protobufDuration(maxConnectionDuration) }),
    ...(idleTimeout && { idle_timeout: protobufDuration(idleTimeout) }),
  };
  return Object.keys(ends).length > 0 && { common_http_protocol_options: ends };
}

/** Streams of callers whose node is gone would stay for ever. Clients answer every ping, unlike servers, which punish them. */
function callerPings({ callerPings: { interval, timeout } = {} }: ProxiedPort): any {
  return (
    interval &&
    timeout && { connection_keepalive: { interval: protobufDuration(interval), timeout: protobufDuration(timeout) } }
  );
}

function grpcRoute(port: ProxiedPort): any {
  return {
    cluster: port.name,
    ...(port.authority && { host_rewrite_literal: port.authority }),
    // The default of 15 s ends every longer request; the client's own deadline still counts.
    timeout: '0s',
    max_stream_duration: { grpc_timeout_header_max: '0s' },
    // Only where nothing reached the application.
    retry_policy: {
      retry_on: 'connect-failure,refused-stream,reset-before-request',
      num_retries: 2,
      retry_host_predicate: [
        {
          name: 'envoy.retry_host_predicates.previous_hosts',
          typed_config: typed('extensions.retry.host.previous_hosts.v3.PreviousHostsPredicate', {}),
        },
      ],
      host_selection_retry_max_attempts: 3,
    },
  };
}

/** Prometheus and the kubelet come in here: the admin port, which can stop Envoy, stays on loopback. */
function statsListener({ ipFamily }: EnvoyBootstrapOptions): any {
  return {
    ...listener('stats', socket(anyAddress(ipFamily), STATS_PORT, ipFamily), {
      stat_prefix: 'stats',
      route_config: {
        name: 'stats',
        virtual_hosts: [
          {
            name: 'stats',
            domains: ['*'],
            routes: ['/stats/prometheus', '/ready'].map((path) => ({ match: { path }, route: { cluster: 'admin' } })),
          },
        ],
      },
      http_filters: [router()],
    }),
    // An Envoy at its limits must not look dead.
    ignore_global_conn_limit: true,
    bypass_overload_manager: true,
  };
}

function listener(name: string, address: any, connectionManager: any): any {
  const typed_config = typed(
    'extensions.filters.network.http_connection_manager.v3.HttpConnectionManager',
    connectionManager,
  );
  return {
    name,
    address,
    filter_chains: [{ filters: [{ name: 'envoy.filters.network.http_connection_manager', typed_config }] }],
  };
}

function router(): any {
  return { name: 'envoy.filters.http.router', typed_config: typed('extensions.filters.http.router.v3.Router', {}) };
}

function adminCluster(): any {
  return {
    name: 'admin',
    type: 'STATIC',
    load_assignment: assignment('admin', [{ address: socket(LOOPBACK, ADMIN_PORT) }]),
  };
}
