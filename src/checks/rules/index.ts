import { Rule } from '../rule';
import { alertBlindToIdlePods } from './alert-blind-to-idle-pods';
import { autoscaledClusterIp } from './autoscaled-clusterip';
import { clusterIpGrpc } from './clusterip-grpc';
import { connectionAgeMissing } from './connection-age-missing';
import { destinationRuleHeadless } from './destination-rule-headless';
import { destinationRuleHost } from './destination-rule-host';
import { destinationRuleNamespace } from './destination-rule-namespace';
import { destinationRulePassthrough } from './destination-rule-passthrough';
import { duplicateObject } from './duplicate-object';
import { envoyAdminExposed } from './envoy-admin-exposed';
import { envoyClusterIpUpstream } from './envoy-clusterip-upstream';
import { envoyNotDrained } from './envoy-not-drained';
import { envoyRouteTimeout } from './envoy-route-timeout';
import { envoyUntypedFilter } from './envoy-untyped-filter';
import { envoyUpstreamHttp1 } from './envoy-upstream-http1';
import { graceShorterThanDrain } from './grace-shorter-than-drain';
import { headlessPortMapping } from './headless-port-mapping';
import { headlessUnreadyAddresses } from './headless-unready-addresses';
import { headlessWithoutReadiness } from './headless-without-readiness';
import { istioInjectPlace } from './istio-inject-place';
import { keepaliveTooFast } from './keepalive-too-fast';
import { linkerdInjectPlace } from './linkerd-inject-place';
import { linkerdOpaquePort } from './linkerd-opaque-port';
import { meshPortProtocol } from './mesh-port-protocol';
import { outlierApplicationErrors } from './outlier-application-errors';
import { outlierPrefersZone } from './outlier-prefers-zone';
import { preStopBelowResolution } from './prestop-below-resolution';
import { prometheusRuleNotSelected } from './prometheus-rule-not-selected';
import { promqlVectorMatching } from './promql-vector-matching';
import { proxyEnvironment } from './proxy-environment';
import { retriesInTwoLayers } from './retries-in-two-layers';
import { serviceConfigPolicy } from './service-config-policy';
import { targetScheme } from './target-scheme';
import { twoStrategies } from './two-strategies';
import { unreadConfig } from './unread-config';

/** All rules, in the order in which lists and pages have them. */
export const RULES: readonly Rule[] = [
  clusterIpGrpc,
  autoscaledClusterIp,
  headlessPortMapping,
  headlessUnreadyAddresses,
  headlessWithoutReadiness,
  destinationRuleHeadless,
  destinationRuleHost,
  destinationRuleNamespace,
  destinationRulePassthrough,
  meshPortProtocol,
  istioInjectPlace,
  linkerdInjectPlace,
  linkerdOpaquePort,
  twoStrategies,
  retriesInTwoLayers,
  graceShorterThanDrain,
  preStopBelowResolution,
  duplicateObject,
  envoyClusterIpUpstream,
  envoyUpstreamHttp1,
  envoyUntypedFilter,
  envoyRouteTimeout,
  envoyAdminExposed,
  envoyNotDrained,
  outlierApplicationErrors,
  outlierPrefersZone,
  serviceConfigPolicy,
  targetScheme,
  connectionAgeMissing,
  keepaliveTooFast,
  proxyEnvironment,
  promqlVectorMatching,
  alertBlindToIdlePods,
  prometheusRuleNotSelected,
  unreadConfig,
];
