import { ApiObject, ApiObjectMetadata, JsonPatch, Lazy } from 'cdk8s';
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
  return new ComposedRule(scope, metadata, () => composeOnce(scope, server, subjectOf, ruleSpec));
}

/**
 * A PrometheusRule that is rendered as it was composed: plain, and sorted.
 *
 * cdk8s would resolve, clean and sort its hundreds of fields once more, which takes a fleet longer than to compose them.
 */
class ComposedRule extends ApiObject {
  private isPatched = false;

  public constructor(
    scope: Construct,
    metadata: ApiObjectMetadata,
    private readonly compose: () => any,
  ) {
    const spec = Lazy.any({ produce: compose });
    super(scope, 'PrometheusRule', { apiVersion: 'monitoring.coreos.com/v1', kind: 'PrometheusRule', metadata, spec });
  }

  /** Users' patches are cdk8s' to apply. */
  public addJsonPatch(...patches: JsonPatch[]): void {
    this.isPatched = true;
    // eslint-disable-next-line no-restricted-properties -- none of ours
    super.addJsonPatch(...patches);
  }

  public toJson(): any {
    if (this.isPatched) return super.toJson();
    const { apiVersion, kind } = this;
    return { apiVersion, kind, metadata: this.metadata.toJson(), spec: this.compose() };
  }
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
