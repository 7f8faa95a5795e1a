import { unbalancedPorts } from '../balancing';
import { Severity } from '../finding';
import { Rule } from '../rule';
import { podsOf } from '../scaling';

export const clusterIpGrpc: Rule = {
  id: 'clusterip-grpc',
  severity: Severity.ERROR,
  title: 'A gRPC port behind a ClusterIP Service, and nothing that balances its requests',
  why: `A ClusterIP Service balances connections, and a gRPC client puts all its requests on one. So each client sends everything to one
pod: five replicas, 100 / 0 / 0 / 0 / 0. More replicas change nothing, since connections stay where they are.

Nothing is said of a workload with one replica: the trouble begins with the second one. Nor where a client is to stay with one pod
(\`sessionAffinity\`, \`internalTrafficPolicy: Local\`, a DaemonSet), nor of the port that a program opens in each of its roles, if the
configuration names Services of other roles and not this one.`,
  fix: 'add a headless Service and let clients balance over it, put callers into a mesh, or put an Envoy into the pods',
  threads: ['cilium/cilium#12551', 'vllm-project/semantic-router#2417', 'open-im-server/open-im-server#2164'],
  *check(manifests) {
    for (const { service, port, evidence } of unbalancedPorts(manifests)) {
      // The pod of a node, a collector for one, is most often dialled on that node.
      const workloads = manifests.workloadsOf(service).filter(({ manifest }) => manifest.kind !== 'DaemonSet');
      const pods = workloads.map((workload) => podsOf(manifests, workload));
      const several = pods.find((one) => one.several);
      if (!several) continue;
      yield {
        manifest: service.manifest,
        what: `nothing balances the requests to port ${port.port}, which speaks gRPC (${evidence}), over the pods of ${several.text}`,
        got: service.manifest.fields.text('spec', 'type') ?? 'ClusterIP',
        at: ['spec', 'ports', String(port.index)],
      };
    }
  },
};
