import { isToldToItsPods } from '../facts/callers';
import { Severity } from '../finding';
import { describe, grpcPorts } from '../facts/grpc-ports';
import { resolvedByGrpc } from '../facts/headless';
import { Rule } from '../rule';

export const headlessUnreadyAddresses: Rule = {
  id: 'headless-unready-addresses',
  severity: Severity.WARNING,
  title: 'A headless Service that sends gRPC clients to pods that are not ready',
  why: `With \`publishNotReadyAddresses: true\` DNS returns every pod, ready or not. A client that balances over the addresses skips pods that
it cannot connect to. But a pod that accepts connections and cannot serve yet, or not any more, gets its share of requests and fails them.

The field is for peers that must find each other before they are ready. Give them a Service of their own, and keep the field out of the
clients' Service. Reported only if a variable or an argument makes other pods balance over the Service (\`dns:///\`), and nothing tells its own
pods of it: those would be such peers.`,
  fix: 'remove the field; if peers need it, give them a Service of their own',
  threads: ['cadence-workflow/cadence-charts#90', 'hashicorp/vault-helm#902'],
  *check(manifests) {
    const reported = new Set();
    for (const grpc of grpcPorts(manifests)) {
      const { service } = grpc;
      if (!service.isHeadless || !service.publishesUnready || reported.has(service)) continue;
      if (!resolvedByGrpc(manifests).has(service) || isToldToItsPods(manifests, service)) continue;
      reported.add(service);
      yield {
        manifest: service.manifest,
        what: `publishNotReadyAddresses leads the clients of ${describe(grpc)}, to pods that are not ready`,
        got: true,
        at: ['spec', 'publishNotReadyAddresses'],
      };
    }
  },
};
