import { problem } from '../private/errors';
import { ANNOTATION, brokenAnnotations } from './annotations';
import { Finding, Severity } from './finding';
import { Manifest } from './manifests/manifest';
import { Manifests } from './manifests/manifests';
import { Problem, Rule } from './rule';
import { brokenSilences, idleSilences, IGNORE, Silenced, silenceOf } from './silence';

/** How a rule is applied. */
export interface AppliedRule {
  readonly rule: Rule;
  /** Instead of what the rule says. */
  readonly severity?: Severity;
}

/** What rules found, and what of it nobody wants to hear of. */
export interface Outcome {
  readonly findings: readonly Finding[];
  readonly silenced: readonly Silenced[];
}

/** Runs rules over manifests; findings come in the order of the manifests, then of the rules. */
export function run(manifests: Manifests, applied: readonly AppliedRule[], known: ReadonlySet<string>): Outcome {
  const { all } = manifests;
  const order = new Map(all.map((manifest, index) => [manifest, index]));
  const found: [number, Finding][] = [];
  const silenced: Silenced[] = [];
  const silencedRules = new Map<Manifest, Set<string>>();
  const note = ({ manifest }: Problem, one: Finding) => found.push([order.get(manifest) ?? 0, one]);

  for (const one of brokenAnnotations(all)) note(one, finding(ANNOTATION, Severity.ERROR, '', one));
  for (const one of brokenSilences(all, known)) note(one, finding(IGNORE, Severity.ERROR, '', one));
  for (const { rule, severity } of applied) {
    for (const one of rule.check(manifests)) {
      const reported = finding(rule.id, severity ?? one.severity ?? rule.severity, rule.fix, one);
      const silence = silenceOf(one.manifest, reported);
      if (!silence) {
        note(one, reported);
        continue;
      }
      silenced.push(silence);
      silencedRules.set(one.manifest, (silencedRules.get(one.manifest) ?? new Set()).add(rule.id));
    }
  }
  const ran = new Set(applied.map(({ rule }) => rule.id));
  for (const one of idleSilences(all, ran, silencedRules)) note(one, finding(IGNORE, Severity.INFO, '', one));
  return { findings: found.sort(([one], [other]) => one - other).map(([, one]) => one), silenced };
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
