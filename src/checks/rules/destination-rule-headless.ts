import { Severity } from '../finding';
import { routeTo } from '../facts/gateway-routes';
import { destinationRules } from '../manifests/destination-rule';
import { Rule } from '../rule';

export const destinationRuleHeadless: Rule = {
  id: 'destination-rule-headless',
  severity: Severity.ERROR,
  title: 'A DestinationRule that sets balancing for a headless Service, which Istio does not balance',
  why: `For a headless Service, Istio configures sidecars to pass each connection on to the pod that the client resolved (\`ORIGINAL_DST\`, with
the policy \`CLUSTER_PROVIDED\`). It drops the \`loadBalancer\` of a DestinationRule silently, and \`istioctl analyze\` finds nothing.

Give Istio a Service with a cluster IP, and let callers dial that one. The switch that changes this, istiod's
\`PILOT_ENABLE_EDS_FOR_HEADLESS_SERVICES\`, is off by default. Only gateways balance over headless Services.`,
  fix: 'let callers dial a Service that has a cluster IP, and make that one the host',
  threads: ['istio/istio#50967', 'istio/istio.io#15390', 'harness/helm-charts#952'],
  *check(manifests) {
    for (const rule of destinationRules(manifests)) {
      const service = rule.serviceIn(manifests);
      // Gateways do balance over headless Services, and a rule with a selector may be for them alone.
      if (!service?.isHeadless || rule.manifest.fields.has('spec', 'workloadSelector')) continue;
      if (routeTo(manifests, service)) continue;
      const policy = rule.policies.find(({ fields }) => fields.has('loadBalancer'));
      if (!policy || policy.fields.text('loadBalancer', 'simple') === 'PASSTHROUGH') continue;
      yield {
        manifest: rule.manifest,
        what: `Istio ignores the loadBalancer for host '${rule.host}', as Service '${service.id}' is headless`,
        got: policy.fields.text('loadBalancer', 'simple') ?? policy.fields.raw('loadBalancer'),
        at: [...policy.path, 'loadBalancer'],
      };
    }
  },
};
