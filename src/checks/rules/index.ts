import { Rule } from '../rule';
import { clusterIpGrpc } from './clusterip-grpc';
import { connectionAgeMissing } from './connection-age-missing';
import { envoyAdminExposed } from './envoy-admin-exposed';
import { envoyClusterIpUpstream } from './envoy-clusterip-upstream';
import { envoyNotDrained } from './envoy-not-drained';
import { envoyRouteTimeout } from './envoy-route-timeout';
import { envoyUntypedFilter } from './envoy-untyped-filter';
import { envoyUpstreamHttp1 } from './envoy-upstream-http1';
import { keepaliveTooFast } from './keepalive-too-fast';
import { outlierApplicationErrors } from './outlier-application-errors';
import { proxyEnvironment } from './proxy-environment';
import { serviceConfigPolicy } from './service-config-policy';
import { targetScheme } from './target-scheme';

/** All rules, in the order in which lists and pages have them. */
export const RULES: readonly Rule[] = [
  clusterIpGrpc,
  envoyClusterIpUpstream,
  envoyUpstreamHttp1,
  envoyUntypedFilter,
  envoyRouteTimeout,
  envoyAdminExposed,
  envoyNotDrained,
  outlierApplicationErrors,
  serviceConfigPolicy,
  targetScheme,
  connectionAgeMissing,
  keepaliveTooFast,
  proxyEnvironment,
];
