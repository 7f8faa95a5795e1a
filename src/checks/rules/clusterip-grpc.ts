import { balancingOf } from '../balancing';
import { Severity } from '../finding';
import { GrpcPort, grpcPorts } from '../grpc-ports';
import { Manifests } from '../manifests';
import { Rule } from '../rule';
import { podsOf } from '../scaling';

export const clusterIpGrpc: Rule = {
  id: 'clusterip-grpc',
  severity: Severity.ERROR,
  title: 'A gRPC port behind a ClusterIP Service, and nothing that balances its requests',
  why: `A ClusterIP Service balances connections, and a gRPC client puts all its requests on one. So each client sends everything to one
pod: five replicas, 100 / 0 / 0 / 0 / 0. More replicas change nothing, since connections stay where they are.

A pod alone is reported as information: the trouble begins with the second one.`,
  fix: 'add a headless Service and let clients balance over it, put callers into a mesh, or put an Envoy into the pods',
  threads: ['cilium/cilium#12551', 'vllm-project/semantic-router#2417', 'open-im-server/open-im-server#2164'],
  *check(manifests) {
    for (const grpc of grpcPorts(manifests)) {
      const { service, port, evidence } = grpc;
      if (service.isHeadless || balancingOf(manifests, grpc)) continue;
      const pods = podsBehind(manifests, grpc);
      if (!pods) continue;
      yield {
        manifest: service.manifest,
        what: `nothing balances the requests to port ${port.port}, which speaks gRPC (${evidence}), over the pods of ${pods.text}`,
        got: service.manifest.fields.text('spec', 'type') ?? 'ClusterIP',
        at: ['spec', 'ports', String(port.index)],
        severity: pods.several ? undefined : Severity.INFO,
      };
    }
  },
};

/** Undefined where the pods are not among the manifests: how many they are is not known. */
function podsBehind(manifests: Manifests, { service }: GrpcPort): { text: string; several: boolean } | undefined {
  const all = manifests.workloadsOf(service).map((workload) => podsOf(manifests, workload));
  return all.find(({ several }) => several) ?? all[0];
}
