import { Firing } from '../case';
import { Alert } from '../texts';

export { greeter, PERCENT, podNamed, sharing, sharingUntil, silentAt } from '../case';
export type { Check, Firing, RuleCase } from '../case';

/** What users see of gRPC behind a ClusterIP Service. */
export const MOSTLY_ONE = [85, 5, 5, 3, 2];

/** An alert that fires. */
export function firing(alert: Alert, more: Omit<Firing, 'alert'> = {}): Firing {
  return { alert, ...more };
}
