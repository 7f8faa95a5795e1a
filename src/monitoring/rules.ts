import { Duration } from 'cdk8s';
import { promDuration } from '../private/promql';
import { byPod, knowsScrapes, podsOf, presenceByPod, upByPod } from './by-pod';
import { knowsAge, ownSeries, RuleSubject, seriesOf, settlingTime, windowOf } from './subject';

/** A recording rule. */
export interface RecordingRule {
  readonly record: string;
  readonly expr: string;
}

/** The recorded series of a server: which pods are ready, what they get, how even that is. Each reads those before it. */
export function recordingRules(subject: RuleSubject): RecordingRule[] {
  const series = seriesOf(subject.options);
  const { telemetry } = subject;
  const { requests } = ownSeries(subject);
  return [
    ...readyPods(subject),
    ...visiblePods(subject),
    { record: series.requests, expr: ofVisiblePods(subject, perPod(subject, telemetry.requests, telemetry.selector)) },
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
  const own = ownSeries(subject);
  return [
    { record: series.settledRequests, expr: `${own.requests} and ${own.settled}` },
    ...skew(own.settledRequests, series.settledAverage, series.settledSkew),
  ];
}

function readyPods(subject: RuleSubject): RecordingRule[] {
  const series = seriesOf(subject.options);
  const own = ownSeries(subject);
  const pods = podsOf(subject);
  if (!knowsAge(subject)) return [{ record: series.ready, expr: upByPod(subject, (up) => `${up} == 1`) }];
  const ready = `kube_pod_status_ready{condition="true",${pods}}`;
  const settling = settlingTime(subject);
  const age = `time() - max by (pod) (kube_pod_start_time{${pods}})`;
  return [
    { record: series.ready, expr: `max by (pod) (${ready} == 1)` },
    { record: series.age, expr: `${age} and on (pod) ${own.ready}` },
    {
      record: series.settled,
      // The age alone would let in a pod that has only just become ready.
      expr: `max by (pod) (min_over_time(${ready}[${promDuration(settling)}]) == 1) and on (pod) (${own.age} > ${settling.toSeconds()})`,
    },
  ];
}

/** Ready pods whose metrics are seen: of one that cannot be scraped it is not known that it gets nothing. */
function visiblePods(subject: RuleSubject): RecordingRule[] {
  if (!visibilityIsKnown(subject)) return [];
  const { ready } = ownSeries(subject);
  const interval = subject.options.scrapeInterval?.toSeconds() ?? 0;
  // One scrape that fails is no reason to look away.
  const range = promDuration(Duration.seconds(Math.max(120, 2 * interval)));
  const scraped = presenceByPod(subject, (presence) => `max_over_time(${presence}[${range}])`);
  // Pushed metrics have no scrape.
  const expr = `${ready} and on (pod) (${scraped} == 1)\nor ${ready} unless on () ${scraped}`;
  return [{ record: seriesOf(subject.options).visible, expr }];
}

function visibilityIsKnown(subject: RuleSubject): boolean {
  return knowsAge(subject) && knowsScrapes(subject);
}

/** A pod that was never called has no series, and would make one busy pod of three look perfect; a pod that is gone has one for a while. */
function ofVisiblePods(subject: RuleSubject, counted: string): string {
  const { ready, visible } = ownSeries(subject);
  const pods = `max by (pod) (${visibilityIsKnown(subject) ? visible : ready})`;
  return `(${counted} or 0 * ${pods}) and on (pod) ${pods}`;
}

function perPod(subject: RuleSubject, metric: string, selector: string): string {
  return byPod(subject, `rate(${metric}{${selector}}[${promDuration(windowOf(subject))}])`);
}

function connections(subject: RuleSubject): RecordingRule[] {
  const { telemetry, options } = subject;
  if (!telemetry.connections) return [];
  const { metric, selector = telemetry.selector } = telemetry.connections;
  const open = byPod(subject, `${metric}{${selector}}`);
  return [{ record: seriesOf(options).connections, expr: ofVisiblePods(subject, open) }];
}

function latencies(subject: RuleSubject): RecordingRule[] {
  const { telemetry, options } = subject;
  if (!telemetry.latency) return [];
  const { buckets, unitsPerSecond = 1, selector = telemetry.selector } = telemetry.latency;
  const rates = byPod(subject, `rate(${buckets}{${selector}}[${promDuration(windowOf(subject))}])`, ['le']);
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
  const own = ownSeries(subject);
  return [
    { record: series.errors, expr: ofVisiblePods(subject, perPod(subject, metric, selector)) },
    { record: series.errorRatio, expr: `${own.errors} / (${own.requests} > 0)` },
  ];
}
