import { monitoring } from '../../src';
import { Panels } from './panels';
import { PodScene, ServerScene } from './scene';
import { Signal, SourceUnderTest } from './sources';
import { Alert } from './texts';

/** An alert that is expected to fire. */
export interface Firing {
  readonly alert: Alert;
  /** Name of the pod, for alerts about one. */
  readonly pod?: string;
  /** The value, as the description words it. */
  readonly value?: string | ((source: SourceUnderTest) => string);
  /** `namespace/server`, if it is not the only one. */
  readonly server?: string;
  readonly severity?: string;
  readonly labels?: { [label: string]: string };
  readonly runbook?: string;
}

/** At a minute exactly these alerts fire, and no other. */
export interface Check {
  readonly at: number;
  readonly firing: Firing[];
  /** What the dashboard shows of the first server. */
  readonly panels?: (source: SourceUnderTest) => Panels;
}

/** A story of some pods, and what an operator should hear of it. */
export interface RuleCase {
  readonly name: string;
  readonly minutes: number;
  readonly servers: ServerScene[];
  readonly checks: Check[];
  /** Alerts that a worse rule would have raised here. */
  readonly silentFor?: Alert[];
  readonly props?: Partial<monitoring.GrpcMonitoringProps>;
  /** Names of labels, where the scrape or a collector changed them. */
  readonly renamed?: { [label: string]: string };
  /** Signals that it is about. */
  readonly needs?: Signal[];
  /** Sources that it is about; all if not given. */
  readonly of?: (source: SourceUnderTest) => boolean;
  /** Whether it is run for every kind of monitor, for sources in the server: for one otherwise. */
  readonly everyMonitor?: boolean;
}

/** Whether a case says something of a source. */
export function concerns({ needs = [], of = () => true }: RuleCase, source: SourceUnderTest): boolean {
  return of(source) && needs.every((signal) => !source.lacks.includes(signal));
}

/** Alerts that a case shows firing. */
export function firesIn({ checks }: RuleCase): Alert[] {
  return [...new Set(checks.flatMap(({ firing }) => firing.map(({ alert }) => alert)))];
}

/** Alerts that a case shows firing, and then no more. */
export function resolvesIn({ checks }: RuleCase): Alert[] {
  const last = checks[checks.length - 1].firing.map(({ alert }) => alert);
  return firesIn({ checks } as RuleCase).filter((alert) => !last.includes(alert));
}

const LETTERS = 'bcdfghjklmnpqrstvwxz2456789';

/** Pods of the Deployment `greeter`, named as Kubernetes names them. */
export function podNamed(index: number, generation = '6d4cf56db6'): { name: string; ip: string } {
  const suffix = `x7k${LETTERS[Math.floor(index / LETTERS.length)]}${LETTERS[index % LETTERS.length]}`;
  return { name: `greeter-${generation}-${suffix}`, ip: `10.0.${generation.length}.${index + 1}` };
}

/** Requests per minute of a pod that gets one per cent: an average pod of eight passes every minimum of traffic. */
export const PERCENT = 30;

/** Pods by their shares in per cent; a pod without a share was never called. */
export function sharing(shares: number[], more: Partial<PodScene> = {}): PodScene[] {
  return shares.map((share, index) => ({
    ...podNamed(index),
    ...(share > 0 && { perMinute: share * PERCENT }),
    ...more,
  }));
}

/** The same until a minute, and equal shares from then on. */
export function sharingUntil(minute: number, shares: number[], more: Partial<PodScene> = {}): PodScene[] {
  const equal = (shares.reduce((sum, share) => sum + share) * PERCENT) / shares.length;
  return shares.map((share, index) => ({
    ...podNamed(index),
    perMinute: [
      [0, share * PERCENT],
      [minute, equal],
    ] as [number, number][],
    ...more,
  }));
}

/** The one server of most cases. */
export function greeter(pods: PodScene[], more: Partial<ServerScene> = {}): ServerScene[] {
  return [{ namespace: 'demo', server: 'greeter', pods, ...more }];
}

/** Nothing fires at these minutes. */
export function silentAt(...minutes: number[]): Check[] {
  return minutes.map((at) => ({ at, firing: [] }));
}
