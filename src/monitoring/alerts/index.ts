import { promDuration } from '../../private/promql';
import { Severity } from '../options';
import { RuleSubject } from '../subject';
import { connectionsUneven } from './connections-uneven';
import { AlertDefinition, isEmitted, settingsOf } from './definition';
import { metricsMissing } from './metrics-missing';
import { newPodsNotJoined } from './new-pods-not-joined';
import { podFailing } from './pod-failing';
import { podIdle } from './pod-idle';
import { podSlow } from './pod-slow';
import { requestsUneven, requestsUnevenForLong } from './requests-uneven';
import { runbookOf } from '../runbooks';

/** An alert as Prometheus has it. */
export interface AlertRule {
  readonly alert: string;
  readonly expr: string;
  readonly for: string;
  readonly labels: { [key: string]: string };
  readonly annotations: { [key: string]: string };
}

/** Every alert, in the order in which an operator would ask. */
export const ALERTS: AlertDefinition[] = [
  requestsUneven,
  requestsUnevenForLong,
  podIdle,
  newPodsNotJoined,
  connectionsUneven,
  podSlow,
  podFailing,
  metricsMissing,
];

/** The alerts that this server's source and strategy allow. */
export function alertRules(subject: RuleSubject): AlertRule[] {
  return ALERTS.filter((alert) => isEmitted(alert, subject)).map((alert) => alertRule(alert, subject));
}

function alertRule(alert: AlertDefinition, subject: RuleSubject): AlertRule {
  const { severity = Severity.WARNING } = subject.options[alert.option] ?? {};
  const settings = settingsOf(alert, subject);
  return {
    alert: alert.name,
    expr: alert.expr(subject, settings),
    for: promDuration(settings.for),
    labels: { ...subject.options.alertLabels, severity },
    annotations: {
      summary: alert.summary,
      description: alert.description,
      runbook_url: runbookOf(alert.name, subject.options.runbookUrl),
    },
  };
}
