import { groupBy } from './group-by';
import { containerBehind, GrpcPort, grpcPorts, targetPort } from './grpc-ports';
import { Manifests } from './manifests';
import { namedPorts } from './named-ports';
import { once } from './once';
import { Workload } from './objects/workload';

/** With so many roles a port is what the program opens in each, whatever the role is for. */
const MANY = 3;

/**
 * Whether a Service is there for the sake of form, as what lies behind it is dialled in another way: by the names of pods, or from a list
 * that the pods keep themselves.
 */
export function isForForm(manifests: Manifests, grpc: GrpcPort): boolean {
  const workloads = manifests.workloadsOf(grpc.service);
  if (!workloads.length) return false;
  if (workloads.every(({ governingService }) => governingService === grpc.service.name)) return true;
  return isOfEveryRole(manifests, grpc) || (workloads.every(isStateful) && isLeftOut(manifests, grpc));
}

function isStateful({ manifest }: Workload): boolean {
  return manifest.kind === 'StatefulSet';
}

/** Whether configurations name other ports that speak gRPC, and not this one. */
function isLeftOut(manifests: Manifests, grpc: GrpcPort): boolean {
  return !isNamed(manifests, grpc) && namespacesWithNames(manifests).has(grpc.service.namespace);
}

const namespacesWithNames = once((manifests) => {
  const named = grpcPorts(manifests).filter(({ service, port }) => namedPorts(manifests, service).has(port.port));
  return new Set(named.map(({ service }) => service.namespace));
});

/**
 * Whether a program opens a port in each of its roles, and this Service is not one by which the roles dial each other.
 *
 * The roles of such a program (ingester, querier, compactor …) find most of each other's pods by themselves; Services that are dialled
 * are named in a configuration. Where none is named, the configuration is elsewhere, and nobody knows.
 */
function isOfEveryRole(manifests: Manifests, grpc: GrpcPort): boolean {
  if (isNamed(manifests, grpc)) return false;
  return manifests.workloadsOf(grpc.service).some((workload) => {
    const all = roles(manifests).get(programAt(workload, grpc) ?? '') ?? [];
    return new Set(all.map((role) => role.workload)).size >= MANY && all.some((role) => isNamed(manifests, role.grpc));
  });
}

/** Whether a configuration has the name of the Service, with this port or none. */
function isNamed(manifests: Manifests, { service, port }: GrpcPort): boolean {
  const ports = namedPorts(manifests, service);
  return ports.has(port.port) || ports.has(undefined);
}

/** The workloads in which a program opens a port, with the ports of Services that lead to it. */
const roles = once((manifests) => {
  const all = grpcPorts(manifests).flatMap((grpc) =>
    manifests.workloadsOf(grpc.service).map((workload) => ({
      workload,
      grpc,
      program: programAt(workload, grpc),
    })),
  );
  return groupBy(all, ({ program }) => program);
});

/** The image that listens on a port, the port, and where; not every chart declares the ports of its containers. */
function programAt(workload: Workload, { port }: GrpcPort): string | undefined {
  const { containers, manifest } = workload;
  const { image } = containerBehind(workload, port) ?? (containers.length === 1 ? containers[0] : { image: '' });
  return image ? `${manifest.namespace} ${image} ${targetPort(workload, port)}` : undefined;
}
