import { GrpcPort, targetPort } from './grpc-ports';
import { Mention, mentionsOf } from './mentions';
import { Manifest } from '../manifests/manifest';
import { Manifests } from '../manifests/manifests';
import { Service } from '../manifests/service';
import { Workload } from '../manifests/workload';

/** A workload that is told the address of a Service: by a variable, an argument, a ConfigMap that its pods read, or a cluster of its Envoy. */
export interface Caller extends Omit<Mention, 'workloads'> {
  readonly workload: Workload;
}

/**
 * Everybody who is told where a Service is, but for its own pods: each workload once for a port. One after another, and not kept: where each
 * workload reads a ConfigMap that names all Services, there are as many as workloads times Services.
 */
export function* callersOf(manifests: Manifests, service: Service): Iterable<Caller> {
  const pods = new Set(manifests.workloadsOf(service));
  const seen = new Map<string, Set<Workload>>();
  for (const { workloads, port, by, isEnvoy } of mentionsOf(manifests, service)) {
    const key = `${port} ${isEnvoy}`;
    const known = seen.get(key) ?? new Set();
    seen.set(key, known);
    for (const workload of workloads) {
      if (pods.has(workload) || known.has(workload) || isTest(workload.manifest)) continue;
      known.add(workload);
      yield { workload, port, by, isEnvoy };
    }
  }
}

/** Whether there is a caller of which something holds. */
export function someCaller(
  manifests: Manifests,
  service: Service,
  holds: (caller: Caller) => boolean = () => true,
): boolean {
  for (const caller of callersOf(manifests, service)) if (holds(caller)) return true;
  return false;
}

/** Whether the pods of a Service are told where it is: they look for each other, or tell others. */
export function isToldToItsPods(manifests: Manifests, service: Service): boolean {
  const pods = new Set(manifests.workloadsOf(service));
  for (const { workloads } of mentionsOf(manifests, service)) {
    for (const workload of workloads) if (pods.has(workload) && !isTest(workload.manifest)) return true;
  }
  return false;
}

/** Those who are told to dial a port of it. */
export function* callersAt(manifests: Manifests, { service, port }: GrpcPort): Iterable<Caller> {
  // By the name of a headless Service pods are dialled, at the port that they have.
  const own = service.isHeadless ? manifests.workloadsOf(service) : [];
  const ports = [port.port, ...own.flatMap((workload) => targetPort(workload, port) ?? [])];
  for (const caller of callersOf(manifests, service)) {
    const isAt = caller.port === undefined ? service.ports.length === 1 : ports.includes(caller.port);
    if (isAt) yield caller;
  }
}

/** A chart's test calls once. */
function isTest({ annotations }: Manifest): boolean {
  return annotations.has('helm.sh/hook');
}
