import { ApiObject, ApiObjectMetadata, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { PrometheusRuleSpecGroupsRulesExpr as Expr, toJson_PrometheusRuleSpec } from '../../imports/prometheus-rule';
import { alertRules } from './alerts';
import { composeOnce, NamedServer } from './rule-template';
import { recordingRules } from './rules';
import { RuleSubject } from './subject';

/** The recording rules and alerts of one server. */
export function prometheusRule(
  scope: Construct,
  metadata: ApiObjectMetadata,
  server: NamedServer,
  subjectOf: (server: NamedServer) => RuleSubject,
): ApiObject {
  return new ApiObject(scope, 'PrometheusRule', {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata,
    spec: Lazy.any({ produce: () => composeOnce(scope, server, subjectOf, ruleSpec) }),
  });
}

/** The spec of a PrometheusRule: a pure function. */
export function ruleSpec(subject: RuleSubject): any {
  // Without them the rules of two servers would record the same series.
  const labels = { grpc_server: subject.serverName, namespace: subject.namespace };
  const recorded = recordingRules(subject).map(({ record, expr }) => ({ record, expr: Expr.fromString(expr), labels }));
  const alerts = alertRules(subject).map((alert) => ({ ...alert, expr: Expr.fromString(alert.expr) }));
  return toJson_PrometheusRuleSpec({
    groups: [
      { name: `${subject.serverName}.rules`, rules: recorded },
      ...(alerts.length > 0 ? [{ name: `${subject.serverName}.alerts`, rules: alerts }] : []),
    ],
  });
}
