import {
  ACCESS_LOG,
  bootstraps,
  endpoint,
  firstRoute,
  grpcListeners,
  manager,
  names,
  OVERLOAD,
  ROUTER,
  routesOf,
  socket,
  TYPE,
  unmanaged,
} from './envoy-parts';
import { byDefault, differences, Fact, fact, row, unequal } from './fact';

/** Facts about Envoy's bootstrap that hold for any app. */
export const ADMIN_FACTS: Fact[] = [
  fact("Envoy's admin port is on loopback", 'whoever reaches it can stop Envoy', function* (scene) {
    for (const [name, bootstrap] of bootstraps(scene)) {
      const { address, port_value } = bootstrap.admin.address.socket_address;
      yield* unequal(`${name}: admin`, address, '127.0.0.1');
      const listens = bootstrap.static_resources.listeners.map(({ address: a }: any) => a.socket_address.port_value);
      if (listens.includes(port_value)) yield `${name}: a listener has the admin port`;
    }
  }),

  fact(
    'only counters and readiness are seen through the stats listener',
    'it leads to the admin port',
    function* (scene) {
      for (const [name, { static_resources: resources }] of bootstraps(scene)) {
        for (const listener of resources.listeners) {
          const reached = manager(listener).route_config.virtual_hosts.flatMap((host: any) => host.routes);
          const admin = reached.filter(({ route }: any) => route.cluster === 'admin');
          const paths = admin.map(({ match }: any) => match.path);
          const expected = listener.name === 'stats' ? ['/stats/prometheus', '/ready'] : [];
          yield* unequal(`${name}: ${listener.name}`, paths, expected);
        }
      }
    },
  ),
];

