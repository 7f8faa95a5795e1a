import { Telemetry } from './telemetry';

/** A recording rule. */
export interface RecordingRule {
  readonly record: string;
  readonly expr: string;
}

/** Which server the rules are about, and how its pods are known. */
export interface RuleSubject {
  readonly serverName: string;
  readonly namespace: string;
  readonly telemetry: Telemetry;
  /** Regular expression (RE2, anchored) that the names of the pods match, and those of no other server. */
  readonly podNames: string;
}

const WINDOW = '5m';

/** Names of the recording rules: what dashboards and alerts read. */
export const REQUESTS_PER_POD = 'grpc_server_pod:requests:rate5m';
export const SHARE_PER_POD = 'grpc_server_pod:requests_share:ratio_rate5m';

/** Requests and share of requests per pod. */
export function recordingRules(subject: RuleSubject): RecordingRule[] {
  const { telemetry } = subject;
  const own = ownSeries(subject);
  return [
    { record: REQUESTS_PER_POD, expr: requestsPerPod(subject) },
    {
      record: SHARE_PER_POD,
      // Without group_left the division fails as soon as there are two pods.
      expr: `${REQUESTS_PER_POD}{${own}} / ignoring (${telemetry.shareBy}) group_left () sum without (${telemetry.shareBy}) (${REQUESTS_PER_POD}{${own}})`,
    },
  ];
}

/** Matchers of the recorded series of one server. */
export function ownSeries({ serverName, namespace }: RuleSubject): string {
  return `grpc_server="${serverName}",namespace="${namespace}"`;
}

function requestsPerPod({ telemetry, namespace, podNames }: RuleSubject): string {
  const counted = `sum by (${telemetry.shareBy}) (rate(${telemetry.requestsMetric}{${telemetry.selector}}[${WINDOW}]))`;
  if (!telemetry.countsPods) return counted;
  // A pod that was never called has no series, and would make one busy pod of three look perfect.
  const ready = `kube_pod_status_ready{condition="true",namespace="${namespace}",pod=~"${podNames}"} == 1`;
  return `${counted} or max by (${telemetry.shareBy}) (0 * (${ready}))`;
}
