import { ApiObject, Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { PrometheusRuleSpecGroupsRulesExpr as Expr, toJson_PrometheusRuleSpec } from '../../imports/prometheus-rule';
import { IGrpcServer } from '../grpc-server-interface';
import { recordingRules, RuleSubject } from './rules';
import { Telemetry } from './telemetry';
import { unevenAlert } from './uneven-alert';

/** What the rules of a server are made of. */
export interface PrometheusRuleOptions {
  readonly server: IGrpcServer;
  readonly workloadKind: string;
  readonly workloadName: string;
  readonly telemetry: Telemetry;
  readonly convergence: Duration;
  readonly labels: { [key: string]: string };
  readonly annotations?: { [key: string]: string };
}

/** The recording rules and alerts of one server. */
export function prometheusRule(scope: Construct, options: PrometheusRuleOptions): ApiObject {
  const { server, telemetry, workloadKind, workloadName, convergence, labels, annotations } = options;
  const subject: RuleSubject = {
    serverName: server.serverName,
    namespace: server.namespace,
    telemetry,
    podNames: podNames(workloadKind, workloadName),
  };
  // Without them the rules of two servers would record the same series.
  const own = { grpc_server: server.serverName, namespace: server.namespace };
  const recorded = recordingRules(subject).map(({ record, expr }) => ({
    record,
    expr: Expr.fromString(expr),
    labels: own,
  }));
  const alerts = [unevenAlert(subject, convergence)].map((alert) => ({ ...alert, expr: Expr.fromString(alert.expr) }));
  return new ApiObject(scope, 'PrometheusRule', {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata: { name: server.serverName, namespace: server.namespace, labels, annotations },
    spec: toJson_PrometheusRuleSpec({
      groups: [
        { name: `${server.serverName}.rules`, rules: recorded },
        { name: `${server.serverName}.alerts`, rules: alerts },
      ],
    }),
  });
}

/** How Kubernetes names the pods of a workload: so that `greeter` does not take the pods of `greeter-canary` for its own. */
function podNames(kind: string, name: string): string {
  const suffixes: { [kind: string]: string } = {
    Deployment: '-[a-z0-9]+-[a-z0-9]{5}',
    StatefulSet: '-[0-9]+',
    DaemonSet: '-[a-z0-9]{5}',
  };
  return name + (suffixes[kind] ?? '-[a-z0-9]+-[a-z0-9]{5}');
}
