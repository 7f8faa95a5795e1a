import { Duration } from 'cdk8s';
import { byIp, byPod, knowsScrapes, podsOf, presenceByPod } from '../by-pod';
import { knowsAge, ownSeries, RuleSubject } from '../subject';
import { AlertDefinition, FROM_0, SERVER } from './definition';

/** Silence is not health: without the metric every other alert is silent too. */
export const metricsMissing: AlertDefinition = {
  name: 'GrpcMetricsMissing',
  option: 'metricsMissing',
  summary: 'Metrics of a gRPC server are missing.',
  description: `Metrics or readiness of at least {{ $value }} of the pods of gRPC server ${SERVER} are missing in Prometheus: the server's other alerts may be silent.`,
  thresholds: FROM_0,
  ignoresTraffic: true,
  absent: () => undefined,
  defaults: () => ({ for: Duration.minutes(15), threshold: 0, minimumTraffic: 0 }),
  expr: (subject, { threshold }) => {
    const { ready, settled } = ownSeries(subject);
    // Who is not up is not ready: if nobody is, there is nobody to compare.
    if (!knowsAge(subject)) return anyOf(`absent(${ready})`, ...uncounted(subject, ready));
    return anyOf(
      `${unseen(subject)} > ${threshold}`,
      ...uncounted(subject, settled),
      ageless(subject),
      unknown(subject),
    );
  },
};

/** One of these is enough, one a line. */
function anyOf(...conditions: string[]): string {
  return conditions.join('\nor ');
}

/** Series that count requests: of a server that was never called there may be none. */
function counted({ telemetry: { requests, selector } }: RuleSubject): string {
  return `${requests}{${selector}}`;
}

/** Pods that have settled, and are neither scraped nor counted. */
function unseen(subject: RuleSubject): string {
  const { settled } = ownSeries(subject);
  // Whoever counts on the way shows only pods that were called: that any is shown has to do.
  if (!knowsScrapes(subject)) return `sum without (pod) (${settled} unless on () ${counted(subject)})`;
  // What counts in the pods shows nothing before the first request: that the pod was scraped is enough.
  const scraped = presenceByPod(subject, (presence) => `${presence} == 1`);
  const missing = `${settled} unless on (pod) ${scraped} unless on (pod) ${byPod(subject, counted(subject))}`;
  return `count without (pod) (${missing}${unlessDropped(subject)})`;
}

/** `up` is always there; another series may be left out by a scrape that keeps the requests. Then, too, that any pod is counted has to do. */
function unlessDropped(subject: RuleSubject): string {
  if (!subject.telemetry.presence) return '';
  return ` unless on () (${counted(subject)} unless on () ${presenceByPod(subject, (presence) => presence)})`;
}

/** Pods of a server that shows the metric nowhere, though the kubelet calls it: another library counts, or none. */
function uncounted({ telemetry, grpcProbes }: RuleSubject, pods: string): string[] {
  const { requests, probedSelector } = telemetry;
  if (!grpcProbes || probedSelector === undefined) return [];
  return [`count without (pod) (${pods} unless on () ${requests}{${probedSelector}})`];
}

/** Ready pods of which nobody tells when they started: none of them would ever settle. */
function ageless(subject: RuleSubject): string {
  return `count without (pod) (${ownSeries(subject).ready} unless on (pod) kube_pod_start_time{${podsOf(subject)}})`;
}

/** Pods that are counted, and nothing says whether they are ready, or whose addresses they are: every other alert would stay silent. */
function unknown(subject: RuleSubject): string {
  const { podLabel = 'pod', podLabelIsAddress } = subject.telemetry;
  const pods = podsOf(subject);
  const addressed = `(kube_pod_info{${pods}} and on (pod_ip) ${byIp(subject, counted(subject))})`;
  const known = `kube_pod_status_ready{${pods}}${podLabelIsAddress ? ` and on (pod) ${addressed}` : ''}`;
  const named = Object.entries({ grpc_server: subject.serverName, namespace: subject.namespace }).reduce(
    (expr, [label, value]) => `label_replace(${expr}, "${label}", "${value}", "pod", "")`,
    `count(count by (${podLabel}) (${counted(subject)}))`,
  );
  return `${named} unless on () ${podLabelIsAddress ? `(${known})` : known}`;
}
