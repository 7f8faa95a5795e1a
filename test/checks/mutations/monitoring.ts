import { find } from '../../support/find';
import { Mutation } from './mutation';

/** Edits the one rule that records or alerts under a name. */
function editRule(objects: any[], name: string, edit: (expr: string) => string): void {
  const { groups } = find(objects, 'PrometheusRule', 'grpc-server').spec;
  const rules = groups.flatMap((group: any) => group.rules);
  const [rule] = rules.filter(({ record, alert }: any) => name === (record ?? alert));
  rule.expr = edit(rule.expr);
}

export const MONITORING: Mutation[] = [
  {
    rule: 'promql-vector-matching',
    variant: 'client-side',
    edit: (objects) =>
      editRule(objects, 'grpc_server_pod:requests_share:ratio_rate5m', () => {
        const requests = 'rate(grpc_server_handled_total{namespace="demo"}[5m])';
        return `sum by (pod) (${requests}) / ignoring (pod) sum(${requests})`;
      }),
  },
  {
    rule: 'alert-blind-to-idle-pods',
    variant: 'client-side',
    edit: (objects) =>
      editRule(objects, 'grpc_server:requests_skew:ratio_rate5m', () => {
        const requests = 'sum by (pod) (rate(grpc_server_handled_total{namespace="demo"}[5m]))';
        return `max(${requests}) / avg(${requests})`;
      }),
  },
  {
    rule: 'prometheus-rule-not-selected',
    variant: 'client-side',
    edit: (objects) => {
      delete find(objects, 'PrometheusRule', 'grpc-server').metadata.labels.release;
      const ruleSelector = { matchLabels: { release: 'kube-prometheus-stack' } };
      const [apiVersion, kind] = ['monitoring.coreos.com/v1', 'Prometheus'];
      objects.push({ apiVersion, kind, metadata: { name: 'k8s', namespace: 'monitoring' }, spec: { ruleSelector } });
    },
  },
];
