import { Severity } from '../finding';
import { Manifests } from '../manifests/manifests';
import { memoized } from '../manifests/memoized';
import { DestinationRule, destinationRules } from '../manifests/destination-rule';
import { Problem, Rule } from '../rule';

export const destinationRuleHost: Rule = {
  id: 'destination-rule-host',
  severity: Severity.ERROR,
  title: 'A DestinationRule whose host Istio does not match to the Service',
  why: `Istio expands a host without a dot, by the namespace of the rule. It takes any other host as it is. \`greeter.demo\` and \`greeter.demo.svc\`
are good DNS names, but Istio knows no Service by them: it accepts the rule and silently applies it to nothing.

A host without a dot, in another namespace than that of the Service, names a Service that does not exist, with the same effect.`,
  fix: 'write the full name of the Service',
  threads: ['istio/istio#19384', 'istio/istio#19195'],
  *check(manifests) {
    for (const rule of destinationRules(manifests)) {
      const { host, manifest } = rule;
      // Whether Istio reads a trailing dot is not known for all its versions.
      if (host.endsWith('.') || entries(manifests).has(host) || rule.serviceIn(manifests)) continue;
      const problem = unexpanded(manifests, rule) ?? misplaced(manifests, rule);
      if (problem) yield { manifest, got: host, at: ['spec', 'host'], ...problem };
    }
  },
};

type Fault = Pick<Problem, 'what' | 'remedy'>;

/** `greeter.demo`: DNS would find it, Istio does not. */
function unexpanded(manifests: Manifests, { host, manifest }: DestinationRule): Fault | undefined {
  if (!host.includes('.')) return undefined;
  const { service: name, namespace } = manifests.partsOf(host, manifest.namespace);
  const services = manifests.servicesNamed(name);
  // Of a name with one dot the second part may be a domain, unless there is such a namespace.
  const service = services.find((one) => one.namespace === namespace || (!one.namespace && host.endsWith('.svc')));
  return (
    service && {
      what: `Istio does not expand a host with a dot, so the rule does not apply to Service '${service.id}'`,
      remedy: `write '${fullName(manifests, name, namespace)}'`,
    }
  );
}

/** The name of a Service, but not of one in that namespace. */
function misplaced(manifests: Manifests, { host, manifest }: DestinationRule): Fault | undefined {
  const { service: name, namespace } = manifests.partsOf(host, manifest.namespace);
  // Of a namespace without any Services here nobody knows what Services it has; a short name stands for the rule's own.
  if (!namespace || (host.includes('.') && !namespaces(manifests).has(namespace))) return undefined;
  const [namesake] = manifests.servicesNamed(name);
  return (
    namesake && {
      what: `the host stands for a Service in namespace '${namespace}', where there is none, so the rule does not apply to Service '${namesake.id}'`,
      remedy: `write '${fullName(manifests, name, namesake.namespace)}'`,
    }
  );
}

/** Namespaces of which Services are among the manifests. */
const namespaces = memoized((manifests) => new Set(manifests.services.map(({ namespace }) => namespace)));

function fullName({ settings }: Manifests, name: string, namespace: string): string {
  return `${name}.${namespace}.svc.${settings.clusterDomain}`;
}

/** Hosts that Istio knows besides Services. */
const entries = memoized((manifests) => {
  const all = manifests.ofKind('networking.istio.io', 'ServiceEntry');
  return new Set(all.flatMap(({ fields }) => fields.texts('spec', 'hosts')));
});
