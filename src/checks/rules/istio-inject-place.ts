import { Severity } from '../finding';
import { Manifests } from '../manifests/manifests';
import { ISTIO_INJECT as KEY, isIstioNamespace, meshOf } from '../facts/mesh';
import { Workload } from '../manifests/workload';
import { Problem, Rule } from '../rule';

const NAMESPACE_KEY = 'istio-injection';

export const istioInjectPlace: Rule = {
  id: 'istio-inject-place',
  severity: Severity.ERROR,
  title: 'sidecar.istio.io/inject in the wrong place, or with an unknown value',
  why: `Istio's webhook sees pods, never the Deployment that makes them. It is called only for pods whose own labels, or whose namespace's labels,
ask for it. So \`sidecar.istio.io/inject\` does nothing in \`metadata\` of a Deployment. As an annotation of pods it does nothing in a
namespace without \`istio-injection: enabled\` or \`istio.io/rev\`. And in a namespace with \`istio-injection: disabled\` no pod can ask.
The pods start without a sidecar, everything works, and no request is balanced.`,
  fix: 'make it a label of the pod template',
  threads: ['istio/istio#26600', 'istio/istio#11205', 'istio/istio.io#899'],
  *check(manifests) {
    for (const workload of manifests.workloads) {
      yield* unknownValue(workload);
      if (!meshOf(manifests, workload)) yield* unheard(manifests, workload);
    }
    for (const namespace of manifests.ofKind('', 'Namespace')) {
      if (namespace.annotations.get(NAMESPACE_KEY) !== 'enabled' || namespace.labels.has(NAMESPACE_KEY)) continue;
      const what = `Istio reads '${NAMESPACE_KEY}' of a namespace as a label only, not as an annotation`;
      yield {
        manifest: namespace,
        what,
        got: 'enabled',
        at: ['metadata', 'annotations', NAMESPACE_KEY],
        remedy: 'make it a label',
      };
    }
  },
};

/** Asks for the sidecar, and asks in vain. */
function* unheard(manifests: Manifests, workload: Workload): Iterable<Problem> {
  const { manifest, labels, annotations, templatePath, spec } = workload;
  const said = labels.get(KEY) ?? annotations.get(KEY);
  if (said === 'false' || spec.isTrue('hostNetwork')) return;
  const namespace = manifests.namespace(manifest.namespace);
  if (said === 'true' && namespace && !isIstioNamespace(namespace)) {
    const place = labels.has(KEY) ? 'labels' : 'annotations';
    const at = [...templatePath, 'metadata', place, KEY];
    const shutOut = namespace.labels.get(NAMESPACE_KEY);
    if (shutOut !== undefined) {
      const what = `Istio injects nothing in a namespace with label '${NAMESPACE_KEY}: ${shutOut}', whatever its pods say in '${KEY}'`;
      yield { manifest, what, got: said, at, remedy: `remove the label from namespace '${namespace.name}'` };
    } else {
      const what = `the annotation '${KEY}' alone does not call Istio's webhook in namespace '${namespace.name}', which has no label for Istio`;
      yield { manifest, what, got: said, at };
    }
  }
  if (said !== undefined || !templatePath.length) return;
  for (const place of ['labels', 'annotations'] as const) {
    if (manifest[place].get(KEY) !== 'true') continue;
    const what = `Istio reads '${KEY}' of pods only, not of the ${manifest.kind} itself`;
    yield { manifest, what, got: 'true', at: ['metadata', place, KEY] };
  }
}

function* unknownValue({ manifest, labels, annotations, templatePath }: Workload): Iterable<Problem> {
  const place = labels.has(KEY) ? 'labels' : 'annotations';
  const got = (place === 'labels' ? labels : annotations).get(KEY);
  if (!got || got === 'true' || got === 'false') return;
  const at = [...templatePath, 'metadata', place, KEY];
  yield {
    manifest,
    what: `Istio does not know this value of '${KEY}' and does as if there were none`,
    got,
    at,
    remedy: "write 'true' or 'false'",
  };
}
