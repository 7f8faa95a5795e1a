import { counts, Result } from './result';

/** Findings as `GrpcChecks.check` gives them, and what was checked. */
export function json({ findings, silenced, manifests, files, withoutObjects, grpcPorts, ignored }: Result): string {
  const { error, warning, info } = counts(findings);
  const summary = {
    errors: error,
    warnings: warning,
    infos: info,
    ignored,
    objects: manifests.length,
    files,
    filesWithoutObjects: withoutObjects,
    grpcPorts,
  };
  return `${JSON.stringify({ summary, findings, silenced: silenced.length ? silenced : undefined }, undefined, 2)}\n`;
}
