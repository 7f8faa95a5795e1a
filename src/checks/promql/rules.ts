import { Manifest } from '../manifests/manifest';
import { Manifests } from '../manifests/manifests';
import { memoized } from '../manifests/memoized';

/** An expression that Prometheus evaluates again and again. */
export interface PrometheusExpression {
  readonly manifest: Manifest;
  readonly at: readonly string[];
  /** `alert 'GreeterSkew'`. */
  readonly name: string;
  readonly source: string;
}

/** The expressions of all PrometheusRules. */
export const prometheusExpressions: (manifests: Manifests) => readonly PrometheusExpression[] = memoized((manifests) =>
  manifests.ofKind('monitoring.coreos.com', 'PrometheusRule').flatMap((manifest) =>
    manifest.fields.list('spec', 'groups').flatMap((group, place) =>
      group.list('rules').flatMap((rule, index) => {
        const source = rule.text('expr');
        if (source === undefined) return [];
        const alert = rule.text('alert');
        const name = alert === undefined ? `record '${rule.text('record') ?? ''}'` : `alert '${alert}'`;
        const at = ['spec', 'groups', String(place), 'rules', String(index), 'expr'];
        return [{ manifest, at, name, source }];
      }),
    ),
  ),
);

/** An expression in one line, short enough to be read in a finding. */
export function shortened(text: string): string {
  const line = text.trim().replace(/\s+/g, ' ');
  return line.length > 120 ? `${line.slice(0, 119)}…` : line;
}
