import { Words } from '../../private/errors';
import { unbalancedPorts } from '../facts/unbalanced-ports';
import { Severity } from '../finding';
import { describe } from '../facts/grpc-ports';
import { Manifest } from '../manifests/manifest';
import { Rule } from '../rule';
import { mostPodsOf, scalerOf } from '../facts/scaling';

export const autoscaledClusterIp: Rule = {
  id: 'autoscaled-clusterip',
  severity: Severity.WARNING,
  title: 'An autoscaler adds pods that get no requests, because nothing balances',
  why: `A ClusterIP Service balances connections, and gRPC clients keep theirs: new pods get no requests from clients that are already connected.
Busy pods stay busy, new pods stay idle, and the average that the autoscaler watches looks fine, or asks for even more pods.

Reported only if a workload in these manifests is told to dial the Service, or a load balancer leads to it.`,
  fix: 'balance the requests first: a headless Service and balancing clients, a mesh, or an Envoy in the pods',
  threads: ['vllm-project/semantic-router#2417', 'cilium/cilium#12551', 'istio/istio#22635'],
  *check(manifests) {
    const reported = new Set<Manifest>();
    for (const grpc of unbalancedPorts(manifests)) {
      const { service, caller, unless, isLikely } = grpc;
      // Where that is not certain, clusterip-grpc asks, and tells of the autoscaler.
      if (
        isLikely ||
        unless !== undefined ||
        (!caller && service.manifest.fields.text('spec', 'type') !== 'LoadBalancer')
      )
        continue;
      for (const workload of manifests.workloadsOf(service)) {
        const scaler = scalerOf(manifests, workload);
        if (!scaler || reported.has(scaler)) continue;
        reported.add(scaler);
        const field = scaler.kind === 'ScaledObject' ? 'maxReplicaCount' : 'maxReplicas';
        const { kind, name } = workload.manifest;
        yield {
          manifest: scaler,
          what: `pods added to ${kind} '${name}' get no requests from clients that are connected: nothing balances ${describe(grpc)}, of Service '${service.id}'`,
          got: new Words(`up to ${mostPodsOf(scaler)} pods`),
          at: ['spec', field],
        };
      }
    }
  },
};
