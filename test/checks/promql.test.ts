import { GrpcChecks } from '../../src/checks';
import { Expression } from '../../src/checks/promql/expression';
import { LabelReader } from '../../src/checks/promql/labels';

const rule = (expr: unknown) => ({
  apiVersion: 'monitoring.coreos.com/v1',
  kind: 'PrometheusRule',
  metadata: { name: 'greeter' },
  spec: { groups: [{ rules: [{ alert: 'Greeter', expr }] }] },
});

test.each([
  ['sum(x)', []],
  ['sum by (b, a) (x)', ['a', 'b']],
  ['sum(x) by (a)', ['a']],
  ['sum without (a) (sum by (a, b) (x))', ['b']],
  ['sum by (a) (sum by (b) (x))', []],
  ['max_over_time((sum by (a) (x))[5m:1m])', ['a']],
  ['-sum by (a) (x) offset 5m', ['a']],
  ['histogram_quantile(0.9, sum by (le, a) (rate(x[5m])))', ['a']],
  ['clamp_max(sum by (a) (x), 1) > bool 2', ['a']],
  ['sum by (a, b) (x) / on (a) sum by (a) (x)', ['a']],
  ['sum by (a, b) (x) / on (a) group_left (c) y', ['a', 'b', 'c']],
  ['y / ignoring (c) sum by (a, c) (x)', ['a']],
  ['sum by (a) (x) unless y', ['a']],
  ['vector(1)', []],
  ['scalar(x)', 'number'],
  ['time() - 1', 'number'],
  ['x', 'unknown'],
  ['topk(1, sum by (a) (x))', 'unknown'],
  ['sum by (a) (x) or sum by (b) (x)', 'unknown'],
  ['label_replace(sum by (a) (x), "b", "$1", "a", "(.*)")', 'unknown'],
  ['absent(x)', 'unknown'],
])('the labels of %s are %j', (source, labels) => {
  const found = new LabelReader().of(Expression.parse(source)!);
  expect(typeof found === 'string' ? found : [...found].sort()).toEqual(labels);
});

test.each([
  ['a number', 7],
  ['null', null],
  ['nothing', ''],
  ['half an aggregation', 'sum('],
  ['a template', '{{ .Values.expr }} / 2'],
  ['an open parenthesis', '(((x / y)'],
  ['what nests deeply', `${'('.repeat(4_900)}x${')'.repeat(4_900)} / 2`],
  ['aggregations that nest deeply', `${'max('.repeat(1_900)}x${')'.repeat(1_900)} / 2`],
  ['what nests without an end', `${'('.repeat(100_000)}x${')'.repeat(100_000)} / 2`],
  ['many divisions', Array.from({ length: 2_500 }, () => 'x').join(' / ')],
  ['divisions without an end', Array.from({ length: 50_000 }, () => 'x').join(' / ')],
])('%s makes no rule fail', (_what, expr) => {
  expect(GrpcChecks.check([rule(expr)])).toEqual([]);
});

const nested = (open: string, levels: number) => `sum by (pod) (${open.repeat(levels)}x${')'.repeat(levels)})`;
const chain = (operator: string, parts: number) =>
  Array.from({ length: parts }, () => 'sum by (pod) (x)').join(operator);

test.each([
  ['an open parenthesis', 'sum by (pod) (x'],
  ['a template', 'sum by (pod) ({{ .Values.metric }})'],
  ['what nests without an end', nested('(', 100_000)],
  ['functions that nest without an end', nested('abs(', 3_000)],
  ['functions that nest deeper than labels are followed', `${nested('abs(', 600)} / on (pod) sum by (pod) (y)`],
  ['operators without an end', chain(' / ', 50_000)],
  ['what is no expression, for long', `sum by (pod) (x) ${')('.repeat(100_000)}`],
])('%s is told, at once', (_what, expr) => {
  expect(GrpcChecks.check([rule(expr)]).map(({ rule: id, severity }) => `${id} ${severity}`)).toEqual([
    'unread-config info',
  ]);
});

test.each([
  ['long', `sum by (pod) (x{y=~"${'a|'.repeat(20_000)}"})`],
  ['deep', `${nested('abs(', 400)} / on (pod) sum by (pod) (y)`],
  ['of many parts', chain(' + on (pod) ', 100)],
])('an expression may be %s', (_what, expr) => {
  expect(GrpcChecks.check([rule(expr)])).toEqual([]);
});

/** Each corrected expression was evaluated by promtool over several pods in two namespaces; the wrong ones failed there, or had no value. */
test.each([
  ['sum by (pod) (x) / ignoring (pod) sum by (pod) (y)', 'leave out ignoring (pod): both sides have the same labels'],
  ['sum by (pod) (x) / on () sum by (pod) (y)', 'leave out on (): both sides have the same labels'],
  ['sum by (pod) (x) / sum by (ns) (y)', 'aggregate both sides by the same labels'],
  ['sum by (pod, ns) (x) / ignoring (pod) sum by (pod) (y)', 'aggregate both sides by the same labels'],
  ['sum by (pod) (x) / ignoring (pod) y', 'aggregate both sides by the same labels'],
  ['sum by (pod) (x) / ignoring (pod) sum(y)', 'write / ignoring (pod) group_left ()'],
  ['sum by (pod, ns) (x) / sum by (ns) (y)', 'write / on (ns) group_left ()'],
  ['sum(x) / sum by (pod) (y)', 'write / on () group_right ()'],
  ['sum by (pod) (x) / ignoring (pod) group_left () sum by (pod) (y)', 'aggregate the right side without pod'],
])('what to do about %s: %s', (expr, remedy) => {
  expect(GrpcChecks.check([rule(expr)]).map(({ message }) => message.replace(/^.*; /s, ''))).toEqual([remedy]);
});
