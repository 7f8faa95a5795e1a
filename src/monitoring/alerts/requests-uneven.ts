import { Duration } from 'cdk8s';
import { knowsAge, own, RuleSubject, seriesOf, settlingTime } from '../subject';
import {
  AGE_UNKNOWN,
  AlertDefinition,
  AlertSettings,
  allOf,
  beyondChance,
  FROM_1,
  inWindow,
  isEmitted,
  SERVER,
  settingsOf,
  skewThreshold,
} from './definition';

/** Skew that an algorithm which aims at equal counts does not reach, and one that weighs load or latency. */
function threshold({ evenShares }: RuleSubject): number {
  return evenShares ? 1.5 : 2.5;
}

/** Names of what is compared: of all ready pods, or of those that have settled. */
interface Compared {
  readonly requests: string;
  readonly average: string;
  readonly skew: string;
}

function expr(subject: RuleSubject, names: Compared, { threshold, minimumTraffic }: AlertSettings): string {
  const skew = own(subject, names.skew);
  const average = inWindow(subject, own(subject, names.average));
  return allOf(
    `${skew} > ${skewThreshold(threshold, own(subject, names.requests))}`,
    beyondChance(skew, average),
    `${average} > ${minimumTraffic}`,
  );
}

/** Fires within minutes, as scaling cannot explain the skew of pods that have settled. */
export const requestsUneven: AlertDefinition = {
  name: 'GrpcRequestsUneven',
  option: 'requestsUneven',
  summary: 'Requests of a gRPC server are not spread evenly over its pods.',
  description: `The busiest pod of gRPC server ${SERVER} gets {{ $value | humanize }} times the requests of an average pod.`,
  thresholds: FROM_1,
  absent: (subject) => (knowsAge(subject) ? undefined : AGE_UNKNOWN),
  defaults: (subject) => ({ for: Duration.minutes(2), threshold: threshold(subject), minimumTraffic: 30 }),
  expr: (subject, settings) => {
    const { settledRequests, settledAverage, settledSkew } = seriesOf(subject.options);
    return expr(subject, { requests: settledRequests, average: settledAverage, skew: settledSkew }, settings);
  },
};

const SHORTEST = Duration.minutes(15);

/** Covers fleets whose pods never grow old enough to settle. */
export const requestsUnevenForLong: AlertDefinition = {
  name: 'GrpcRequestsUnevenForLong',
  option: 'requestsUnevenForLong',
  summary: 'Requests of a gRPC server have not been spread evenly over its pods for longer than scaling explains.',
  description: `The busiest pod of gRPC server ${SERVER} gets {{ $value | humanize }} times the requests of an average pod.`,
  thresholds: FROM_1,
  absent: () => undefined,
  defaults: (subject) => {
    const explained = Duration.seconds(settlingTime(subject).toSeconds() + 300);
    return {
      for: explained.toSeconds() > SHORTEST.toSeconds() ? explained : SHORTEST,
      threshold: threshold(subject),
      minimumTraffic: 30,
    };
  },
  expr: (subject, settings) => {
    const uneven = expr(subject, seriesOf(subject.options), settings);
    if (!isEmitted(requestsUneven, subject)) return uneven;
    // Who is told by the fast alert need not be told again.
    return `${uneven}\nunless (${requestsUneven.expr(subject, settingsOf(requestsUneven, subject))})`;
  },
};
