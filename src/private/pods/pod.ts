import { checkScrapeAnnotations } from '../../monitoring/scrape-annotations';
import { Place, refuse } from '../errors';
import { checkHostNetwork } from './host-network';
import { mergeMetadata } from './pod-metadata';
import { addPorts, PortEdit, refuseUndeclared } from './ports';
import { PreStopHook } from './pre-stop';
import { isSidecar } from './sidecar-container';

/** What a server or a client wants of a pod; plain data, applied to the rendered template. */
export interface PodEdit {
  readonly labels?: { [key: string]: string };
  readonly annotations?: { [key: string]: string };
  /** The container of the application. */
  readonly container: ContainerEdit;
  /** Shortest grace period. */
  readonly terminationGracePeriodSeconds?: number;
  /** Annotations that list ports that a proxy must leave alone, and the ports that must not be among them. */
  readonly portExclusions?: string[];
  readonly dialledPorts?: number[];
  /** Whether the application resolves names of the cluster. */
  readonly resolvesNames: boolean;
  /** Whether a proxy is added. */
  readonly addsProxy: boolean;
}

/** What a server or a client wants of the container of the application. */
export interface ContainerEdit {
  /** Name; the only container where there is none. */
  readonly name?: string;
  readonly env: { [name: string]: string };
  /** Its ports, that of the server first. */
  readonly ports?: PortEdit[];
  /** The hook, and what to do with one of the container's own, which stands in its way. */
  readonly preStop?: { readonly hook: PreStopHook; readonly remedy: string };
}

/** Applies an edit to a pod template, which every rendering brings afresh: nothing is added twice. */
export function editPod(pod: any, edit: PodEdit, place: Place): void {
  pod.metadata.labels = mergeMetadata(place, 'label', pod.metadata.labels, edit.labels);
  checkScrapeAnnotations(place, pod.metadata.annotations, edit.annotations);
  pod.metadata.annotations = mergeMetadata(place, 'annotation', pod.metadata.annotations, edit.annotations);
  checkHostNetwork(pod.spec, edit, place);
  refuseExcludedPorts(pod.metadata.annotations ?? {}, edit, place);
  // Kubernetes would add variables that look like ours, from the names of Services.
  pod.spec.enableServiceLinks ??= false;
  const grace = edit.terminationGracePeriodSeconds;
  if (grace !== undefined)
    pod.spec.terminationGracePeriodSeconds = Math.max(pod.spec.terminationGracePeriodSeconds ?? 30, grace);
  editContainer(findContainer(pod, edit.container.name, place), edit.container, place);
}

/** The container of that name, or the only one; the server's edit may come after the client's, which has added a proxy. */
export function findContainer(pod: any, name: string | undefined, place: Place): any {
  const containers = (pod.spec.containers ?? []).filter((container: any) => !isSidecar(container));
  const names = containers.map(({ name: other }: any) => other);
  const found =
    name === undefined && containers.length === 1
      ? containers[0]
      : containers.find(({ name: other }: any) => other === name);
  if (containers.length === 0) refuse(place, "the workload's pods have no container", names, 'give them one');
  if (!found && name === undefined)
    refuse(place, 'the workload has more than one container', names, "name the application's as 'container'");
  if (!found) refuse(place, `the workload has no container '${name}'`, names, "pass one of these as 'container'");
  return found;
}

function editContainer(container: any, edit: ContainerEdit, place: Place): void {
  if (edit.ports) {
    refuseUndeclared(container, edit.ports, place);
    addPorts(container, edit.ports, place);
  }
  addEnv(container, edit.env, place);
  if (edit.preStop) {
    const own = container.lifecycle?.preStop;
    if (own) refuse(place, `container '${container.name}' has a preStop hook of its own`, own, edit.preStop.remedy);
    container.lifecycle = { ...container.lifecycle, preStop: edit.preStop.hook };
  }
}

/** Puts our variables first: Kubernetes lets a variable refer, as `$(GREETER_GRPC_TARGET)`, only to those before it. */
function addEnv(container: any, env: { [name: string]: string }, place: Place): void {
  const names = Object.keys(env).sort();
  if (names.length === 0) return;
  const own = container.env ?? [];
  for (const { name, value, valueFrom } of own) {
    if (!names.includes(name)) continue;
    const remedy =
      name === 'GRPC_SERVER_OPTIONS'
        ? 'remove it, and use another variable for your own settings'
        : "remove it, or give the connection another prefix by 'as'";
    const what = `container '${container.name}' sets the variable '${name}' itself`;
    refuse(place, what, value ?? valueFrom, remedy);
  }
  container.env = [...names.map((name) => ({ name, value: env[name] })), ...own];
}

/** Such annotations take a port away from the proxy, which then balances nothing and says nothing. */
function refuseExcludedPorts(annotations: { [key: string]: string }, edit: PodEdit, place: Place): void {
  for (const key of edit.portExclusions ?? []) {
    const listed = (annotations[key] ?? '').split(',').map((text) => text.trim());
    const port = (edit.dialledPorts ?? []).find((number) => listed.some((range) => inRange(number, range)));
    if (port !== undefined) {
      refuse(
        place,
        `the annotation '${key}' takes port ${port} away from the proxy`,
        annotations[key],
        'remove the port from it',
      );
    }
  }
}

/** `50051`, `50000-50100`, or `*`. */
function inRange(port: number, range: string): boolean {
  if (range === '*') return true;
  const [first, last = first] = range.split('-').map(Number);
  return port >= first && port <= last;
}
