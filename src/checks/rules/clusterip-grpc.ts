import { Unbalanced, unbalancedPorts } from '../facts/balancing';
import { Severity } from '../finding';
import { describe } from '../facts/grpc-ports';
import { Problem, Rule } from '../rule';
import { podsOf } from '../facts/scaling';

export const clusterIpGrpc: Rule = {
  id: 'clusterip-grpc',
  severity: Severity.ERROR,
  title: 'A gRPC port behind a ClusterIP Service, and nothing that balances its requests',
  why: `A ClusterIP Service balances connections, and a gRPC client puts all its requests on one. So each client sends everything to one
pod: five replicas, 100 / 0 / 0 / 0 / 0. More replicas change nothing, since connections stay where they are.

How bad it is depends on who calls. It is an error if a workload of these manifests is told to dial the Service, by a variable, an argument, a ConfigMap
or its Envoy, and is in no mesh; a warning if callers come through a load balancer, which balances connections too: for a few of
them that is not enough. Else it is information, since the callers may be in a mesh or find the pods in another way; so it is if nothing but the name of an image tells that
the port speaks gRPC. Check callers together with the Service, or write \`rules: {clusterip-grpc: error}\` into the configuration if you know better.

Nothing is said of a workload with one replica: the trouble begins with the second one. Nor where a client is to stay with one pod
(\`sessionAffinity\`, \`internalTrafficPolicy: Local\`, a DaemonSet), nor if something tells of a mesh that the callers may be in.`,
  fix: 'add a headless Service and let clients balance over it, put callers into a mesh, or put an Envoy into the pods',
  threads: ['cilium/cilium#12551', 'vllm-project/semantic-router#2417', 'open-im-server/open-im-server#2164'],
  *check(manifests) {
    for (const grpc of unbalancedPorts(manifests)) {
      // The pod of a node, a collector for one, is most often dialled on that node.
      const workloads = manifests.workloadsOf(grpc.service).filter(({ manifest }) => manifest.kind !== 'DaemonSet');
      const several = workloads.map((workload) => podsOf(manifests, workload)).find((one) => one.several);
      if (several) yield problem(grpc, several.text);
    }
  },
};

function problem(grpc: Unbalanced, pods: string): Problem {
  const { service, port, caller, isLikely } = grpc;
  const type = service.manifest.fields.text('spec', 'type') ?? 'ClusterIP';
  const common = { manifest: service.manifest, got: type, at: ['spec', 'ports', String(port.index)] };
  const what = `nothing balances the requests to ${describe(grpc)}, over the pods of ${pods}`;
  if (caller) {
    const { kind, name } = caller.manifest;
    const told = `whoever dials it stays with one of them, and ${kind} '${name}' is told its address`;
    return { ...common, what: `${what}: ${told}`, severity: isLikely ? Severity.INFO : undefined };
  }
  if (type === 'LoadBalancer') {
    return {
      ...common,
      what: `${what}: a load balancer for connections leaves each client with one of them`,
      remedy: 'let it lead to a gateway or an Envoy, which balances requests',
      severity: isLikely ? Severity.INFO : Severity.WARNING,
    };
  }
  return {
    ...common,
    what: `nothing here balances the requests to ${describe(grpc)}, over the pods of ${pods}, and nothing here tells who sends them`,
    remedy: 'see that callers are in a mesh, come through a gateway, or balance over a headless Service',
    severity: Severity.INFO,
  };
}
