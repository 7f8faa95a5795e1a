import { Severity } from '../finding';
import { Manifests } from '../manifests/manifests';
import { memoized } from '../manifests/memoized';
import { destinationRules } from '../manifests/destination-rule';
import { Rule } from '../rule';

export const destinationRuleNamespace: Rule = {
  id: 'destination-rule-namespace',
  severity: Severity.ERROR,
  title: 'A DestinationRule in a namespace where Istio does not look for it',
  why: `A sidecar looks for the DestinationRule of a Service in the namespace of its own pod, then in that of the Service, then in Istio's root
namespace (\`istio-system\` by default). A rule in any other namespace is valid and has no effect, and nothing says so.`,
  fix: 'put it into the namespace of the Service',
  threads: ['istio/istio#15556', 'istio/api#2012'],
  *check(manifests) {
    for (const rule of destinationRules(manifests)) {
      const { manifest } = rule;
      const { namespace } = manifest;
      const service = rule.serviceIn(manifests);
      if (!service?.namespace || !namespace || namespace === service.namespace) continue;
      if (isRootOrGateway(namespace) || busyNamespaces(manifests).has(namespace)) continue;
      yield {
        manifest,
        what: `nobody looks for the DestinationRule of Service '${service.id}' in this namespace, where no pods are that could call it`,
        got: namespace,
        remedy: `put it into namespace '${service.namespace}'`,
        at: ['metadata', 'namespace'],
      };
    }
  },
};

/** Its pods may be callers, or it has gateways, which are callers too. */
const busyNamespaces = memoized((manifests: Manifests) => {
  const callers = [
    ...manifests.workloads.map((workload) => workload.manifest),
    ...manifests.ofKind('networking.istio.io', 'Gateway'),
  ];
  return new Set(
    [...callers, ...manifests.ofKind('gateway.networking.k8s.io', 'Gateway')].map(({ namespace }) => namespace),
  );
});

/** The root namespace has another name in some clusters, and gateways come from charts that are not among the manifests. */
function isRootOrGateway(namespace: string): boolean {
  return /istio|ingress|egress|gateway|mesh/.test(namespace);
}
