import { Words } from '../../private/errors';
import { Severity } from '../finding';
import { Expression } from '../promql/expression';
import { operands } from '../promql/labels';
import { podExpressions } from '../promql/matching';
import { shortened } from '../promql/rules';
import { Rule } from '../rule';

/** Counters that a pod may not have before it is called. Envoy counts its endpoints from the start. */
const COUNTERS = [
  'grpc_server_handled_total',
  'grpc_server_started_total',
  'grpc_server_call_started_total',
  'grpc_server_call_duration_seconds_count',
  'grpc_server_processing_duration_seconds_count',
  'grpc_server_requests_received_messages_total',
  'rpc_server_duration_milliseconds_count',
  'rpc_server_call_duration_seconds_count',
  'istio_requests_total',
];

/** By the aggregation above the line those below it that make a measure of unevenness. */
const SKEW: ReadonlyMap<string, readonly string[]> = new Map([
  ['max', ['avg', 'min']],
  ['min', ['avg', 'max']],
  ['stddev', ['avg']],
]);

export const alertBlindToIdlePods: Rule = {
  id: 'alert-blind-to-idle-pods',
  severity: Severity.WARNING,
  title: 'An alert on uneven load that does not see pods without requests',
  why: `Most libraries and proxies export a counter only after the first request. A pod that was never called has no series, so it is missing from
the average: if one pod of three takes everything, \`max / avg\` is 1, as with perfect balance. The alert misses the very fault that it was
written for. (A server can export zeros from its start; in go-grpc-middleware that is \`InitializeMetrics\`.)

Add the pods that are ready: \`sum by (pod) (rate(…)) or 0 * max by (pod) (kube_pod_status_ready{condition="true"} == 1)\`.`,
  fix: 'add the ready pods: … or 0 * max by (pod) (kube_pod_status_ready{condition="true"} == 1)',
  threads: ['grpc-ecosystem/go-grpc-prometheus#5'],
  *check(manifests) {
    for (const { manifest, at, name, source } of podExpressions(manifests)) {
      const expression = COUNTERS.some((counter) => source.includes(counter)) ? Expression.parse(source) : undefined;
      for (const part of expression?.every('BinaryExpr') ?? []) {
        const metric = skewOf(part);
        if (metric === undefined) continue;
        const what = `${name} compares the pods that have a series of ${metric}: one that was never called is not among them`;
        yield { manifest, at, what, got: new Words(shortened(part.text)) };
        break;
      }
    }
  },
};

/** The counter whose pods a division compares. */
function skewOf(part: Expression): string | undefined {
  if (!part.child('Div')) return undefined;
  const [above, below] = operands(part).map(bare);
  const [one, other] = [above, below].map((side) => (side.kind === 'AggregateExpr' ? operatorOf(side) : ''));
  if (!SKEW.get(one)?.includes(other)) return undefined;
  const metrics = [above, below].map((side) => perPod(argumentOf(side)));
  return metrics.every((metric) => metric !== undefined) ? metrics[0] : undefined;
}

/** The counter that a vector has one value of for each pod: `sum by (pod) (rate(x[5m]))` and nothing else. */
function perPod(part: Expression): string | undefined {
  const modifier = part.kind === 'AggregateExpr' ? part.child('AggregateModifier') : undefined;
  const labels = modifier?.child('By') && modifier.child('GroupingLabels')?.all('LabelName');
  if (!labels?.some(({ text }) => /^(pod|instance|kubernetes_pod_name)$/.test(text))) return undefined;
  if (part.every('BinaryExpr').length) return undefined;
  const metrics = part.every('VectorSelector').map((selector) => selector.child('Identifier')?.text ?? '');
  return metrics.every((metric) => COUNTERS.includes(metric)) ? metrics[0] : undefined;
}

function bare(part: Expression): Expression {
  let inner = part;
  while (inner.kind === 'ParenExpr') [inner] = inner.children;
  return inner;
}

function operatorOf(aggregate: Expression): string {
  return aggregate.child('AggregateOp')?.text ?? '';
}

function argumentOf(aggregate: Expression): Expression {
  return bare(aggregate.child('FunctionCallBody')!.children.at(-1)!);
}
