import { Words } from '../../private/errors';
import { configMapTexts } from '../facts/config-texts';
import { Severity } from '../finding';
import { describe, grpcPortsOf } from '../facts/grpc-ports';
import { Manifests } from '../manifests/manifests';
import { destinationRules, PortPolicy, TrafficPolicy } from '../manifests/destination-rule';
import { Service } from '../manifests/service';
import { memoized } from '../manifests/memoized';
import { Rule } from '../rule';
import { podsOfAll } from '../facts/scaling';

const ZONE = 'topology.kubernetes.io/zone';

export const outlierPrefersZone: Rule = {
  id: 'outlier-prefers-zone',
  severity: Severity.INFO,
  title: "Outlier detection makes Istio prefer the pods in the caller's zone, and nothing says that this is meant",
  why: `Istio prefers pods in the caller's zone by default, but only if it can tell which pods are healthy: with \`outlierDetection\`. So a
DestinationRule that was only meant to skip broken pods also decides who gets the requests. All callers in zone a send to the pods in zone a,
even if that is one of five; pods in another zone get only what is called from there. An autoscaler that adds pods in another zone does
not help.

That may be what you want, because traffic between zones costs money. Then say so with \`enabled: true\`. If you want even requests, turn it off.
In a cluster with one zone it makes no difference. Tried with istiod: without the setting the caller's proxy gets the pods of other zones
with priority 1, with \`enabled: false\` all pods with priority 0.`,
  fix: "write 'localityLbSetting: {enabled: false}' into loadBalancer, or 'enabled: true' if that is meant",
  threads: ['istio/istio#39477', 'istio/istio#23914', 'istio/istio#50727'],
  *check(manifests) {
    if (meshSaysWhich(manifests)) return;
    for (const rule of destinationRules(manifests)) {
      const service = rule.serviceIn(manifests);
      if (!service || service.isHeadless || saysWhich(service) || !mayBeInZones(manifests, service)) continue;
      for (const grpc of grpcPortsOf(manifests, service)) {
        const [outlier] = rule.policiesFor(grpc.port.port).flatMap((policy) => outlierThatPrefers(policy) ?? []);
        if (!outlier) continue;
        yield {
          manifest: rule.manifest,
          what: `requests to ${describe(grpc)}, of Service '${service.id}', go to the pods in the caller's zone alone, while there are healthy ones: with outlierDetection Istio prefers them, unless it is told not to`,
          got: new Words('no localityLbSetting'),
          at: outlier.path,
        };
        break;
      }
    }
  },
};

/** By a hash or by what the client dialled, evenness is not what is wanted. */
function outlierThatPrefers({ outlierDetection, loadBalancer }: PortPolicy): TrafficPolicy | undefined {
  const { fields } = loadBalancer ?? {};
  const isEven = fields?.text('simple') !== 'PASSTHROUGH' && !fields?.has('consistentHash');
  return isEven && !fields?.has('localityLbSetting') ? outlierDetection : undefined;
}

/** Istio heeds what a Service says about zones. */
function saysWhich({ manifest }: Service): boolean {
  return (
    manifest.fields.has('spec', 'trafficDistribution') ||
    manifest.annotations.has('networking.istio.io/traffic-distribution')
  );
}

/** More than one pod, and none of them bound to one zone. */
function mayBeInZones(manifests: Manifests, service: Service): boolean {
  const workloads = manifests.workloadsOf(service);
  return podsOfAll(manifests, workloads).several && !workloads.some(({ spec }) => spec.has('nodeSelector', ZONE));
}

/** Whoever sets it for the whole mesh knows about it. */
const meshSaysWhich: (manifests: Manifests) => boolean = memoized(
  (manifests) =>
    configMapTexts(manifests).some(({ text }) => text.includes('localityLbSetting')) ||
    manifests
      .ofKind('install.istio.io', 'IstioOperator')
      .some(({ fields }) => fields.has('spec', 'meshConfig', 'localityLbSetting')),
);
