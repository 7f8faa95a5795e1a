import { Balancing, balancingByProxy, balancingOf } from './balancing';
import { toldOf } from './callers';
import { envoyConfigs } from './envoy-config';
import { Finding } from './finding';
import { GrpcPort, grpcPorts } from './grpc-ports';
import { Manifest } from './manifest';
import { Manifests } from './manifests';
import { Service } from './objects/service';
import { Workload } from './objects/workload';
import { once } from './once';
import { references } from './references';
import { podsOf } from './scaling';
import { convergence, Convergence, drainOf, Drain } from './explanation-timing';

/** Who calls a Service, and how that is known. */
export interface Caller {
  readonly workload: string;
  readonly by: string;
}

/** All that manifests tell of one port that speaks gRPC. */
export interface Explanation {
  readonly service: string;
  readonly port: number;
  readonly evidence: string;
  readonly pods: string[];
  /** Whether there is anything to balance: pods that these manifests have, and more than one. */
  readonly severalPods: boolean;
  readonly balancing?: Balancing;
  /** What callers must dial for that. */
  readonly dial: string;
  readonly callers: Caller[];
  readonly newPods: Convergence;
  readonly drains: Drain[];
  /** Whether the program that calls needs lines for it. */
  readonly needsClientCode: boolean;
  /** What is wrong with the Service, its pods and its callers. */
  readonly missing: Finding[];
}

/** Explains every port that speaks gRPC. */
export function explanations(manifests: Manifests, findings: readonly Finding[]): Explanation[] {
  return grpcPorts(manifests).map((grpc) => explanation(manifests, grpc, findings));
}

function explanation(manifests: Manifests, grpc: GrpcPort, findings: readonly Finding[]): Explanation {
  const { service, port, evidence } = grpc;
  const workloads = manifests.workloadsOf(service);
  const calling = callersOf(manifests).get(service) ?? [];
  const balancing = balancingHere(manifests, grpc, calling);
  const pods = workloads.map((workload) => podsOf(manifests, workload));
  const objects = [
    service.manifest,
    ...[...workloads, ...calling.map(({ workload }) => workload)].map(({ manifest }) => manifest),
  ];
  return {
    service: service.id,
    port: port.port,
    evidence,
    pods: pods.map(({ text }) => text),
    severalPods: pods.some(({ several }) => several) || pods.length > 1,
    balancing,
    dial: dialOf(manifests, grpc, balancing, calling),
    callers: calling.map(({ workload, by }) => ({ workload: nameOf(workload), by })),
    newPods: convergence(manifests, workloads, balancing),
    drains: workloads.map((workload) => drainOf(workload, port)),
    needsClientCode: balancing?.by === 'client' && (calling.length > 0 || !isBesideProxied(manifests, grpc)),
    missing: findings.filter((finding) => objects.some((object) => isAbout(finding, object))),
  };
}

/** Who balances what comes to this very Service: another one with the same pods does not help those who dial this one. */
function balancingHere(manifests: Manifests, grpc: GrpcPort, calling: readonly Calling[]): Balancing | undefined {
  if (!grpc.service.isHeadless) return balancingByProxy(manifests, grpc);
  const envoys = calling.filter(({ isEnvoy }) => isEnvoy);
  if (envoys.length)
    return { by: 'envoy', why: `${envoys[0].by} resolves Service '${grpc.service.id}', which is headless` };
  return balancingOf(manifests, grpc);
}

/** Whether the same pods are called through a proxy: nobody needs to dial the headless Service. */
function isBesideProxied(manifests: Manifests, { service }: GrpcPort): boolean {
  const beside = manifests.workloadsOf(service).flatMap((workload) => manifests.servicesOf(workload));
  const others = new Set(beside.filter((other) => !other.isHeadless));
  return grpcPorts(manifests).some((grpc) => others.has(grpc.service) && balancingByProxy(manifests, grpc));
}

interface Calling extends Omit<Caller, 'workload'> {
  readonly workload: Workload;
  readonly isEnvoy: boolean;
}

const callersOf = once((manifests) => {
  const found = new Map<Service, Calling[]>();
  const add = (service: Service | undefined, calling: Calling) => {
    if (service) found.set(service, [...(found.get(service) ?? []), calling]);
  };
  for (const { service, workload, variable, value } of references(manifests)) {
    add(service, { workload, by: `${variable}=${value}`, isEnvoy: false });
  }
  for (const { manifest, clusters, readers } of envoyConfigs(manifests)) {
    const services = clusters.flatMap(({ addresses }) =>
      addresses.map(({ host }) => manifests.serviceAt(host, manifest.namespace)),
    );
    for (const service of new Set(services)) {
      const [reader] = readers;
      // An Envoy that leads to the pods that it is in is no caller.
      if (!reader || (service && manifests.workloadsOf(service).includes(reader.workload))) continue;
      add(service, {
        workload: reader.workload,
        by: `the Envoy of ${manifest.kind} '${manifest.name}'`,
        isEnvoy: true,
      });
    }
  }
  for (const service of manifests.services) {
    for (const { workload, isEnvoy } of toldOf(manifests, service)) {
      const isKnown = isEnvoy || found.get(service)?.some((one) => one.workload === workload);
      const isOwn = manifests.workloadsOf(service).includes(workload);
      if (!isKnown && !isOwn) add(service, { workload, by: 'told by its arguments or configuration', isEnvoy: false });
    }
  }
  return found;
});

/** The address to dial; for client-side balancing with the scheme of the resolver that gives all addresses. */
function dialOf(
  manifests: Manifests,
  { service, port }: GrpcPort,
  balancing: Balancing | undefined,
  calling: readonly Calling[],
): string {
  const host = `${service.name}.${service.namespace || '<namespace>'}.svc.${manifests.settings.clusterDomain}:${port.port}`;
  const envoy = service.isHeadless ? calling.find(({ isEnvoy }) => isEnvoy)?.workload : undefined;
  if (envoy) {
    const isBesideCaller = envoy.containers.some(({ isEnvoy }) => !isEnvoy);
    return `the Envoy ${isBesideCaller ? 'beside the caller in' : 'of'} ${nameOf(envoy)}, which resolves ${host}`;
  }
  return balancing?.by === 'client' ? `dns:///${host}` : host;
}

function nameOf({ manifest: { kind, name } }: Workload): string {
  return `${kind} '${name}'`;
}

function isAbout({ kind, name, namespace = '' }: Finding, object: Manifest): boolean {
  return kind === object.kind && name === object.name && namespace === object.namespace;
}
