import { isDeepStrictEqual } from 'node:util';
import { Severity } from '../finding';
import { Manifest } from '../manifests/manifest';
import { Rule } from '../rule';

export const duplicateObject: Rule = {
  id: 'duplicate-object',
  severity: Severity.ERROR,
  title: 'Two objects of one kind, namespace and name',
  why: `\`kubectl apply\` applies one after the other: the last one wins, and the first is lost silently. Helm refuses to install them, kustomize to
build them, and Argo CD warns. cdk8s writes them, because it compares paths of constructs, not names of objects.

Two identical objects do no harm with \`kubectl\` and are reported as information. Objects in different files are left alone, because they may
be for different clusters.`,
  fix: 'rename or remove one',
  threads: ['cdk8s-team/cdk8s#3270', 'helm/helm#851'],
  *check(manifests) {
    const first = new Map<string, Manifest>();
    for (const manifest of manifests.all) {
      const { group, kind, namespace, name, source } = manifest;
      // Helm removes a hook before it creates the next of that name.
      if (!kind || !name || manifest.annotations.has('helm.sh/hook')) continue;
      const key = JSON.stringify([source?.file, group, kind, namespace, name]);
      const other = first.get(key);
      if (!other) {
        first.set(key, manifest);
        continue;
      }
      const where = other.source ? ` on line ${other.source.line(['metadata', 'name'])}` : '';
      const isSame = isDeepStrictEqual(manifest.fields.raw(), other.fields.raw());
      yield {
        manifest,
        what: isSame
          ? `the same ${kind} is there already${where}`
          : `there is another ${kind} of this name${where}, and only the last one counts`,
        // Nothing is lost.
        severity: isSame ? Severity.INFO : undefined,
        remedy: isSame ? 'remove one' : undefined,
        got: name,
        at: ['metadata', 'name'],
      };
    }
  },
};
