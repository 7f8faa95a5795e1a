import { Duration } from 'cdk8s';
import { promDuration } from '../private/promql';
import { ownSeries, REQUESTS_PER_POD, RuleSubject } from './rules';

/** An alert. */
export interface AlertRule {
  readonly alert: string;
  readonly expr: string;
  readonly for: string;
  readonly labels: { [key: string]: string };
  readonly annotations: { [key: string]: string };
}

/** Requests per second and pod below which chance alone makes shares differ. */
const MINIMUM_RATE = 1;
const SHORTEST_FOR = Duration.minutes(10);

/** Skew that an algorithm which aims at equal counts does not reach, and one that weighs load or latency. */
const THRESHOLDS = { even: 1.5, weighing: 2.5 };

/** Fires when one pod gets much more than its share, for longer than a scale-up explains. */
export function unevenAlert(subject: RuleSubject, convergence: Duration): AlertRule {
  const perPod = `${REQUESTS_PER_POD}{${ownSeries(subject)}}`;
  const by = 'by (grpc_server, namespace)';
  const threshold = (subject.telemetry.even ?? true) ? THRESHOLDS.even : THRESHOLDS.weighing;
  return {
    alert: 'GrpcRequestsUneven',
    // One pod has nobody to differ from, and gives a skew of 1.
    expr: `max ${by} (${perPod}) / avg ${by} (${perPod}) > ${threshold} and avg ${by} (${perPod}) > ${MINIMUM_RATE}`,
    // A new pod gets nothing until the clients have converged.
    for: promDuration(convergence.toSeconds() > SHORTEST_FOR.toSeconds() ? convergence : SHORTEST_FOR),
    labels: { severity: 'warning' },
    annotations: {
      summary: 'Requests of a gRPC server are not spread evenly over its pods.',
      description:
        'The busiest pod of gRPC server {{ $labels.namespace }}/{{ $labels.grpc_server }} gets {{ $value | humanize }} times ' +
        'the requests of an average pod.',
    },
  };
}