/** Facts about Envoy's bootstrap in an app that is known. */
export const ENVOY_FACTS: Fact[] = [
  fact('Envoy has what its pod needs and no more', 'it refuses a configuration with dangling names', function* (scene) {
    for (const [name, bootstrap] of bootstraps(scene)) {
      const { listeners, clusters } = bootstrap.static_resources;
      const routes = routesOf(scene, name).map((route) => route.name);
      yield* unequal(`${name}: listeners`, names(listeners), [...routes, 'stats']);
      yield* unequal(`${name}: clusters`, names(clusters), [...routes, 'admin']);
      yield* differences(name, bootstrap, [row('admin.address.socket_address.port_value', 19091)]);
    }
  }),

  fact('Envoy limits its connections and its heap', 'a kill for memory ends all requests', function* (scene) {
    for (const [name, bootstrap] of bootstraps(scene)) yield* unequal(name, bootstrap.overload_manager, OVERLOAD);
  }),

  fact(
    'Envoy listens where its callers are',
    'on all interfaces of a client it would be an open relay',
    function* (scene) {
      for (const { where, listener, route } of grpcListeners(scene)) {
        const { listenAddress, listenPort } = route;
        yield* differences(where, listener, [socket('address', listenAddress, listenPort)]);
        yield* unmanaged(where, listener);
      }
    },
  ),

  fact(
    'Envoy lets requests last and be many',
    'it ends them after 15 s, and streams after 5 min of silence',
    function* (scene) {
      for (const { where, listener } of grpcListeners(scene)) {
        yield* differences(where, manager(listener), [
          row('http2_protocol_options.max_concurrent_streams', 100000),
          // Its own, of 16 and 24 MiB, fill its memory when some callers are slow.
          row('http2_protocol_options.initial_stream_window_size', 262144),
          row('http2_protocol_options.initial_connection_window_size', 4194304),
          // Clients answer pings; the application's own end at Envoy. Those of the own pod cannot be lost.
          row(
            'http2_protocol_options.connection_keepalive',
            scene.strategy.envoyIn === 'server' ? { interval: '30s', timeout: '10s' } : undefined,
          ),
          row('stream_idle_timeout', '0s'),
          byDefault('request_timeout', '0s'),
        ]);
        yield* differences(where, firstRoute(listener).route, [
          row('timeout', '0s'),
          row('max_stream_duration.grpc_timeout_header_max', '0s'),
        ]);
      }
    },
  ),

  fact('Envoy tells quiet connections to leave', 'a drain tells only those that get responses', function* (scene) {
    for (const { where, listener } of grpcListeners(scene)) {
      // Half of the 35 s for which callers go on sending.
      const ends = scene.strategy.envoyIn === 'server' ? { idle_timeout: '17s' } : undefined;
      yield* unequal(where, manager(listener).common_http_protocol_options, ends);
    }
  }),

  fact('Envoy sends the requests of a port to its pods', 'a client would reach another server', function* (scene) {
    for (const { where, listener, route } of grpcListeners(scene)) {
      const { stat_prefix, route_config } = manager(listener);
      yield* unequal(`${where}: stat_prefix`, stat_prefix, route.name);
      yield* unequal(
        `${where}: domains`,
        route_config.virtual_hosts.map(({ domains }: any) => domains),
        [['*']],
      );
      yield* unequal(`${where}: match`, firstRoute(listener).match, { prefix: '/', grpc: {} });
      yield* unequal(`${where}: cluster`, firstRoute(listener).route.cluster, route.name);
      // A client that dials an address would call the server by it.
      yield* unequal(`${where}: authority`, firstRoute(listener).route.host_rewrite_literal, route.authority);
    }
  }),

  fact('Envoy repeats only what no application has seen', 'requests would take effect twice', function* (scene) {
    for (const { where, listener } of grpcListeners(scene)) {
      yield* unequal(where, firstRoute(listener).route.retry_policy, {
        retry_on: 'connect-failure,refused-stream,reset-before-request',
        num_retries: 2,
        retry_host_predicate: [
          {
            name: 'envoy.retry_host_predicates.previous_hosts',
            typed_config: { '@type': `${TYPE}extensions.retry.host.previous_hosts.v3.PreviousHostsPredicate` },
          },
        ],
        host_selection_retry_max_attempts: 3,
      });
    }
  }),

  fact(
    'Envoy counts statuses, not methods, then routes',
    'whoever calls methods that do not exist would fill its memory',
    function* (scene) {
      for (const { where, listener } of grpcListeners(scene)) {
        yield* unequal(where, manager(listener).http_filters, [
          {
            name: 'envoy.filters.http.grpc_stats',
            typed_config: {
              '@type': `${TYPE}extensions.filters.http.grpc_stats.v3.FilterConfig`,
              stats_for_all_methods: false,
              enable_upstream_stats: true,
            },
          },
          ROUTER,
        ]);
      }
    },
  ),

  fact('Envoy tells what it could not serve, and no more', 'nobody learns why requests fail', function* (scene) {
    for (const { where, listener } of grpcListeners(scene))
      yield* unequal(where, manager(listener).access_log, [ACCESS_LOG]);
  }),

  fact('Prometheus and the kubelet reach the stats listener', 'the pod never becomes ready', function* (scene) {
    for (const [name, bootstrap] of bootstraps(scene)) {
      const stats = bootstrap.static_resources.listeners.find((listener: any) => listener.name === 'stats');
      yield* differences(`${name}: stats`, stats, [
        socket('address', '0.0.0.0', 19090),
        // Or a full Envoy looks dead.
        row('ignore_global_conn_limit', true),
        row('bypass_overload_manager', true),
      ]);
      yield* unmanaged(`${name}: stats`, stats);
      const { stat_prefix, http_filters, route_config } = manager(stats);
      yield* unequal(`${name}: stat_prefix`, stat_prefix, 'stats');
      yield* unequal(`${name}: filters`, http_filters, [ROUTER]);
      yield* unequal(
        `${name}: domains`,
        route_config.virtual_hosts.map(({ domains }: any) => domains),
        [['*']],
      );
      const admin = bootstrap.static_resources.clusters.find((cluster: any) => cluster.name === 'admin');
      yield* differences(`${name}: admin`, admin, [
        byDefault('type', 'STATIC'),
        row('load_assignment.cluster_name', 'admin'),
        row('load_assignment.endpoints', [endpoint('127.0.0.1', 19091)]),
      ]);
    }
  }),
];
