import { Firing, podNamed } from '../case';
import { Alert } from '../texts';

export { greeter, PERCENT, podNamed, sharing, sharingUntil, silentAt } from '../case';
export type { Check, Firing, RuleCase } from '../case';

/** What users see of gRPC behind a ClusterIP Service. */
export const MOSTLY_ONE = [85, 5, 5, 3, 2];

export const EVEN = [20, 20, 20, 20, 20];

/** An alert that fires. */
export function firing(alert: Alert, more: Omit<Firing, 'alert'> = {}): Firing {
  return { alert, ...more };
}

/** So many pods are missing. */
export function missing(value: string): Firing[] {
  return [firing('metricsMissing', { value })];
}

/** What 90/5/5/0/0 raises. */
export function mostlyOneOfFive(): Firing[] {
  return [
    firing('requestsUneven', { value: '4.5' }),
    firing('podIdle', { pod: podNamed(3).name }),
    firing('podIdle', { pod: podNamed(4).name }),
  ];
}

/** Scrapes fail from a minute on, until the 40th. */
export function failsFrom(minute: number): [number, number][] {
  return [
    [0, 1],
    [minute, 0],
    [40, 1],
  ];
}
