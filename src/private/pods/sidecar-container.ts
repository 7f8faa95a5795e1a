import { Cluster } from '../../cluster';
import { SidecarConfig } from '../../strategies/sidecar-config';
import { Place, refuse } from '../errors';

const sidecars = new WeakSet<object>();

/** Whether a container is a proxy that was added here, and none of the workload's own. */
export function isSidecar(container: object): boolean {
  return sidecars.has(container);
}

/** Adds a proxy to a pod template: as a native sidecar where the cluster has them, else as an ordinary container. */
export function addSidecar(pod: any, sidecar: SidecarConfig, cluster: Cluster, place: Place): void {
  const { initContainers = [], containers = [] } = pod.spec;
  refuseClashes([...initContainers, ...containers], sidecar, place);
  const container = sidecarContainer(sidecar, cluster);
  sidecars.add(container);
  if (cluster.nativeSidecars) {
    // First, so that the other init containers can already call through it.
    pod.spec.initContainers = [{ ...container, restartPolicy: 'Always' }, ...initContainers];
  } else {
    pod.spec.containers = [...containers, container];
  }
  pod.spec.volumes = [
    ...(pod.spec.volumes ?? []),
    { name: volumeName(sidecar), configMap: { name: sidecar.configMapName } },
  ];
}

/** All containers of a pod share one network: of two that want a port, one does not start. */
function refuseClashes(containers: any[], sidecar: SidecarConfig, place: Place): void {
  const used = [...Object.values(sidecar.ports), ...(sidecar.reservedPorts ?? [])];
  for (const { name, ports = [] } of containers) {
    if (name === sidecar.containerName) refuse(place, 'a container has the name of the proxy', name, 'rename it');
    const port = ports.map((declared: any) => declared.containerPort).find((number: number) => used.includes(number));
    if (port !== undefined) {
      refuse(
        place,
        `container '${name}' declares a port of the proxy '${sidecar.containerName}'`,
        port,
        `use none of ${used.join(', ')}`,
      );
    }
  }
  const twice = used.find((port, index) => used.indexOf(port) !== index);
  if (twice !== undefined)
    refuse(place, 'the proxy would listen twice on one port', twice, "give the connection another 'localPort'");
}

function sidecarContainer(sidecar: SidecarConfig, cluster: Cluster): any {
  const ready = { httpGet: { path: sidecar.readyPath, port: sidecar.readyPort } };
  const command = preStopCommand(sidecar, cluster);
  return {
    name: sidecar.containerName,
    image: sidecar.image,
    imagePullPolicy: 'IfNotPresent',
    command: sidecar.command,
    args: sidecar.args,
    ports: Object.entries(sidecar.ports).map(([name, containerPort]) => ({ name, containerPort, protocol: 'TCP' })),
    startupProbe: { ...ready, periodSeconds: 1, failureThreshold: 60 },
    readinessProbe: { ...ready, periodSeconds: 5 },
    livenessProbe: { ...ready, periodSeconds: 10, failureThreshold: 6 },
    ...(command && { lifecycle: { preStop: { exec: { command: ['bash', '-c', command] } } } }),
    resources: {
      requests: { cpu: sidecar.cpuRequest, memory: sidecar.memoryRequest },
      limits: { memory: sidecar.memoryLimit },
    },
    securityContext: {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      privileged: false,
      readOnlyRootFilesystem: true,
      runAsGroup: sidecar.user,
      runAsNonRoot: true,
      runAsUser: sidecar.user,
      seccompProfile: { type: 'RuntimeDefault' },
    },
    volumeMounts: [{ name: volumeName(sidecar), mountPath: sidecar.configPath, readOnly: true }],
  };
}

/**
 * The kubelet runs the hooks of all containers as soon as the pod begins to end, and only then waits for the turn of native sidecars
 * (kubernetes v1.33 kuberuntime_container.go): those need no sleep. An ordinary container is told to stop with the application.
 */
function preStopCommand({ drainCommand, outlive }: SidecarConfig, cluster: Cluster): string | undefined {
  return drainCommand ?? (cluster.nativeSidecars ? undefined : `sleep ${outlive.toSeconds()}`);
}

function volumeName(sidecar: SidecarConfig): string {
  return `${sidecar.containerName}-config`;
}
