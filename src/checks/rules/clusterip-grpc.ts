import { Unbalanced, unbalancedPorts } from '../facts/unbalanced-ports';
import { Severity } from '../finding';
import { describe } from '../facts/grpc-ports';
import { Workload } from '../manifests/workload';
import { Problem, Rule } from '../rule';
import { podsOfAll } from '../facts/scaling';

export const clusterIpGrpc: Rule = {
  id: 'clusterip-grpc',
  severity: Severity.ERROR,
  title: 'A gRPC port behind a ClusterIP Service, and nothing that balances its requests',
  why: `A ClusterIP Service balances connections, and a gRPC client puts all its requests on one. So each client sends everything to one
pod: five replicas, 100 / 0 / 0 / 0 / 0. More replicas change nothing, since connections stay where they are.

The severity depends on the callers. It is an error if a workload in these manifests is told to dial the Service (by a variable, an
argument, a ConfigMap or its Envoy) and is in no mesh. It is a warning if callers come through a load balancer, which balances connections
too. Otherwise it is only information, because callers may be in a mesh or find the pods in another way; the same holds if only an image's
name suggests gRPC. Check callers and servers together. If you know better, write \`rules: {clusterip-grpc: error}\` into the configuration.

A gateway or an Ingress does not help a workload that dials the Service itself. Nothing is reported for a single pod: the trouble begins with the
second one. Nor where a client is meant to stay with one pod (\`sessionAffinity\`, \`internalTrafficPolicy: Local\`, a DaemonSet).`,
  fix: 'add a headless Service and let clients balance over it, put callers into a mesh, or put an Envoy into the pods',
  threads: ['cilium/cilium#12551', 'vllm-project/semantic-router#2417', 'open-im-server/open-im-server#2164'],
  *check(manifests) {
    for (const grpc of unbalancedPorts(manifests)) {
      // The pod of a node, a collector for one, is most often dialled on that node.
      const workloads = manifests.workloadsOf(grpc.service).filter(({ manifest }) => manifest.kind !== 'DaemonSet');
      const pods = podsOfAll(manifests, workloads);
      if (pods.several) yield problemOf(grpc, pods.text);
    }
  },
};

function problemOf(grpc: Unbalanced, pods: string): Problem {
  const { service, port, caller, unless, isLikely } = grpc;
  const type = service.manifest.fields.text('spec', 'type') ?? 'ClusterIP';
  const common = { manifest: service.manifest, got: type, at: ['spec', 'ports', String(port.index)] };
  const what = `nothing balances the requests to ${describe(grpc)}, over the pods of ${pods}`;
  if (caller && unless !== undefined) {
    const told = `${nameOf(caller)} is told its address, and its requests are balanced only if it is ${unless}`;
    const remedy = 'make sure that it is, or let something else balance its requests';
    return {
      ...common,
      what: `nothing here balances for certain the requests to ${describe(grpc)}, over the pods of ${pods}: ${told}`,
      remedy,
      severity: Severity.INFO,
    };
  }
  if (caller) {
    const told = `whoever dials it stays with one of them, and ${nameOf(caller)} is told its address`;
    return { ...common, what: `${what}: ${told}`, severity: isLikely ? Severity.INFO : undefined };
  }
  if (type === 'LoadBalancer') {
    return {
      ...common,
      what: `${what}: a load balancer for connections leaves each client with one of them`,
      remedy: 'point it at a gateway or an Envoy, which balances requests',
      severity: isLikely ? Severity.INFO : Severity.WARNING,
    };
  }
  return {
    ...common,
    what: `nothing here balances the requests to ${describe(grpc)}, over the pods of ${pods}, and nothing here tells who sends them`,
    remedy: 'make sure that callers are in a mesh, come through a gateway, or balance over a headless Service',
    severity: Severity.INFO,
  };
}

function nameOf({ manifest: { kind, name } }: Workload): string {
  return `${kind} '${name}'`;
}
