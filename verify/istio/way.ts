import assert from 'node:assert';
import { Scene } from './check';
import { ProxyConfig } from './istiod';
import { CALLER, firstPod, SERVER, variable } from './subject';

/** A pod that the proxy may pick; those of a later priority only when earlier ones fail. */
export interface Endpoint {
  readonly address: string;
  readonly weight: number;
  readonly priority: number;
}

/** Where a request of the caller comes along in its proxy. */
export interface Way {
  /** The HTTP connection manager of the listener. */
  readonly manager: any;
  /** What is done with the request. */
  readonly route: any;
  /** The cluster that it leaves by. */
  readonly cluster: any;
  readonly endpoints: Endpoint[];
}

export const HTTP_MANAGER = 'envoy.filters.network.http_connection_manager';

/** Follows a request through the caller's proxy, to the target and with the authority that its environment holds. */
export function wayOf({ subject, seen }: Scene): Way {
  const proxy = seen.proxies[firstPod(subject, CALLER)];
  const [, host, port] = /^dns:\/\/\/(.+):(\d+)$/.exec(variable(subject, '_GRPC_TARGET').value)!;
  const channelOptions = JSON.parse(variable(subject, '_GRPC_CHANNEL_OPTIONS').value);
  const manager = managerOf(proxy, port);
  const route = routeOf(proxy, manager.rds.route_config_name, channelOptions['grpc.default_authority'] ?? host);
  const cluster = proxy.clusters.find(({ name }) => name === route.cluster);
  const { endpoints = [] } = proxy.endpoints.find(({ cluster_name: name }) => name === cluster.name) ?? {};
  return { manager, route, cluster, endpoints: endpoints.flatMap(endpointsOf) };
}

/** Ports that are said to be HTTP have a listener for all addresses. For others there is one per Service or pod. */
function managerOf({ listeners }: ProxyConfig, port: string): any {
  const listener = listeners.find(({ name }) => name === `0.0.0.0_${port}`);
  const others = listeners.filter(({ name }) => name.endsWith(`_${port}`)).map(filtersOf);
  assert(listener, `the caller's proxy must know that port ${port} is HTTP; its listeners there have ${others}`);
  const [{ filters }] = listener.filter_chains;
  const manager = filters.find(({ name }: any) => name === HTTP_MANAGER);
  assert(manager, `port ${port} must be HTTP to the caller's proxy, has ${filtersOf(listener)}`);
  return manager.typed_config;
}

const filtersOf = ({ filter_chains: [{ filters }] }: any): string[] => filters.map(({ name }: any) => name);

function routeOf({ routes }: ProxyConfig, name: string, authority: string): any {
  const hosts = routes.find((config) => config.name === name).virtual_hosts;
  const having = (domain: string) => hosts.find(({ domains }: any) => domains.includes(domain));
  return (having(authority) ?? having('*')).routes[0].route;
}

function endpointsOf({ priority = 0, lb_endpoints: endpoints }: any): Endpoint[] {
  return endpoints.map(({ endpoint: { address }, load_balancing_weight: weight }: any) => ({
    address: address.socket_address.address,
    weight,
    priority,
  }));
}

/** How a cluster speaks HTTP to its endpoints. */
export function upstreamHttp(cluster: any): any {
  return cluster.typed_extension_protocol_options?.['envoy.extensions.upstreams.http.v3.HttpProtocolOptions'] ?? {};
}

/** The filters by which the server's proxy takes plaintext and mutual TLS of the mesh for the port, chain by chain. */
export function inboundFilters({ subject, seen }: Scene, port: number): any[][] {
  const inbound = seen.proxies[firstPod(subject, SERVER)].listeners.find(({ name }) => name === 'virtualInbound');
  const chains = inbound.filter_chains.filter(({ filter_chain_match: match }: any) => match?.destination_port === port);
  return chains.map(({ filters }: any) => filters);
}
