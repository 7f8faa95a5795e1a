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
  title: 'An autoscaler adds pods that get no requests, since nothing balances them',
  why: `A ClusterIP Service balances connections, and gRPC clients keep theirs: the pods that the autoscaler adds get no requests from clients
that are already connected. The pods that are hot stay hot, the new ones are idle, and the mean that the autoscaler looks at says that
all is well, or that it needs even more pods.

The rule speaks where a workload of these manifests is told to dial the Service, or a load balancer leads to it.`,
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
