import { Duration } from 'cdk8s';
import { knowsAge, own, seriesOf } from '../subject';
import { AlertDefinition, SERVER } from './definition';

/** Silence is not health: without the metric every other alert is silent too. */
export const metricsMissing: AlertDefinition = {
  name: 'GrpcMetricsMissing',
  option: 'metricsMissing',
  summary: 'The requests of a gRPC server cannot be seen.',
  description: `gRPC server ${SERVER} has {{ $value }} ready pods, and Prometheus has no metric of their requests.`,
  absent: (subject) => (knowsAge(subject) ? undefined : '`up` itself says which pods are ready'),
  defaults: () => ({ for: Duration.minutes(15), threshold: 0, minimumTraffic: 0 }),
  expr: (subject, { threshold }) => {
    const { requests, selector, upSelector } = subject.telemetry;
    // Libraries in the server show nothing before the first request: that the pod was scraped is enough.
    const seen = upSelector ? `count(up{${upSelector}} == 1)` : `count(${requests}{${selector}})`;
    return `sum without (pod) (${own(subject, seriesOf(subject.options).settled)}) > ${threshold}\nunless on () (${seen} > 0)`;
  },
};
