import { configMapTexts, ConfigText, isPlain, readYaml } from './config-texts';
import { EnvoyCluster } from './envoy-cluster';
import { Fields } from '../manifests/fields';
import { Manifests } from '../manifests/manifests';
import { memoized } from '../manifests/memoized';
import { UnreadableText } from '../manifests/yaml';

/** A filter of a listener, or of the HTTP that one of those speaks. */
export interface EnvoyFilter {
  readonly name: string;
  readonly fields: Fields;
  readonly at: readonly string[];
}

/** What sends requests to a cluster. */
export interface EnvoyRoute {
  readonly cluster: string;
  /** Whether it takes gRPC alone. */
  readonly isGrpc: boolean;
  readonly fields: Fields;
  readonly at: readonly string[];
}

/** What speaks HTTP with those who call. */
export interface EnvoyHttp {
  readonly filters: readonly EnvoyFilter[];
  readonly routes: readonly EnvoyRoute[];
}

/** What an Envoy starts with, as far as it is static. */
export interface EnvoyConfig extends ConfigText {
  readonly fields: Fields;
  readonly clusters: readonly EnvoyCluster[];
  readonly networkFilters: readonly EnvoyFilter[];
  readonly http: readonly EnvoyHttp[];
}

type Path = readonly string[];

/** A field of an Envoy's, and where it is in its manifest. */
interface Node {
  readonly fields: Fields;
  readonly at: Path;
}

/** All configurations of Envoys, in ConfigMaps and in arguments. */
export const envoyConfigs: (manifests: Manifests) => readonly EnvoyConfig[] = memoized((manifests) =>
  envoyTexts(manifests).flatMap(({ read, ...text }) => (read instanceof Fields ? (envoyConfig(text, read) ?? []) : [])),
);

/** Those that are no YAML: templates, or broken. */
export function unreadEnvoys(manifests: Manifests): (ConfigText & { readonly error: UnreadableText })[] {
  return envoyTexts(manifests).flatMap(({ read, ...text }) => {
    return read instanceof UnreadableText && isPlain(text) ? [{ ...text, error: read }] : [];
  });
}

/** Most ConfigMaps are of something else, and large. */
const envoyTexts = memoized((manifests) =>
  [...configMapTexts(manifests), ...argumentTexts(manifests)]
    .filter(({ text }) => text.includes('static_resources'))
    .map((text) => ({ ...text, read: readYaml(text.text) })),
);

/** Names the configuration's place: `'envoy.yaml' of the ConfigMap`. */
export function placeOf({ manifest, at }: Pick<ConfigText, 'manifest' | 'at'>): string {
  return manifest.kind === 'ConfigMap' ? `'${at[1]}'` : '--config-yaml';
}

/** What follows `--config-yaml`. */
function argumentTexts({ workloads }: Manifests): ConfigText[] {
  return workloads.flatMap((workload) =>
    workload.containers.flatMap((container) =>
      ['command', 'args'].flatMap((list) => {
        const words = container.fields.list(list).map((word) => word.text() ?? '');
        const index = words.indexOf('--config-yaml') + 1;
        if (index === 0 || index === words.length) return [];
        const at = [...container.path, list, String(index)];
        return [{ manifest: workload.manifest, at, text: words[index], readers: [{ workload, container }] }];
      }),
    ),
  );
}

function envoyConfig(text: ConfigText, fields: Fields): EnvoyConfig | undefined {
  if (!fields.has('static_resources')) return undefined;
  const root = { fields, at: text.at };
  const networkFilters = nodes(root, 'static_resources', 'listeners').flatMap(filtersOfListener);
  return {
    ...text,
    fields,
    clusters: nodes(root, 'static_resources', 'clusters').map((node) => new EnvoyCluster(node.fields, node.at)),
    networkFilters,
    http: networkFilters.flatMap((filter) => httpOf(filter) ?? []),
  };
}

function filtersOfListener(listener: Node): EnvoyFilter[] {
  const chains = [...nodes(listener, 'filter_chains'), node(listener, 'default_filter_chain')];
  return chains.flatMap((chain) => nodes(chain, 'filters').map(filterOf));
}

function filterOf({ fields, at }: Node): EnvoyFilter {
  return { name: fields.text('name') ?? '', fields, at };
}

function httpOf({ fields, at }: EnvoyFilter): EnvoyHttp | undefined {
  const type = fields.text('typed_config', '@type') ?? '';
  if (!type.endsWith('.HttpConnectionManager')) return undefined;
  const manager = node({ fields, at }, 'typed_config');
  const hosts = nodes(manager, 'route_config', 'virtual_hosts');
  return {
    filters: nodes(manager, 'http_filters').map(filterOf),
    routes: hosts.flatMap((host) => nodes(host, 'routes')).flatMap(routesOf),
  };
}

/** One for each cluster that a route may lead to. */
function routesOf({ fields, at }: Node): EnvoyRoute[] {
  const weighted = fields.list('route', 'weighted_clusters', 'clusters').flatMap((one) => one.text('name') ?? []);
  const cluster = fields.text('route', 'cluster');
  const isGrpc = fields.has('match', 'grpc');
  const names = cluster === undefined ? weighted : [cluster];
  return names.map((name) => ({ cluster: name, isGrpc, fields: fields.get('route'), at: [...at, 'route'] }));
}

function node({ fields, at }: Node, ...path: string[]): Node {
  return { fields: fields.get(...path), at: [...at, ...path] };
}

function nodes(parent: Node, ...path: string[]): Node[] {
  const { fields, at } = node(parent, ...path);
  return fields.list().map((item, index) => ({ fields: item, at: [...at, String(index)] }));
}
