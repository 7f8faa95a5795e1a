import { Duration } from 'cdk8s';
import { byPod, podsOf, upByPod } from '../rules';
import { knowsAge, own, RuleSubject, seriesOf } from '../subject';
import { AlertDefinition, FROM_0, SERVER } from './definition';

/** Silence is not health: without the metric every other alert is silent too. */
export const metricsMissing: AlertDefinition = {
  name: 'GrpcMetricsMissing',
  option: 'metricsMissing',
  summary: 'Metrics of a gRPC server are missing.',
  description: `Metrics or readiness of {{ $value }} pods of gRPC server ${SERVER} are missing in Prometheus: the server's other alerts may be silent.`,
  thresholds: FROM_0,
  ignoresTraffic: true,
  absent: (subject) => (knowsAge(subject) ? undefined : '`up` itself says which pods are ready'),
  defaults: () => ({ for: Duration.minutes(15), threshold: 0, minimumTraffic: 0 }),
  expr: (subject, { threshold }) => `${unseen(subject)} > ${threshold}\nor ${unknown(subject)}`,
};

/** Pods that are ready, and neither scraped nor counted. */
function unseen(subject: RuleSubject): string {
  const settled = own(subject, seriesOf(subject.options).settled);
  const { requests, selector, upSelector } = subject.telemetry;
  const counted = `${requests}{${selector}}`;
  // Proxies show only pods that were called: that they show any has to do.
  if (upSelector === undefined) return `sum without (pod) (${settled} unless on () ${counted})`;
  // Libraries in the server show nothing before the first request: that the pod was scraped is enough.
  const scraped = upByPod(subject, (up) => `${up} == 1`);
  return `count without (pod) (${settled} unless on (pod) ${scraped} unless on (pod) ${byPod(subject, counted)})`;
}

/** Pods that are counted, and nothing says whether they are ready: every other alert would stay silent. */
function unknown(subject: RuleSubject): string {
  const { requests, selector, podLabel = 'pod' } = subject.telemetry;
  const pods = `count(count by (${podLabel}) (${requests}{${selector}}))`;
  const named = Object.entries({ grpc_server: subject.serverName, namespace: subject.namespace }).reduce(
    (expr, [label, value]) => `label_replace(${expr}, "${label}", "${value}", "pod", "")`,
    pods,
  );
  return `${named} unless on () kube_pod_status_ready{${podsOf(subject)}}`;
}
