import { Severity } from './finding';
import { Manifest } from './manifest';
import { Problem } from './rule';

/** The rule of those findings that are about silence itself. */
export const IGNORE = 'ignore';

/** `cdk8s-grpc/ignore-<rule>: <reason>` on an object keeps a rule from speaking of it. */
const PREFIX = 'cdk8s-grpc/ignore-';

/** The annotation that silences a rule. */
export function ignoreAnnotation(rule: string): string {
  return PREFIX + rule;
}

/** Whether the object itself asks for silence, and says why. */
export function isSilenced({ annotations }: Manifest, rule: string): boolean {
  return Boolean(annotations.get(ignoreAnnotation(rule))?.trim());
}

/** Annotations that look like silence and are none: a rule that does not exist, or no reason. */
export function* brokenSilences(manifests: readonly Manifest[], ids: ReadonlySet<string>): Iterable<Problem> {
  for (const manifest of manifests) {
    for (const [annotation, reason] of manifest.annotations) {
      if (!annotation.startsWith(PREFIX)) continue;
      const at = ['metadata', 'annotations', annotation];
      const severity = Severity.ERROR;
      const id = annotation.slice(PREFIX.length);
      if (!ids.has(id))
        yield { manifest, severity, what: 'there is no such rule to ignore', got: id, remedy: 'correct it', at };
      else if (!reason.trim()) {
        yield { manifest, severity, what: `'${annotation}' must say why`, got: reason, remedy: 'write the reason', at };
      }
    }
  }
}
