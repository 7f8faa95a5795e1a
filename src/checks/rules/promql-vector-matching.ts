import { Words } from '../../private/errors';
import { Severity } from '../finding';
import { isMatched } from '../promql/labels';
import { Mismatch, podExpressions } from '../promql/matching';
import { shortened } from '../promql/rules';
import { Rule } from '../rule';

export const promqlVectorMatching: Rule = {
  id: 'promql-vector-matching',
  severity: Severity.ERROR,
  title: 'An alert on the share of a pod, whose two sides Prometheus cannot match',
  why: `The share of a pod is \`sum by (pod) (…)\` divided by \`sum(…)\`. Prometheus matches the two sides by their labels, and here nothing matches: one
side has \`pod\`, the other has no label. The result is empty and the alert never fires, which looks like health.

With \`ignoring (pod)\` or \`on ()\` they match, as long as there is one pod. With two pods Prometheus refuses: \`multiple matches for labels:
many-to-one matching must be explicit (group_left/group_right)\`. So it works in a test and fails in production, and \`promtool check rules\` says
nothing. Name the side that has the pods: \`/ on () group_left ()\`. The other side must have one series for each match.

Only sides whose labels the expression itself tells, by its aggregations, are judged.`,
  fix: 'name the side that has the pods with group_left or group_right, or aggregate both sides by the same labels',
  threads: ['Azure/prometheus-collector#293', 'deckhouse/deckhouse#15372'],
  *check(manifests) {
    for (const { manifest, at, name, mismatches } of podExpressions(manifests)) {
      const [first] = mismatches;
      if (!first) continue;
      yield {
        manifest,
        at,
        what: `${name} ${whatOf(first)}`,
        got: new Words(shortened(first.part.text)),
        remedy: remedyOf(first),
      };
    }
  },
};

function whatOf({ kind, operator, side, labels }: Mismatch): string {
  const which = labels.join(', ');
  if (kind === 'never')
    return `never has a value: of the two sides of '${operator}' only the ${side} one has label ${which}`;
  return `is an error as soon as there are two pods: the ${side} side of '${operator}' has one series for each ${which}, where one must match`;
}

const SAME_LABELS = 'aggregate both sides by the same labels';

function remedyOf(mismatch: Mismatch): string {
  const { kind, operator, side, labels, own, other, matching } = mismatch;
  const [how, names] = matching.on ? ['on', matching.on] : ['ignoring', matching.ignoring];
  if (kind === 'several' && matching.group) return `aggregate the ${side} side without ${labels.join(', ')}`;
  // Whether the other side has one series for each match cannot be known.
  if (typeof other === 'string') return SAME_LABELS;
  const shared = [...own].filter((label) => other.has(label));
  if (kind === 'never' && operator === 'and') return `write and on (${shared.join(', ')})`;
  if (kind === 'several' && shared.length === own.size && shared.length === other.size)
    return `leave out ${how} (${names.join(', ')}): both sides have the same labels`;
  const matched = kind === 'never' ? shared : [...other].filter((label) => isMatched(label, matching));
  if (matched.length < other.size) return SAME_LABELS;
  return kind === 'never'
    ? `write ${operator} on (${shared.join(', ')}) group_${side} ()`
    : `write ${operator} ${how} (${names.join(', ')}) group_${side} ()`;
}
