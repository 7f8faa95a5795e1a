import { promDuration, quote } from '../private/promql';
import { knowsAge, own, RuleSubject, seriesOf, settlingTime, windowOf } from './subject';
import { Telemetry } from './telemetry';

/** A recording rule. */
export interface RecordingRule {
  readonly record: string;
  readonly expr: string;
}

/** The recorded series of a server: which pods are ready, what they get, how even that is. Each reads those before it. */
export function recordingRules(subject: RuleSubject): RecordingRule[] {
  const series = seriesOf(subject.options);
  const { telemetry } = subject;
  const requests = own(subject, series.requests);
  return [
    ...readyPods(subject),
    { record: series.requests, expr: ofReadyPods(subject, perPod(subject, telemetry.requests, telemetry.selector)) },
    // Without group_left the division fails as soon as there are two pods.
    { record: series.share, expr: `${requests} / ignoring (pod) group_left () sum without (pod) (${requests})` },
    ...skew(requests, series.average, series.skew),
    {
      record: series.fairness,
      expr: `sum without (pod) (${requests}) ^ 2 / (count without (pod) (${requests}) * sum without (pod) (${requests} ^ 2))`,
    },
    ...settledPods(subject),
    ...connections(subject),
    ...latencies(subject),
    ...errors(subject),
  ];
}

function skew(requests: string, average: string, ratio: string): RecordingRule[] {
  return [
    { record: average, expr: `avg without (pod) (${requests})` },
    { record: ratio, expr: `max without (pod) (${requests}) / avg without (pod) (${requests})` },
  ];
}

/** The same of the pods that have had time to get their share: what scaling cannot explain. */
function settledPods(subject: RuleSubject): RecordingRule[] {
  if (!knowsAge(subject)) return [];
  const series = seriesOf(subject.options);
  return [
    { record: series.settledRequests, expr: `${own(subject, series.requests)} and ${own(subject, series.settled)}` },
    ...skew(own(subject, series.settledRequests), series.settledAverage, series.settledSkew),
  ];
}

function readyPods(subject: RuleSubject): RecordingRule[] {
  const series = seriesOf(subject.options);
  const { namespace, podNames, telemetry } = subject;
  const pods = `namespace=${quote(namespace)},pod=~${quote(podNames)}`;
  if (!knowsAge(subject)) {
    return [{ record: series.ready, expr: `max by (pod) (up{${telemetry.upSelector ?? pods}} == 1)` }];
  }
  const ready = `kube_pod_status_ready{condition="true",${pods}}`;
  const settling = settlingTime(subject);
  const age = `time() - max by (pod) (kube_pod_start_time{${pods}})`;
  return [
    { record: series.ready, expr: `max by (pod) (${ready} == 1)` },
    { record: series.age, expr: `${age} and on (pod) ${own(subject, series.ready)}` },
    {
      record: series.settled,
      // The age alone would let in a pod that has only just become ready.
      expr: `max by (pod) (min_over_time(${ready}[${promDuration(settling)}]) == 1) and on (pod) (${own(subject, series.age)} > ${settling.toSeconds()})`,
    },
  ];
}

/** A pod that was never called has no series, and would make one busy pod of three look perfect; a pod that is gone has one for a while. */
function ofReadyPods(subject: RuleSubject, counted: string): string {
  const ready = `max by (pod) (${own(subject, seriesOf(subject.options).ready)})`;
  return `(${counted} or 0 * ${ready}) and on (pod) ${ready}`;
}

function perPod(subject: RuleSubject, metric: string, selector: string): string {
  return byPod(subject, `rate(${metric}{${selector}}[${promDuration(windowOf(subject))}])`);
}

/** Sums an expression by pod, whatever the source calls it. */
function byPod(subject: RuleSubject, expr: string, keep: string[] = []): string {
  const { podLabel = 'pod', podLabelIsAddress } = subject.telemetry;
  const labels = (pod: string) => [pod, ...keep].join(', ');
  if (podLabelIsAddress) return byAddress(subject, expr, podLabel);
  if (podLabel === 'pod') return `sum by (${labels('pod')}) (${expr})`;
  return `sum by (${labels('pod')}) (label_replace(${expr}, "pod", "$1", "${podLabel}", "(.+)"))`;
}

function byAddress({ namespace, podNames, options, ...subject }: RuleSubject, expr: string, label: string): string {
  const address = (name: string) =>
    `label_replace(sum by (${label}) (${expr}), "${name}", "$1", "${label}", "\\\\[?(.+?)\\\\]?:[0-9]+")`;
  // Without kube-state-metrics nobody knows the name of a pod: its address has to do.
  if (!knowsAge({ namespace, podNames, options, ...subject })) return `sum by (pod) (${address('pod')})`;
  const names = `max by (pod_ip, pod) (kube_pod_info{namespace=${quote(namespace)},pod=~${quote(podNames)}})`;
  return `sum by (pod) (sum by (pod_ip) (${address('pod_ip')}) * on (pod_ip) group_left (pod) ${names})`;
}

function connections(subject: RuleSubject): RecordingRule[] {
  const { telemetry, options } = subject;
  if (!telemetry.connections) return [];
  const { metric, selector = telemetry.selector } = telemetry.connections;
  const open = byPod(subject, `${metric}{${selector}}`);
  return [{ record: seriesOf(options).connections, expr: ofReadyPods(subject, open) }];
}

function latencies(subject: RuleSubject): RecordingRule[] {
  const { telemetry, options } = subject;
  if (!telemetry.latency) return [];
  const { buckets, unitsPerSecond = 1 } = telemetry.latency;
  const rates = byPod(subject, `rate(${buckets}{${telemetry.selector}}[${promDuration(windowOf(subject))}])`, ['le']);
  const seconds = (quantile: string) => (unitsPerSecond === 1 ? quantile : `${quantile} / ${unitsPerSecond}`);
  const peers = `sum by (le) (${rates})\n- on (le) group_right ()\n${rates}`;
  const series = seriesOf(options);
  return [
    { record: series.latency, expr: seconds(`histogram_quantile(0.99, ${rates})`) },
    // All buckets but the pod's own: a median of p99s says nothing with two pods.
    { record: series.peersLatency, expr: seconds(`histogram_quantile(0.99, ${peers})`) },
  ];
}

function errors(subject: RuleSubject): RecordingRule[] {
  const { telemetry, options } = subject;
  if (!telemetry.errors) return [];
  const { metric, selector = telemetry.selector } = telemetry.errors;
  const series = seriesOf(options);
  return [
    { record: series.errors, expr: ofReadyPods(subject, perPod(subject, metric, selector)) },
    { record: series.errorRatio, expr: `${own(subject, series.errors)} / (${own(subject, series.requests)} > 0)` },
  ];
}

/** Signals that a source can have or lack. */
export const SIGNALS: (keyof Pick<Telemetry, 'errors' | 'latency' | 'connections'>)[] = [
  'errors',
  'latency',
  'connections',
];
