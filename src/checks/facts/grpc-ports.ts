import { Manifests } from '../manifests/manifests';
import { memoized } from '../manifests/memoized';
import { Container } from '../manifests/container';
import { Service, ServicePort } from '../manifests/service';
import { Workload } from '../manifests/workload';

/** A port of a Service that speaks gRPC. */
export interface GrpcPort {
  readonly service: Service;
  readonly port: ServicePort;
  /** How that is known, to be shown: `port name 'grpc'`. */
  readonly evidence: string;
  /** Whether only an image's name or HTTP/2 in clear text tells, which may be something else: enough to ask, too little to accuse. */
  readonly isLikely?: boolean;
}

/** Says which ports of a Service speak gRPC: numbers or names in a list, or `none`. */
export const GRPC_PORTS_ANNOTATION = 'cdk8s-grpc/grpc-ports';

/** 50051 is what gRPC's own examples use, and who has several services counts on from there; 4317 is registered for OpenTelemetry's gRPC. */
const KNOWN_PORTS = [50051, 50052, 50053, 50054, 50055, 50056, 50057, 50058, 50059, 4317];

/** All ports of Services that are known to speak gRPC. */
export const grpcPorts = memoized((manifests): readonly GrpcPort[] => [...byService(manifests).values()].flat());

/** The ports of one Service that are known to speak gRPC. */
export function grpcPortsOf(manifests: Manifests, service: Service): readonly GrpcPort[] {
  return byService(manifests).get(service) ?? [];
}

/** The port of a Service that an address names, if it is known to speak gRPC. */
export function grpcPortAt(manifests: Manifests, service: Service, port: number): GrpcPort | undefined {
  return grpcPortsOf(manifests, service).find((one) => one.port.port === port);
}

const byService = memoized(
  (manifests) => new Map(manifests.services.map((service) => [service, portsOf(manifests, service)])),
);

function portsOf(manifests: Manifests, service: Service): GrpcPort[] {
  if (service.isExternal) return [];
  return service.ports.flatMap((port) => {
    const evidence = evidenceOf(manifests, service, port);
    if (evidence) return [{ service, port, evidence }];
    const likely = likelyEvidence(manifests, service, port);
    return likely ? [{ service, port, evidence: likely, isLikely: true }] : [];
  });
}

/** The number that a port has in the pods of a workload. */
export function targetPort(workload: Workload, { target }: ServicePort): number | undefined {
  if (typeof target === 'number') return target;
  return workload.containers.flatMap(({ ports }) => ports).find(({ name }) => name === target)?.port;
}

/** The container that listens on a port: it declares it, or there is no other and it declares none. */
export function containerBehind(workload: Workload, port: ServicePort): Container | undefined {
  const { containers } = workload;
  const number = targetPort(workload, port);
  if (number === undefined) return undefined;
  const declares = containers.find(({ ports }) => ports.some((own) => own.port === number));
  return declares ?? (containers.length === 1 && !containers[0].ports.length ? containers[0] : undefined);
}

/** How a finding names a port. */
export function describe({ port, evidence }: GrpcPort): string {
  return `port ${port.port}, which speaks gRPC (${evidence})`;
}

/** How it is known that a port speaks gRPC; what a user says comes first, a guess never. */
function evidenceOf(manifests: Manifests, service: Service, port: ServicePort): string | undefined {
  const declared = service.manifest.annotations.get(GRPC_PORTS_ANNOTATION);
  if (declared !== undefined) return declares(declared, port) ? `annotation ${GRPC_PORTS_ANNOTATION}` : undefined;
  if (isOtherProtocol(port)) return undefined;
  if (port.appProtocol === 'grpc') return "appProtocol 'grpc'";
  if (port.name && isGrpcName(port.name)) return `port name '${port.name}'`;
  if (typeof port.target === 'string' && isGrpcName(port.target)) return `target port '${port.target}'`;
  const workloads = manifests.workloadsOf(service);
  const numbers = workloads.flatMap((workload) => targetPort(workload, port) ?? []);
  const probed = workloads
    .flatMap(({ containers }) => containers)
    .find(({ grpcProbePort }) => grpcProbePort !== undefined && numbers.includes(grpcProbePort));
  if (probed) return `gRPC probe of container '${probed.name}' on ${probed.grpcProbePort}`;
  return numberEvidence(manifests, [port.port, ...numbers]);
}

/** HTTP/2 in clear text, which hardly anything else speaks; or an image that is called after gRPC and has no other port. */
function likelyEvidence(manifests: Manifests, service: Service, port: ServicePort): string | undefined {
  if (service.manifest.annotations.has(GRPC_PORTS_ANNOTATION) || isOtherProtocol(port)) return undefined;
  if (/^(kubernetes\.io\/)?h2c$/i.test(port.appProtocol ?? '')) return `appProtocol '${port.appProtocol}'`;
  const workloads = manifests.workloadsOf(service);
  const numbers = workloads.flatMap((workload) => targetPort(workload, port) ?? []);
  const only = workloads.flatMap(({ containers }) => containers).find((one) => isOnlyPortOfGrpcImage(one, numbers));
  return only && `image '${only.image}'`;
}

/** How it is known of a port's numbers that they are gRPC's. */
export function numberEvidence({ settings }: Manifests, numbers: number[]): string | undefined {
  const listed = numbers.find((number) => settings.grpcPorts.includes(number));
  if (listed !== undefined) return `port ${listed} in the setting grpcPorts`;
  const usual = KNOWN_PORTS.find((number) => numbers.includes(number));
  return usual === undefined ? undefined : `port ${usual}, which is gRPC's by custom`;
}

function isOnlyPortOfGrpcImage({ image, ports }: Container, numbers: number[]): boolean {
  return (
    ports.length === 1 &&
    numbers.includes(ports[0].port) &&
    isGrpcName(image.replace(/^.*\//, '').replace(/[:@].*$/, ''))
  );
}

function declares(annotation: string, { name, port }: ServicePort): boolean {
  return grpcPortWords(annotation).some((word) => word === name || word === String(port));
}

/** `9000, api` */
export function grpcPortWords(annotation: string): string[] {
  return annotation.split(/[\s,]+/).filter(Boolean);
}

/** `grpc`, `grpc-api`, `otlp-grpc`; not `grpc-web` nor a gateway in front of gRPC, which speak HTTP/1. */
export function isGrpcName(name: string): boolean {
  return /(^|[-_])grpcs?([-_]|$)/i.test(name) && !/grpc[-_]?(web|gateway|metrics)/i.test(name);
}

/** CockroachDB's manifests call the port 'grpc' by which SQL comes too, and so do all that were copied from them. */
const COCKROACH = 26257;

/** What somebody declared to be something else. */
function isOtherProtocol({ name = '', appProtocol, port }: ServicePort): boolean {
  if (port === COCKROACH) return true;
  if (appProtocol && !/^(grpc|http2|h2c|kubernetes\.io\/h2c|tcp|https?)$/i.test(appProtocol)) return true;
  return /(^|[-_])(http1?|metrics|prometheus|web|gateway|ui)([-_]|$)/i.test(name) && !isGrpcName(name);
}
