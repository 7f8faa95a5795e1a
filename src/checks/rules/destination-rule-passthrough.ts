import { Severity } from '../finding';
import { describe, grpcPortsOf } from '../facts/grpc-ports';
import { destinationRules } from '../manifests/destination-rule';
import { Rule } from '../rule';

export const destinationRulePassthrough: Rule = {
  id: 'destination-rule-passthrough',
  severity: Severity.ERROR,
  title: "A DestinationRule turns Istio's balancing off for gRPC",
  why: `With \`simple: PASSTHROUGH\` the sidecar forwards each connection to the address that the client dialled. For a Service with a cluster IP that is
the cluster IP. Then kube-proxy balances, by connection, and a gRPC client has one connection. Everything goes to one pod, as without a mesh.

Without any DestinationRule, Istio balances each request (\`LEAST_REQUEST\`).`,
  fix: "use 'ROUND_ROBIN' or 'LEAST_REQUEST', or leave loadBalancer out",
  threads: [],
  *check(manifests) {
    for (const rule of destinationRules(manifests)) {
      const service = rule.serviceIn(manifests);
      if (!service || service.isHeadless) continue;
      for (const grpc of grpcPortsOf(manifests, service)) {
        const balancers = rule.policiesFor(grpc.port.port).flatMap(({ loadBalancer }) => loadBalancer ?? []);
        const off = balancers.find(({ fields }) => fields.text('simple') === 'PASSTHROUGH');
        if (!off) continue;
        yield {
          manifest: rule.manifest,
          what: `nothing balances the requests to ${describe(grpc)}, of Service '${service.id}'`,
          got: 'PASSTHROUGH',
          at: [...off.path, 'simple'],
        };
        break;
      }
    }
  },
};
