import { configMapTexts, envTexts } from './config-texts';
import { groupBy } from './group-by';
import { containerBehind, GrpcPort, grpcPorts, targetPort } from './grpc-ports';
import { Manifests } from './manifests';
import { once } from './once';
import { Workload } from './objects/workload';

/** A name, and whether a port or a domain follows. Taken with what follows, as looking ahead would be slow in a long text. */
const NAME = /([a-z0-9-]+)(\.[a-z]|:\d)?/gi;

/** With so many roles a port is what the program opens in each, whatever the role is for. */
const MANY = 3;

/**
 * Whether a program opens a port in each of its roles, and this Service is not one by which the roles dial each other.
 *
 * The roles of such a program (ingester, querier, compactor …) find most of each other's pods by themselves; Services that are dialled
 * are named in a configuration. Where none is named, the configuration is elsewhere, and nobody knows.
 */
export function isOfEveryRole(manifests: Manifests, grpc: GrpcPort): boolean {
  const named = hosts(manifests);
  if (named.has(grpc.service.name)) return false;
  return manifests.workloadsOf(grpc.service).some((workload) => {
    const all = roles(manifests).get(programAt(workload, grpc) ?? '') ?? [];
    return new Set(all.map((role) => role.workload)).size >= MANY && all.some(({ service }) => named.has(service.name));
  });
}

/** The workloads in which a program opens a port, with the Services that lead to it. */
const roles = once((manifests) => {
  const all = grpcPorts(manifests).flatMap((grpc) =>
    manifests.workloadsOf(grpc.service).map((workload) => ({
      workload,
      service: grpc.service,
      program: programAt(workload, grpc),
    })),
  );
  return groupBy(all, ({ program }) => program);
});

/** The image that listens on a port, the port, and where. */
function programAt(workload: Workload, { port }: GrpcPort): string | undefined {
  const image = containerBehind(workload, port)?.image;
  return image ? `${workload.manifest.namespace} ${image} ${targetPort(workload, port)}` : undefined;
}

/** What stands before a port or a domain in variables, arguments and ConfigMaps: names of Services among them. */
const hosts = once((manifests) => {
  const words = manifests.workloads.flatMap(({ containers }) => containers.flatMap((container) => container.words));
  const texts = [...words, ...[...envTexts(manifests), ...configMapTexts(manifests)].map(({ text }) => text)];
  return new Set(
    texts.flatMap((text) => [...text.matchAll(NAME)].flatMap(([, name, isHost]) => (isHost ? [name] : []))),
  );
});
