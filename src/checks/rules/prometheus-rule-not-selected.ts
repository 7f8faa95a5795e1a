import { Words } from '../../private/errors';
import { Fields } from '../manifests/fields';
import { Severity } from '../finding';
import { Manifest } from '../manifests/manifest';
import { Manifests } from '../manifests/manifests';
import { Problem, Rule } from '../rule';

export const prometheusRuleNotSelected: Rule = {
  id: 'prometheus-rule-not-selected',
  severity: Severity.ERROR,
  title: 'A PrometheusRule that no Prometheus loads',
  why: `The operator gives a Prometheus the rules that its \`ruleSelector\` selects by label. Without the label a PrometheusRule is applied, is shown by
\`kubectl get\`, and is never evaluated. Nothing says so. kube-prometheus-stack selects by \`release: <name of the Helm release>\`. An empty
selector, \`{}\`, selects all rules; no selector selects none.

The selectors are those of the Prometheus and ThanosRuler objects that are checked together with the PrometheusRule, or the setting \`ruleLabels\`.
If neither is known, nothing is reported.`,
  fix: 'add the labels that the Prometheus selects by',
  threads: ['prometheus-operator/prometheus-operator#2878', 'prometheus-operator/prometheus-operator#3767'],
  *check(manifests) {
    for (const rule of manifests.ofKind('monitoring.coreos.com', 'PrometheusRule')) {
      const problem = byLabels(manifests, rule) ?? bySelectors(manifests, rule);
      if (problem) yield problem;
    }
  },
};

function byLabels({ settings }: Manifests, rule: Manifest): Problem | undefined {
  const missing = [...settings.ruleLabels].filter(([key, value]) => rule.labels.get(key) !== value);
  if (!missing.length) return undefined;
  const wanted = missing.map(([key, value]) => `${key}: ${value}`).join(', ');
  return problemOf(rule, 'must have the labels of the setting ruleLabels', `add ${wanted}`);
}

/** Whoever says by which labels the rules are selected knows more than the objects do. */
function bySelectors(manifests: Manifests, rule: Manifest): Problem | undefined {
  if (manifests.settings.ruleLabels.size) return undefined;
  const loaders = ['Prometheus', 'ThanosRuler'].flatMap((kind) => manifests.ofKind('monitoring.coreos.com', kind));
  if (!loaders.length || loaders.some(({ fields }) => selects(fields.get('spec', 'ruleSelector'), rule))) {
    return undefined;
  }
  const [{ kind, name, fields }] = loaders;
  const selector = fields.get('spec', 'ruleSelector');
  const remedy = selector.has()
    ? `add labels that it selects: ${JSON.stringify(selector.raw())}`
    : `give ${kind} '${name}' a ruleSelector, which selects nothing where it is absent`;
  return problemOf(rule, `is selected by nothing here that loads rules, such as ${kind} '${name}'`, remedy);
}

function problemOf(rule: Manifest, what: string, remedy: string): Problem {
  const labels = [...rule.labels].map(([key, value]) => `${key}: ${value}`).join(', ');
  const got = new Words(labels ? `labels ${labels}` : 'no labels');
  return { manifest: rule, what: `PrometheusRule '${rule.name}' ${what}`, got, remedy, at: ['metadata', 'labels'] };
}

/** An empty selector selects all, an absent one nothing. */
function selects(selector: Fields, { labels }: Manifest): boolean {
  if (!selector.has()) return false;
  const wanted = [...selector.textMap('matchLabels')];
  return (
    wanted.every(([key, value]) => labels.get(key) === value) &&
    selector.list('matchExpressions').every((expression) => satisfies(expression, labels))
  );
}

/** As the API server has it; an operator that it does not know is taken to be satisfied. */
function satisfies(expression: Fields, labels: ReadonlyMap<string, string>): boolean {
  const value = labels.get(expression.text('key') ?? '');
  const values = expression.texts('values');
  switch (expression.text('operator')) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    default:
      return true;
  }
}
