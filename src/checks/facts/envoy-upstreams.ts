import { EnvoyCluster } from './envoy-cluster';
import { EnvoyConfig, envoyConfigs, EnvoyHttp, EnvoyRoute } from './envoy-config';
import { groupBy } from '../manifests/group-by';
import { grpcPortAt, numberEvidence } from './grpc-ports';
import { Manifests } from '../manifests/manifests';
import { Service } from '../manifests/service';
import { memoized } from '../manifests/memoized';

/** A cluster that an Envoy sends the requests of callers to. */
export interface EnvoyUpstream {
  readonly config: EnvoyConfig;
  readonly cluster: EnvoyCluster;
  readonly routes: readonly EnvoyRoute[];
  /** How it is known that they are gRPC; undefined if it is not. */
  readonly evidence?: string;
}

/** Filters that make gRPC of something else: what comes after them is gRPC. */
const TO_GRPC = /(^|\.)(grpc_web|grpc_json_transcoder|grpc_http1_bridge)$/;

/** All clusters that routes lead to. */
export const envoyUpstreams: (manifests: Manifests) => readonly EnvoyUpstream[] = memoized((manifests) =>
  envoyConfigs(manifests).flatMap((config) => {
    const routes = groupBy(
      config.http.flatMap((http) => http.routes),
      ({ cluster }) => cluster,
    );
    const bridged = new Map(config.http.flatMap((http) => bridgedCluster(http)));
    return config.clusters.flatMap((cluster) => {
      const leading = routes.get(cluster.name);
      if (!leading) return [];
      const evidence = evidenceOf(manifests, config, cluster, leading) ?? bridged.get(cluster.name);
      return [{ config, cluster, routes: leading, evidence }];
    });
  }),
);

/** Those that are known to speak gRPC. */
export function grpcUpstreams(manifests: Manifests): (EnvoyUpstream & { readonly evidence: string })[] {
  return envoyUpstreams(manifests).flatMap((one) =>
    one.evidence === undefined ? [] : [{ ...one, evidence: one.evidence }],
  );
}

/** The configurations of Envoys that have to do with gRPC. */
export function grpcEnvoys(manifests: Manifests): EnvoyConfig[] {
  const upstreams = envoyUpstreams(manifests).filter(
    ({ cluster, evidence }) => evidence !== undefined || cluster.protocol === 'http2',
  );
  return [...new Set(upstreams.map(({ config }) => config))];
}

/** The Service that an Envoy's address names. */
export function serviceOf(manifests: Manifests, { manifest }: EnvoyConfig, host: string): Service | undefined {
  return manifests.serviceAt(host, manifest.namespace);
}

function evidenceOf(
  manifests: Manifests,
  config: EnvoyConfig,
  { addresses }: EnvoyCluster,
  routes: readonly EnvoyRoute[],
): string | undefined {
  if (routes.some(({ isGrpc }) => isGrpc)) return 'a route matches grpc';
  for (const { host, port } of addresses) {
    const service = serviceOf(manifests, config, host);
    const grpc = service && grpcPortAt(manifests, service, port);
    if (grpc) return `${grpc.evidence} of Service '${grpc.service.id}'`;
    const numbered = service ? undefined : numberEvidence(manifests, [port]);
    if (numbered) return numbered;
  }
  return undefined;
}

/** Where all requests go to one cluster, a filter before it tells what they are. */
function bridgedCluster({ filters, routes }: EnvoyHttp): [string, string][] {
  const filter = filters.find(({ name }) => TO_GRPC.test(name));
  const [first, ...others] = new Set(routes.map(({ cluster }) => cluster));
  return filter && first !== undefined && !others.length ? [[first, `filter '${filter.name}'`]] : [];
}
