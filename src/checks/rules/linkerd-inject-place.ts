import { Severity } from '../finding';
import { Manifest } from '../manifests/manifest';
import { Manifests } from '../manifests/manifests';
import { LINKERD_INJECT as KEY, LINKERD_VALUES, meshOf } from '../facts/mesh';
import { Workload } from '../manifests/workload';
import { Problem, Rule } from '../rule';

export const linkerdInjectPlace: Rule = {
  id: 'linkerd-inject-place',
  severity: Severity.ERROR,
  title: 'linkerd.io/inject in the wrong place, or with an unknown value',
  why: `Linkerd's webhook sees pods, never the Deployment that makes them: it reads the annotation \`linkerd.io/inject\` of the pod and of its
namespace. In \`metadata\` of a Deployment, or as a label, it does nothing. The pods start without a proxy, everything works, and no
request is balanced.

It knows \`enabled\`, \`disabled\` and \`ingress\`. With any other value it skips the pods.`,
  fix: 'put the annotation on the pod template',
  threads: ['linkerd/linkerd2#4125', 'linkerd/website#466'],
  *check(manifests) {
    for (const workload of manifests.workloads) {
      yield* unknownValue(workload.manifest, workload.annotations, [
        ...workload.templatePath,
        'metadata',
        'annotations',
      ]);
      yield* misplaced(manifests, workload);
    }
    for (const namespace of manifests.ofKind('', 'Namespace')) {
      yield* unknownValue(namespace, namespace.annotations, ['metadata', 'annotations']);
      if (isWish(namespace.labels) && !namespace.annotations.has(KEY)) {
        const what = `Linkerd reads '${KEY}' of a namespace as an annotation only, not as a label`;
        yield {
          manifest: namespace,
          what,
          got: namespace.labels.get(KEY),
          at: ['metadata', 'labels', KEY],
          remedy: 'make it an annotation',
        };
      }
    }
  },
};

/** Asks for the proxy, and asks in vain. */
function* misplaced(manifests: Manifests, workload: Workload): Iterable<Problem> {
  const { manifest, annotations, labels, templatePath } = workload;
  if (annotations.has(KEY) || meshOf(manifests, workload)) return;
  if (isWish(labels)) {
    const at = [...templatePath, 'metadata', 'labels', KEY];
    yield {
      manifest,
      what: `Linkerd reads '${KEY}' of pods as an annotation only, not as a label`,
      got: labels.get(KEY),
      at,
      remedy: 'make it an annotation',
    };
  }
  if (!templatePath.length) return;
  for (const place of ['annotations', 'labels'] as const) {
    if (!isWish(manifest[place])) continue;
    const what = `Linkerd reads '${KEY}' of pods and namespaces only, not of the ${manifest.kind} itself`;
    yield { manifest, what, got: manifest[place].get(KEY), at: ['metadata', place, KEY] };
  }
}

function isWish(map: Map<string, string>): boolean {
  return ['enabled', 'ingress', 'true'].includes(map.get(KEY) ?? '');
}

function* unknownValue(manifest: Manifest, annotations: Map<string, string>, path: string[]): Iterable<Problem> {
  const got = annotations.get(KEY);
  if (!got || LINKERD_VALUES.includes(got)) return;
  const remedy = "write 'enabled', 'disabled' or 'ingress'";
  yield {
    manifest,
    what: `Linkerd does not know this value of '${KEY}' and injects nothing`,
    got,
    at: [...path, KEY],
    remedy,
  };
}
