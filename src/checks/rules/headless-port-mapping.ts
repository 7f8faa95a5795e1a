import { someCaller } from '../facts/callers';
import { Severity } from '../finding';
import { routeTo } from '../facts/gateway-routes';
import { describe, GrpcPort, grpcPorts, targetPort } from '../facts/grpc-ports';
import { Manifests } from '../manifests/manifests';
import { Rule } from '../rule';

export const headlessPortMapping: Rule = {
  id: 'headless-port-mapping',
  severity: Severity.ERROR,
  title: 'A headless Service with another port than its pods',
  why: `Nothing maps ports behind a headless Service: its name resolves to the addresses of the pods, and a client connects to them at the port that it
dials. With \`port: 80\` and \`targetPort: 50051\` it dials port 80 of a pod, where nobody listens: connection refused, UNAVAILABLE.

Clients that ask for SRV records, or watch EndpointSlices, get the port of the pods and do not notice. So this is reported only if a
workload in these manifests is told to dial that very port.`,
  fix: 'give the Service the port of the pods',
  threads: ['kubernetes/kubernetes#20488', 'istio/istio#51908', 'bitnami/charts#18200'],
  *check(manifests) {
    for (const grpc of grpcPorts(manifests)) {
      const { service, port } = grpc;
      if (!service.isHeadless || !service.selector.size || routeTo(manifests, service, port)) continue;
      const listens = podPort(manifests, grpc);
      // A second port for the same, next to the right one, is for SRV records: `grpclb` of older clients.
      if (listens === undefined || service.ports.some((other) => other.port === listens)) continue;
      if (!someCaller(manifests, service, (caller) => caller.port === port.port)) continue;
      yield {
        manifest: service.manifest,
        what: `a headless Service maps no ports, so clients that dial ${describe(grpc)}, do not reach port ${listens} of the pods`,
        got: port.target,
        at: ['spec', 'ports', String(port.index), 'targetPort'],
        remedy: `let them dial what the pods listen on: 'port: ${listens}'`,
      };
    }
  },
};

/** The port of the first pods that do not listen on that of the Service; where none are known, what the Service says. */
function podPort(manifests: Manifests, { service, port }: GrpcPort): number | undefined {
  const workloads = manifests.workloadsOf(service);
  if (!workloads.length) return typeof port.target === 'number' ? port.target : undefined;
  const deaf = workloads.filter(
    ({ containers }) => !containers.some(({ ports }) => ports.some((own) => own.port === port.port)),
  );
  return deaf
    .map((workload) => targetPort(workload, port))
    .find((number) => number !== undefined && number !== port.port);
}
