import { placeOf } from '../facts/envoy-config';
import { grpcUpstreams } from '../facts/envoy-upstreams';
import { Fields } from '../manifests/fields';
import { Severity } from '../finding';
import { grpcPortsOf } from '../facts/grpc-ports';
import { Manifests } from '../manifests/manifests';
import { destinationRules } from '../manifests/destination-rule';
import { Problem, Rule } from '../rule';

export const outlierApplicationErrors: Rule = {
  id: 'outlier-application-errors',
  severity: Severity.WARNING,
  title: 'Outlier detection that ejects pods for errors of the application',
  why: `Envoy, and so Istio, maps the status of gRPC to one of HTTP: \`UNKNOWN\`, \`INTERNAL\` and \`DATA_LOSS\` count as 500, \`UNIMPLEMENTED\` as 501,
\`UNAVAILABLE\` as 503 and \`DEADLINE_EXCEEDED\` as 504. Five in a row eject the pod. A Go handler that returns a plain error answers \`UNKNOWN\`. So
one caller with a bad request can take healthy pods out of balance, and the other pods get their load.

Eject pods for failures of the pod instead: failed connections and requests without a response, which Envoy counts apart.`,
  fix: 'turn off ejection by 5xx, and eject by local-origin failures instead',
  threads: ['envoyproxy/envoy#3643', 'envoyproxy/envoy#38311', 'envoyproxy/envoy#7942'],
  *check(manifests) {
    yield* inEnvoys(manifests);
    yield* inIstio(manifests);
  },
};

function* inEnvoys(manifests: Manifests): Iterable<Problem> {
  for (const { config, cluster, evidence } of grpcUpstreams(manifests)) {
    const outlier = cluster.fields.get('outlier_detection');
    if (!outlier.has() || isOffFor5xx(outlier)) continue;
    yield {
      manifest: config.manifest,
      what: `outlier_detection of cluster '${cluster.name}' in ${placeOf(config)}, which gets gRPC requests (${evidence}), ejects pods for what the application answers`,
      got: outlier.raw(),
      remedy: `write split_external_local_origin_errors: true, consecutive_local_origin_failure: 5 and 0 for enforcing_consecutive_5xx and enforcing_success_rate`,
      at: [...cluster.at, 'outlier_detection'],
    };
  }
}

/** The count is compared after it was raised: 0 is never reached. */
function isOffFor5xx(outlier: Fields): boolean {
  return outlier.number('enforcing_consecutive_5xx') === 0 || outlier.number('consecutive_5xx') === 0;
}

function* inIstio(manifests: Manifests): Iterable<Problem> {
  for (const rule of destinationRules(manifests)) {
    const service = rule.serviceIn(manifests);
    for (const { port, evidence } of service ? grpcPortsOf(manifests, service) : []) {
      const policies = rule.policiesFor(port.port).flatMap(({ outlierDetection }) => outlierDetection ?? []);
      const outlier = policies.find(({ fields }) => ejectsBy5xx(fields));
      if (!outlier) continue;
      yield {
        manifest: rule.manifest,
        what: `outlierDetection of host '${service?.id}', whose port ${port.port} speaks gRPC (${evidence}), ejects pods for what the application answers`,
        got: outlier.fields.raw(),
        remedy:
          'write splitExternalLocalOriginErrors: true, consecutiveLocalOriginFailures: 5 and consecutive5xxErrors: 0',
        at: outlier.path,
      };
      break;
    }
  }
}

/** Without a word about it, Istio leaves Envoy's default of 5 as it is. */
function ejectsBy5xx(outlier: Fields): boolean {
  return outlier.number('consecutive5xxErrors') !== 0;
}
