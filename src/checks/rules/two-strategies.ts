import { servicesSharingPods } from '../facts/services-sharing-pods';
import { Severity } from '../finding';
import { grpcPortsOf } from '../facts/grpc-ports';
import { meshOf } from '../facts/mesh';
import { Service } from '../manifests/service';
import { Workload } from '../manifests/workload';
import { headlessReferences } from '../facts/references';
import { Rule } from '../rule';

export const twoStrategies: Rule = {
  id: 'two-strategies',
  severity: Severity.WARNING,
  title: 'A caller in a mesh dials a headless Service, which the mesh does not balance',
  why: `A headless name resolves to pods. The proxies of Istio and Linkerd pass a connection to a pod on to that very pod. So only the client
can balance, with \`round_robin\`. The mesh does not do what it is there for: no balancing by load, no retries, no outlier detection, no
traffic split. mTLS and metrics remain.

Choose one. If the mesh shall balance, callers dial a Service with a cluster IP. If clients shall balance, keep the mesh for the rest, and
silence this rule with that reason.`,
  fix: 'dial a Service that has a cluster IP, or leave these pods out of the mesh',
  threads: ['harness/helm-charts#952', 'emissary-ingress/emissary#4197'],
  *check(manifests) {
    const reported = new Map<Workload, Set<Service>>();
    for (const { workload, container, target, at } of headlessReferences(manifests)) {
      const { service, value } = target;
      if (!grpcPortsOf(manifests, service).length) continue;
      const mesh = meshOf(manifests, workload);
      // Pods that dial their own Service look for their peers, which no mesh can do for them.
      if (!mesh || manifests.workloadsOf(service).includes(workload)) continue;
      const services = reported.get(workload) ?? new Set();
      if (services.has(service)) continue;
      reported.set(workload, services.add(service));
      const [twin] = withAddressAndSamePods(manifests, service);
      yield {
        manifest: workload.manifest,
        what: `container '${container.name}' is in ${mesh} and dials headless Service '${service.id}', so its client balances over the pods or nobody does, and ${mesh} only forwards`,
        got: value,
        remedy: twin && `dial Service '${twin.service.id}', or leave these pods out of the mesh`,
        at,
      };
    }
  },
};

/** Services with a cluster IP for the same pods. */
const withAddressAndSamePods = servicesSharingPods(
  (manifests, service) => !service.isHeadless && grpcPortsOf(manifests, service).length > 0,
);
