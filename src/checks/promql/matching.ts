import { Manifests } from '../manifests/manifests';
import { memoized } from '../manifests/memoized';
import { Expression } from './expression';
import { isMatched, LabelReader, Labels, Matching, matchingOf, operands } from './labels';
import { PrometheusExpression, prometheusExpressions } from './rules';

/** Labels by which the series of pods differ. */
const NAMES = '(exported_)?(pod|pod_name|pod_ip|kubernetes_pod_name|instance|dst_pod|envoy_endpoint_address)';
const POD = new RegExp(`^${NAMES}$`);

/** Only where it is aggregated by one of them is it known that a vector has it: reading an expression takes its time. */
const BY_POD = new RegExp(`\\bby\\s*\\([^()]*\\b${NAMES}\\b`, 'i');

/** Two sides that Prometheus cannot match. */
export interface Mismatch {
  readonly part: Expression;
  readonly operator: string;
  /** Nothing ever matches, or it is an error as soon as there are two pods. */
  readonly kind: 'never' | 'several';
  readonly side: 'left' | 'right';
  /** Labels of pods that are on this side and not matched. */
  readonly labels: readonly string[];
  /** All labels of this side, and of the other one. */
  readonly own: ReadonlySet<string>;
  readonly other: Labels;
  readonly matching: Matching;
}

interface Side {
  readonly name: 'left' | 'right';
  readonly part: Expression;
  readonly labels: Labels;
}

/** An expression that aggregates by pods. */
export interface PodExpression extends PrometheusExpression {
  /** All operators between a vector of pods and another, whose sides certainly do not match as they must. */
  readonly mismatches: readonly Mismatch[];
  /** Whether all of it could be read. */
  readonly isRead: boolean;
}

/** The expressions of all PrometheusRules that aggregate by pods. */
export const podExpressions: (manifests: Manifests) => readonly PodExpression[] = memoized((manifests) =>
  prometheusExpressions(manifests)
    .filter(({ source }) => BY_POD.test(source))
    .map((expression) => ({ ...expression, ...judge(expression.source) })),
);

function judge(source: string): Pick<PodExpression, 'mismatches' | 'isRead'> {
  const expression = Expression.parse(source);
  if (!expression) return { mismatches: [], isRead: false };
  const reader = new LabelReader();
  const mismatches = expression.every('BinaryExpr').flatMap((part) => mismatchOf(part, reader));
  return { mismatches, isRead: reader.isComplete };
}

function mismatchOf(part: Expression, reader: LabelReader): Mismatch[] {
  if (part.child('Or') || part.child('Unless')) return [];
  const [left, right] = operands(part);
  const sides: [Side, Side] = [
    { name: 'left', part: left, labels: reader.of(left) },
    { name: 'right', part: right, labels: reader.of(right) },
  ];
  if (sides.some(({ labels }) => labels === 'number')) return [];
  return neverMatching(part, sides) ?? (part.child('And') ? [] : severalMatching(part, sides));
}

/** Labels that must be equal and that one side does not have. */
function neverMatching(part: Expression, sides: [Side, Side]): Mismatch[] | undefined {
  const matching = matchingOf(part);
  for (const [index, { name, labels }] of sides.entries()) {
    const other = sides[1 - index].labels;
    if (typeof labels === 'string' || typeof other === 'string') continue;
    const matched = [...labels].filter((label) => isMatched(label, matching));
    const missing = matched.filter((label) => POD.test(label) && !other.has(label));
    if (missing.length) return [found(part, 'never', name, missing, labels, other)];
  }
  return undefined;
}

/** A side of which there must be one, and which may have one for each pod. */
function severalMatching(part: Expression, sides: [Side, Side]): Mismatch[] {
  const matching = matchingOf(part);
  return sides.flatMap(({ name, labels, part: side }, index) => {
    if (name === matching.group || typeof labels === 'string') return [];
    const pods = [...labels].filter((label) => POD.test(label));
    // One of them, as an address, tells pods apart as well as another.
    if (pods.some((label) => isMatched(label, matching) || isFixed(side, label))) return [];
    return pods.length ? [found(part, 'several', name, pods, labels, sides[1 - index].labels)] : [];
  });
}

/** Whether series are chosen by one value of a label. */
function isFixed(side: Expression, label: string): boolean {
  return side
    .every('UnquotedLabelMatcher')
    .some((matcher) => matcher.child('LabelName')?.text === label && matcher.child('MatchOp')?.text === '=');
}

function found(
  part: Expression,
  kind: Mismatch['kind'],
  side: Mismatch['side'],
  labels: string[],
  own: ReadonlySet<string>,
  other: Labels,
): Mismatch {
  return { part, operator: part.children[1].text, kind, side, labels, own, other, matching: matchingOf(part) };
}
