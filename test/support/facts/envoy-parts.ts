import { differences, Row, row, unequal } from './fact';
import { Scene } from './scene';

export const TYPE = 'type.googleapis.com/envoy.';

export const ROUTER = {
  name: 'envoy.filters.http.router',
  typed_config: { '@type': `${TYPE}extensions.filters.http.router.v3.Router` },
};

/** One gRPC port that an Envoy serves. */
export interface Route {
  readonly name: string;
  readonly listenAddress: string;
  readonly listenPort: number;
  readonly host: string;
  readonly port: number;
  readonly authority?: string;
}

/** The ports that the Envoy with this ConfigMap has to serve. */
export function routesOf({ app, strategy }: Scene, configMap: string): Route[] {
  const owner = configMap.replace(/-grpc-envoy$/, '');
  if (strategy.envoyIn === 'client') {
    const connections = app.clients.find(({ name }) => name === owner)?.connections ?? [];
    return connections.map(({ server, namespace, portName, port, localPort }) => ({
      ...route(server, namespace, portName, port),
      listenAddress: '127.0.0.1',
      listenPort: localPort,
      authority: `${server}.${namespace}.svc.cluster.local`,
    }));
  }
  const ports = app.servers.find(({ name }) => name === owner)?.ports ?? [];
  return ports.map(({ name, port }, index) => ({
    ...route(owner, app.namespace, name, port),
    listenAddress: '0.0.0.0',
    listenPort: 19001 + index,
  }));
}

/** The name has no dots or colons, which counters take for separators. The dot at the end saves four DNS queries of five. */
function route(server: string, namespace: string, portName: string, port: number) {
  return {
    name: `${namespace}/${server}/${portName}`,
    host: `${server}-headless.${namespace}.svc.cluster.local.`,
    port,
  };
}

/** Every Envoy's configuration, by the name of its ConfigMap. */
export function bootstraps(scene: Scene): [string, any][] {
  return scene.objects
    .filter(({ data }) => data?.['envoy.yaml'] !== undefined)
    .map(({ metadata, data }) => [metadata.name, data['envoy.yaml']]);
}

interface Part {
  readonly where: string;
  readonly route: Route;
}

/** The listeners that must serve gRPC, with what they must serve. */
export function grpcListeners(scene: Scene): (Part & { listener: any })[] {
  return parts(scene).map(({ where, route, resources }) => ({
    where,
    route,
    listener: resources.listeners.find(({ name }: any) => name === route.name),
  }));
}

/** The clusters that must lead to pods. */
export function grpcClusters(scene: Scene): (Part & { cluster: any })[] {
  return parts(scene).map(({ where, route, resources }) => ({
    where,
    route,
    cluster: resources.clusters.find(({ name }: any) => name === route.name),
  }));
}

function parts(scene: Scene): (Part & { resources: any })[] {
  return bootstraps(scene).flatMap(([name, bootstrap]) =>
    routesOf(scene, name).map((route) => ({
      where: `${name}: ${route.name}`,
      route,
      resources: bootstrap.static_resources,
    })),
  );
}

/** The HTTP connection manager of a listener. */
export function manager(listener: any): any {
  return listener.filter_chains[0].filters[0].typed_config;
}

/** Envoy refuses to start with a filter that has no type, or a virtual host that has no name. */
export function* unmanaged(where: string, listener: any): Iterable<string> {
  const name = 'envoy.filters.network.http_connection_manager';
  yield* differences(where, listener, [
    row('filter_chains.0.filters.0.name', name),
    row('filter_chains.length', 1),
    row('filter_chains.0.filters.length', 1),
  ]);
  const type = `${TYPE}extensions.filters.network.http_connection_manager.v3.HttpConnectionManager`;
  yield* unequal(`${where}: type`, manager(listener)['@type'], type);
  const { name: config, virtual_hosts } = manager(listener).route_config;
  yield* unequal(`${where}: route_config`, config, listener.name);
  yield* unequal(`${where}: virtual_hosts`, names(virtual_hosts), [listener.name]);
}

/** The one route of a gRPC listener. */
export function firstRoute(listener: any): any {
  return manager(listener).route_config.virtual_hosts[0].routes[0];
}

export function socket(path: string, address: string, port: number): Row {
  return row(path, { socket_address: { address, port_value: port } });
}

/** A locality with one endpoint. */
export function endpoint(address: string, port: number, priority?: number): any {
  const lb_endpoints = [{ endpoint: { address: { socket_address: { address, port_value: port } } } }];
  return { ...(priority !== undefined && { priority }), lb_endpoints };
}

export function names(list: any[]): string[] {
  return list.map(({ name }) => name);
}

export const ACCESS_LOG = {
  name: 'envoy.access_loggers.stdout',
  // Not DC, DR, UMSDR: a caller that gives up. The rest is about what it has not, such as rate limits.
  filter: {
    response_flag_filter: {
      flags: ['NR', 'UH', 'UF', 'UC', 'UO', 'UR', 'URX', 'UPE', 'LR', 'OM', 'DPE'],
    },
  },
  typed_config: {
    '@type': `${TYPE}extensions.access_loggers.stream.v3.StdoutAccessLog`,
    log_format: {
      json_format: {
        time: '%START_TIME%',
        flags: '%RESPONSE_FLAGS%',
        details: '%RESPONSE_CODE_DETAILS%',
        failure: '%UPSTREAM_TRANSPORT_FAILURE_REASON%',
        grpc_status: '%GRPC_STATUS%',
        authority: '%REQ(:AUTHORITY)%',
        path: '%REQ(:PATH)%',
        caller: '%DOWNSTREAM_REMOTE_ADDRESS%',
        upstream: '%UPSTREAM_HOST%',
        milliseconds: '%DURATION%',
      },
    },
  },
};

const FIXED_HEAP = 'envoy.resource_monitors.fixed_heap';

export const OVERLOAD = {
  resource_monitors: [
    {
      name: FIXED_HEAP,
      // Four fifths of the 256 MiB that the container has.
      typed_config: {
        '@type': `${TYPE}extensions.resource_monitors.fixed_heap.v3.FixedHeapConfig`,
        max_heap_size_bytes: 214748364,
      },
    },
    {
      name: 'envoy.resource_monitors.global_downstream_max_connections',
      typed_config: {
        '@type': `${TYPE}extensions.resource_monitors.downstream_connections.v3.DownstreamConnectionsConfig`,
        max_active_downstream_connections: 50000,
      },
    },
  ],
  // https://www.envoyproxy.io/docs/envoy/latest/configuration/best_practices/edge
  actions: [
    {
      name: 'envoy.overload_actions.shrink_heap',
      triggers: [{ name: FIXED_HEAP, threshold: { value: 0.95 } }],
    },
    {
      name: 'envoy.overload_actions.stop_accepting_requests',
      triggers: [{ name: FIXED_HEAP, threshold: { value: 0.98 } }],
    },
  ],
};
