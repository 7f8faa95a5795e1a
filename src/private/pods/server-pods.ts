import { Duration } from 'cdk8s';
import { Cluster } from '../../cluster';
import { ChannelArguments } from '../channel-arguments';
import { Drain, GrpcServerOptions } from '../../grpc-server-options';
import { GrpcPort } from '../../grpc-server-interface';
import { checkScrapeAnnotations } from '../../monitoring/scrape-annotations';
import { LoadBalancingServerConfig } from '../../strategies/config';
import { appState } from '../app-state';
import { Place, refuse, Words } from '../errors';
import { gracePeriod, RequestOptions } from '../lifecycle';
import { onceInSynth } from '../synth/once';
import { editRendered, rendered } from '../synth/rendering';
import { Workload } from './workload';
import { ContainerEdit, editPod, findContainer, PodEdit } from './pod';
import { mergeMetadata } from './pod-metadata';
import { portName, refuseTwin } from './ports';
import { hookSeconds, PreStopHook, preStopHook } from './pre-stop';
import { addProbes } from './probes';
import { keepProxy } from './proxy-drain';
import { protectRollout } from './rollout';
import { NAME_LABEL } from '../input/names';
import { addSidecar } from './sidecar-container';

/** What the pods of a server are edited by. */
export interface ServerPods {
  readonly serverName: string;
  readonly ports: GrpcPort[];
  readonly options: GrpcServerOptions & RequestOptions;
  readonly container?: string;
  readonly config: LoadBalancingServerConfig;
  readonly drain: Drain;
  /** What scrapes by annotations need. */
  readonly podAnnotations: { [key: string]: string };
  readonly serverArguments: ChannelArguments;
  readonly cluster: Cluster;
  readonly place: Place;
}

/** Lets a workload serve; what is returned tells the name of its port for metrics, once it can be rendered. */
export function letServe(workload: Workload, pods: ServerPods): () => string {
  const { apiObject } = workload;
  const app = appState(apiObject);
  let name: string;
  editRendered(apiObject, 'grpc-server', (manifest) => {
    const pod = workload.podTemplate(manifest);
    const application = editServerPod(pod, pods);
    protectRollout(manifest, pods.place);
    name = portName(application, pods.options.metricsPort);
  });
  return () =>
    onceInSynth(app, pods, () => {
      rendered(apiObject);
      return name;
    });
}

/** Edits a pod template; returns the container of the application. */
function editServerPod(pod: any, pods: ServerPods): any {
  const { config, cluster, place, container, options } = pods;
  const application = findContainer(pod, container, place);
  editPod(pod, serverPodEdit(pods, pod.metadata.labels ?? {}, application.lifecycle?.preStop), place);
  keepProxy(pod, config.proxyDrain, place);
  addProbes(application, options.health ?? {}, pods.ports[0].port, place);
  requireOwnParts(application, pods);
  if (options.metricsPort !== undefined) refuseTwin(pod, application, options.metricsPort, place);
  if (config.sidecar) addSidecar(pod, config.sidecar, cluster, place);
  return application;
}

function serverPodEdit(pods: ServerPods, labels: any, ownHook?: PreStopHook): PodEdit {
  const { serverName, ports, options, container, config, drain, serverArguments, cluster, place } = pods;
  const { metricsPort, podAnnotations } = options;
  checkScrapeAnnotations(place, podAnnotations, pods.podAnnotations);
  return {
    // A workload that exists may call its pods by another name.
    labels: {
      [NAME_LABEL]: labels[NAME_LABEL] ?? serverName,
      ...mergeMetadata(place, 'label', options.labels, config.podLabels),
    },
    annotations: mergeMetadata(place, 'annotation', podAnnotations, {
      ...config.podAnnotations,
      ...pods.podAnnotations,
    }),
    terminationGracePeriodSeconds: gracePeriod(
      place,
      drain.preStop.toSeconds() || hookSeconds(ownHook),
      options,
    ).toSeconds(),
    portExclusions: config.portExclusions,
    dialledPorts: ports.map(({ port }) => port),
    resolvesNames: false,
    addsProxy: config.sidecar !== undefined,
    container: {
      name: container,
      env: { GRPC_SERVER_OPTIONS: JSON.stringify(serverArguments) },
      ports: [
        ...ports.map(({ name, port }, index) => ({ name, containerPort: port, option: portOption(index) })),
        ...(metricsPort === undefined ? [] : [{ name: 'metrics', containerPort: metricsPort, option: 'metricsPort' }]),
      ],
      preStop: preStop(drain.preStop, config.sidecar !== undefined, cluster),
    },
  };
}

function portOption(index: number): string {
  return index === 0 ? 'port' : `additionalPorts[${index - 1}].port`;
}

function preStop(time: Duration, besideProxy: boolean, cluster: Cluster): ContainerEdit['preStop'] {
  const hook = preStopHook(time, cluster);
  // Of one's own nobody knows how long it takes, and the callers of a proxy have to leave in that time.
  const remedy = besideProxy
    ? 'remove it: beside a proxy, what it does belongs after SIGTERM'
    : "remove it, or keep it and pass 'preStop: Duration.seconds(0)'";
  return hook && { hook, remedy };
}

/** What was left to the workload must be there. */
function requireOwnParts(container: any, { options, drain, place }: ServerPods): void {
  if (!container.readinessProbe) {
    const remedy = 'give it one, or let the library do it by HealthProbe.GRPC or TCP';
    refuse(
      place,
      `container '${container.name}' has no readiness probe, so that DNS names pods that do not serve yet`,
      new Words('HealthProbe.NONE'),
      remedy,
    );
  }
  if (drain.preStop.toSeconds() === 0 && !container.lifecycle?.preStop) {
    const remedy = "leave 'preStop' out, or give the container a hook that waits until callers have left";
    refuse(
      place,
      `'preStop' is 0, but container '${container.name}' has no preStop hook of its own`,
      options.preStop,
      remedy,
    );
  }
}
