import { Duration } from 'cdk8s';
import { given } from '../../private/given';
import { MonitoringOptions } from '../options';
import { RuleSubject, windowOf } from '../subject';

/** Options of `MonitoringOptions` that are alerts. */
export type AlertOption =
  | 'requestsUneven'
  | 'requestsUnevenForLong'
  | 'podIdle'
  | 'connectionsUneven'
  | 'podSlow'
  | 'podFailing'
  | 'metricsMissing'
  | 'newPodsNotJoined';

/** What an alert is measured by. */
export interface AlertSettings {
  readonly for: Duration;
  readonly threshold: number;
  readonly minimumTraffic: number;
}

/** Thresholds with which an alert fires now and then; with others it would fire never, or always. */
export interface Thresholds {
  /** What they are, as an error says it. */
  readonly words: string;
  has(threshold: number): boolean;
}

export const FROM_0: Thresholds = { words: 'a number from 0', has: (threshold) => threshold >= 0 };
/** Of something that is 1 where all pods are alike. */
export const FROM_1: Thresholds = { words: 'a number from 1', has: (threshold) => threshold >= 1 };

/** One alert: a name, words, and an expression as a function of what is known of a server. */
export interface AlertDefinition {
  readonly name: string;
  readonly option: AlertOption & keyof MonitoringOptions;
  readonly summary: string;
  readonly description: string;
  readonly thresholds: Thresholds;
  /** Whether there is no traffic that it waits for. */
  readonly ignoresTraffic?: boolean;
  /** Why there is no such alert for this server, if so. */
  absent(subject: RuleSubject): string | undefined;
  defaults(subject: RuleSubject): AlertSettings;
  expr(subject: RuleSubject, settings: AlertSettings): string;
}

/** The defaults, and what the user says. */
export function settingsOf(alert: AlertDefinition, subject: RuleSubject): AlertSettings {
  return { ...alert.defaults(subject), ...given(subject.options[alert.option] ?? {}) };
}

/** Whether there is this alert for this server. */
export function isEmitted(alert: AlertDefinition, subject: RuleSubject): boolean {
  return (subject.options[alert.option]?.enabled ?? true) && alert.absent(subject) === undefined;
}

export const SERVER = '{{ $labels.namespace }}/{{ $labels.grpc_server }}';

export const AGE_UNKNOWN = 'the age of pods is known only from kube-state-metrics';

/** `rate` per second as a count in the window. */
export function inWindow(subject: RuleSubject, rate: string): string {
  return `${rate} * ${windowOf(subject).toSeconds()}`;
}

/**
 * Standard deviations above the mean within which chance stays.
 *
 * If pods were picked at random, the count of each in a window would be about Poisson, with the mean as its variance: six of them are passed in
 * about one window of 10^9, so that even a fleet that picks at random raises nothing. Algorithms that take turns stay far below.
 */
export const CHANCE = 6;

/** All of these, one a line: an operator reads them. */
export function allOf(...conditions: string[]): string {
  return conditions.join('\nand ');
}

/**
 * With two pods the largest possible skew is 2: a higher threshold is lowered, so that they can pass it at all.
 *
 * But not far: a balancer that weighs latency gives a pod four times as slow as the other a skew of 1.87, by design.
 */
export function skewThreshold(threshold: number, values: string): string {
  const LARGEST_OF_TWO = 1.98;
  if (threshold <= LARGEST_OF_TWO) return String(threshold);
  return `1 + clamp_max(0.98 * (count without (pod) (${values}) - 1), ${Number((threshold - 1).toFixed(6))})`;
}

/** Whether the largest of some counts is more standard deviations above their average than chance explains. */
export function beyondChance(skew: string, average: string, deviations = CHANCE): string {
  return `(${skew} - 1) * sqrt(${average}) > ${deviations}`;
}
