import { Place, refuse, Words } from '../errors';
import { Workload } from './workload';

/** A port that the container of the application must have. */
export interface PortEdit {
  readonly name: string;
  readonly containerPort: number;
  /** The option that says so, such as `metricsPort`. */
  readonly option: string;
}

/**
 * The port that a container declares for gRPC when its server is defined: the only one, or the one that is called so.
 *
 * @param others ports that are known to be something else
 */
export function declaredPort(
  workload: Workload,
  container: string | undefined,
  others: (number | undefined)[],
): number | undefined {
  const containers = workload.containersSoFar();
  const isMeant = ({ name }: any) => (container === undefined ? containers.length === 1 : name === container);
  const ports = tcpPorts(containers.find(isMeant)).filter(({ containerPort }) => !others.includes(containerPort));
  const named = (pattern: RegExp) => ports.filter(({ name }) => pattern.test(name ?? ''));
  const [found] = [ports, named(/^grpc$/), named(/^grpc-/)].filter(({ length }) => length === 1);
  return found?.[0].containerPort;
}

/** Refuses a first port that is none of those that the container declares: Services and probes would lead to nothing. */
export function refuseUndeclared(container: any, [first, ...others]: PortEdit[], place: Place): void {
  const ports = tcpPorts(container).map(({ containerPort }) => containerPort);
  const declared = ports.filter((port) => !others.some(({ containerPort }) => containerPort === port));
  if (declared.length === 0 || declared.includes(first.containerPort)) return;
  const choice = declared.length === 1 ? `'port: ${declared[0]}'` : "one of these as 'port'";
  refuse(
    place,
    `container '${container.name}' declares ${declared.join(', ')} and not the port of the server`,
    first.containerPort,
    `pass ${choice}, or declare ${first.containerPort} too`,
  );
}

/** Declares ports that the container does not declare, and gives ours a name where they have none. */
export function addPorts(container: any, edits: PortEdit[], place: Place): void {
  const ports = container.ports ?? [];
  for (const { name, containerPort, option } of edits) {
    const existing = tcpPorts({ ports }).find((port) => port.containerPort === containerPort);
    if (existing?.name) continue;
    const taken = ports.find((port: any) => port.name === name);
    if (taken) {
      const remedy = `rename it, or pass '${option}: ${taken.containerPort}'`;
      const what = `container '${container.name}' has another port called '${name}'`;
      refuse(place, what, new Words(String(taken.containerPort)), remedy);
    }
    if (existing) existing.name = name;
    else ports.push({ name, containerPort, protocol: 'TCP' });
  }
  if (ports.length > 0) container.ports = ports;
}

/** The name that a container gives to a port. */
export function portName(container: any, number?: number): string {
  return tcpPorts(container).find(({ containerPort }) => containerPort === number)?.name;
}

/** Refuses a second container with a port of the name by which a monitor finds that of the application: it would scrape both. */
export function refuseTwin(pod: any, container: any, number: number, place: Place): void {
  const name = portName(container, number);
  const others = [...(pod.spec.initContainers ?? []), ...pod.spec.containers].filter((other) => other !== container);
  for (const other of others) {
    const twin = (other.ports ?? []).find((port: any) => port.name === name);
    if (twin) {
      const what = `container '${other.name}' too has a port called '${name}', which a monitor would scrape with the server's`;
      const remedy = `rename it, or declare ${number} in container '${container.name}' under a name of its own`;
      refuse(place, what, new Words(String(twin.containerPort)), remedy);
    }
  }
}

/** Ports with a number, which in a Helm chart may be a template, on which a TCP connection can be opened. */
function tcpPorts(container: any): any[] {
  return (container?.ports ?? []).filter(
    ({ containerPort, protocol = 'TCP' }: any) => Number.isInteger(containerPort) && protocol === 'TCP',
  );
}
