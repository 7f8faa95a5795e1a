import { Balancing, balancingByProxy, balancingOf } from '../facts/balancing';
import { servicesSharingPods } from '../facts/services-sharing-pods';
import { Caller, callersOf } from '../facts/callers';
import { Finding } from '../finding';
import { groupBy } from '../manifests/group-by';
import { GrpcPort, grpcPorts, grpcPortsOf } from '../facts/grpc-ports';
import { Manifest, NO_NAMESPACE } from '../manifests/manifest';
import { Manifests } from '../manifests/manifests';
import { Workload } from '../manifests/workload';
import { podsOf, podsOfAll } from '../facts/scaling';
import { newPodsTiming, NewPodsTiming, podEndOf, PodEnd } from './timing';

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
  /** The first of them. */
  readonly callers: { readonly workload: string; readonly by: string }[];
  /** How many there are besides. */
  readonly moreCallers: number;
  readonly newPods: NewPodsTiming;
  readonly drains: PodEnd[];
  /** Whether the program that calls needs lines for it. */
  readonly needsClientCode: boolean;
  /** What is wrong with the Service, its pods and the callers that are shown. */
  readonly missing: Finding[];
}

/** As many callers as one wants to read of; a ConfigMap that everybody reads may make callers of all. */
const MOST_CALLERS = 20;

/** Explains every port that speaks gRPC. */
export function explanations(manifests: Manifests, findings: readonly Finding[]): Explanation[] {
  const findingsOf = groupBy(findings, keyOf);
  return grpcPorts(manifests).map((grpc) => explanation(manifests, grpc, findingsOf));
}

function explanation(
  manifests: Manifests,
  grpc: GrpcPort,
  findingsOf: ReadonlyMap<string, readonly Finding[]>,
): Explanation {
  const { service, port, evidence } = grpc;
  const workloads = manifests.workloadsOf(service);
  const { shown: callers, more: moreCallers } = callersAsTold(callersOf(manifests, service));
  const balancing = balancingFor(manifests, grpc, callers);
  const pods = workloads.map((workload) => podsOf(manifests, workload));
  const others = [...workloads, ...callers.map(({ workload }) => workload)].map(({ manifest }) => manifest);
  return {
    service: service.id,
    port: port.port,
    evidence,
    pods: pods.map(({ text }) => text),
    severalPods: podsOfAll(manifests, workloads).several,
    balancing,
    dial: dialOf(manifests, grpc, balancing, callers),
    callers: callers.map(({ workload, by }) => ({ workload: nameOf(workload), by })),
    moreCallers,
    newPods: newPodsTiming(manifests, workloads, balancing),
    drains: workloads.map((workload) => podEndOf(workload, port)),
    needsClientCode: balancing?.by === 'client' && (callers.length > 0 || !isBesideProxied(manifests, grpc)),
    missing: [...new Set([service.manifest, ...others])].flatMap((object) => findingsOf.get(keyOf(object)) ?? []),
  };
}

/** Who balances what comes to this very Service: another one with the same pods does not help those who dial this one. */
function balancingFor(manifests: Manifests, grpc: GrpcPort, callers: readonly Caller[]): Balancing | undefined {
  if (!grpc.service.isHeadless) return balancingByProxy(manifests, grpc);
  const envoy = callers.find(({ isEnvoy }) => isEnvoy);
  if (envoy) return { by: 'envoy', why: `${envoy.by} resolves Service '${grpc.service.id}', which is headless` };
  return balancingOf(manifests, grpc);
}

/** Whether the same pods are called through a proxy: nobody needs to dial the headless Service. */
function isBesideProxied(manifests: Manifests, { service }: GrpcPort): boolean {
  const [other] = proxiedWithSamePods(manifests, service);
  return other !== undefined;
}

const proxiedWithSamePods = servicesSharingPods(
  (manifests, service) =>
    !service.isHeadless && grpcPortsOf(manifests, service).some((grpc) => balancingByProxy(manifests, grpc)),
);

/** A text may name a Service in many places: each workload, and how it is told, once. Who calls through an Envoy is always shown. */
function callersAsTold(callers: Iterable<Caller>): { shown: Caller[]; more: number } {
  const shown: Caller[] = [];
  const others = new Set<Workload>();
  for (const caller of callers) {
    if (shown.length >= MOST_CALLERS && !caller.isEnvoy) others.add(caller.workload);
    else if (!shown.some(({ workload, by }) => workload === caller.workload && by === caller.by)) shown.push(caller);
  }
  for (const { workload } of shown) others.delete(workload);
  return { shown, more: others.size };
}

/** The address to dial; for client-side balancing with the scheme of the resolver that gives all addresses. */
function dialOf(
  manifests: Manifests,
  { service, port }: GrpcPort,
  balancing: Balancing | undefined,
  callers: readonly Caller[],
): string {
  const host = `${service.name}.${service.namespace || '<namespace>'}.svc.${manifests.settings.clusterDomain}:${port.port}`;
  const envoy = service.isHeadless ? callers.find(({ isEnvoy }) => isEnvoy)?.workload : undefined;
  if (envoy) {
    const isBesideCaller = envoy.containers.some(({ isEnvoy }) => !isEnvoy);
    return `the Envoy ${isBesideCaller ? 'beside the caller in' : 'of'} ${nameOf(envoy)}, which resolves ${host}`;
  }
  return balancing?.by === 'client' ? `dns:///${host}` : host;
}

function nameOf({ manifest: { kind, name } }: Workload): string {
  return `${kind} '${name}'`;
}

/** What a finding and its object have in common. */
function keyOf({ kind, namespace = NO_NAMESPACE, name }: Finding | Manifest): string {
  return `${kind} ${namespace}/${name}`;
}
