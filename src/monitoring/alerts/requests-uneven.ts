import { Duration } from 'cdk8s';
import { knowsAge, ownSeries, RuleSubject, settlingTime } from '../subject';
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
function defaultThreshold({ evenShares }: RuleSubject): number {
  return evenShares ? 1.5 : 2.5;
}

/** What is compared: of all ready pods, or of those that have settled. */
interface Compared {
  readonly requests: string;
  readonly average: string;
  readonly skew: string;
}

function uneven(
  subject: RuleSubject,
  { requests, average, skew }: Compared,
  { threshold, minimumTraffic }: AlertSettings,
): string {
  const counted = inWindow(subject, average);
  return allOf(
    `${skew} > ${skewThreshold(threshold, requests)}`,
    beyondChance(skew, counted),
    `${counted} > ${minimumTraffic}`,
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
  defaults: (subject) => ({ for: Duration.minutes(2), threshold: defaultThreshold(subject), minimumTraffic: 30 }),
  expr: (subject, settings) => {
    const { settledRequests, settledAverage, settledSkew } = ownSeries(subject);
    return uneven(subject, { requests: settledRequests, average: settledAverage, skew: settledSkew }, settings);
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
      threshold: defaultThreshold(subject),
      minimumTraffic: 30,
    };
  },
  expr: (subject, settings) => {
    const expr = uneven(subject, ownSeries(subject), settings);
    if (!isEmitted(requestsUneven, subject)) return expr;
    // Who is told by the fast alert need not be told again.
    return `${expr}\nunless (${requestsUneven.expr(subject, settingsOf(requestsUneven, subject))})`;
  },
};
