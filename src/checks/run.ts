import { problem } from '../private/errors';
import { Finding, Severity } from './finding';
import { Manifests } from './manifests';
import { Problem, Rule } from './rule';
import { brokenSilences, IGNORE, isSilenced } from './silence';

/** How a rule is applied. */
export interface AppliedRule {
  readonly rule: Rule;
  /** Instead of what the rule says. */
  readonly severity?: Severity;
}

/** Runs rules over manifests; findings come in the order of the manifests, then of the rules. */
export function run(manifests: Manifests, applied: readonly AppliedRule[], known: ReadonlySet<string>): Finding[] {
  const { all } = manifests;
  const order = new Map(all.map((manifest, index) => [manifest, index]));
  const found: [number, Finding][] = [];
  const note = (id: string, severity: Severity, fix: string, one: Problem) =>
    found.push([order.get(one.manifest) ?? 0, finding(id, severity, fix, one)]);
  for (const one of brokenSilences(all, known)) note(IGNORE, Severity.ERROR, '', one);
  for (const { rule, severity } of applied) {
    for (const one of rule.check(manifests)) {
      if (!isSilenced(one.manifest, rule.id)) note(rule.id, severity ?? one.severity ?? rule.severity, rule.fix, one);
    }
  }
  return found.sort(([one], [other]) => one - other).map(([, one]) => one);
}

function finding(rule: string, severity: Severity, fix: string, { manifest, what, got, remedy, at }: Problem): Finding {
  const { kind, name, namespace, source } = manifest;
  return {
    rule,
    severity,
    message: problem(what, got, remedy ?? fix),
    kind,
    name,
    namespace: namespace || undefined,
    file: source?.file,
    line: source?.line(at ?? []),
  };
}
