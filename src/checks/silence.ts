import { Finding, Severity } from './finding';
import { Manifest } from './manifests/manifest';
import { Problem } from './rule';
import { NO_RULE, adviceOnRules } from './unknown-rule';

/** The rule of those findings that are about silence itself. */
export const IGNORE = 'ignore';

/** `cdk8s-grpc/ignore-<rule>: <reason>` on an object keeps a rule from speaking of it. */
const PREFIX = 'cdk8s-grpc/ignore-';

const IN_QUOTES = 'write the reason, in quotes';

/** A finding that somebody does not want to hear of, and why. */
export interface Silenced {
  readonly finding: Finding;
  readonly reason: string;
  readonly by: 'annotation' | 'configuration';
  /** Where that is said: `file:line`, if there is a file. */
  readonly place?: string;
}

/** The annotation that silences a rule. */
export function ignoreAnnotation(rule: string): string {
  return PREFIX + rule;
}

/** How a finding is silenced by its own object; undefined unless that says why. */
export function silenceOf({ annotations, source }: Manifest, finding: Finding): Silenced | undefined {
  const annotation = ignoreAnnotation(finding.rule);
  const reason = annotations.get(annotation)?.trim();
  if (!reason) return undefined;
  const place = source && `${source.file}:${source.line(pathOf(annotation))}`;
  return { finding, reason, by: 'annotation', place };
}

/** Annotations that look like silence and are none: a rule that does not exist, or no reason. */
export function* brokenSilences(manifests: readonly Manifest[], ids: ReadonlySet<string>): Iterable<Problem> {
  for (const { manifest, annotation, reason, id } of annotationsOf(manifests)) {
    const at = pathOf(annotation);
    const severity = Severity.ERROR;
    if (!ids.has(id))
      yield {
        manifest,
        severity,
        what: `${NO_RULE} to ignore`,
        got: id,
        remedy: adviceOnRules(id),
        at,
      };
    else if (typeof reason !== 'string')
      yield { manifest, severity, what: `'${annotation}' must say why, in a text`, got: reason, remedy: IN_QUOTES, at };
    else if (!reason.trim())
      yield { manifest, severity, what: `'${annotation}' must say why`, got: reason, remedy: 'write the reason', at };
  }
}

/** Annotations that silenced nothing: of what was right after all, or was put right. Not of rules that did not run. */
export function* idleSilences(
  manifests: readonly Manifest[],
  ran: ReadonlySet<string>,
  silenced: ReadonlyMap<Manifest, ReadonlySet<string>>,
): Iterable<Problem> {
  for (const { manifest, annotation, reason, id } of annotationsOf(manifests)) {
    if (!ran.has(id) || typeof reason !== 'string' || !reason.trim() || silenced.get(manifest)?.has(id)) continue;
    yield {
      manifest,
      severity: Severity.INFO,
      what: `'${annotation}' silences nothing: the rule finds nothing in this object, checked together with these others`,
      got: reason,
      remedy: 'remove the annotation, or put it on the object that the finding names',
      at: pathOf(annotation),
    };
  }
}

function* annotationsOf(manifests: readonly Manifest[]) {
  for (const manifest of manifests) {
    for (const [annotation, value] of manifest.fields.entries('metadata', 'annotations')) {
      if (!annotation.startsWith(PREFIX)) continue;
      yield { manifest, annotation, reason: value.raw(), id: annotation.slice(PREFIX.length) };
    }
  }
}

function pathOf(annotation: string): string[] {
  return ['metadata', 'annotations', annotation];
}
