import { Duration, Size } from 'cdk8s';
import { Cluster } from '../cluster';
import { Place, refuse } from '../private/errors';
import { SidecarConfig } from './sidecar-config';
import { ProxiedPort } from './envoy-bootstrap-options';
import { checkConnectionDuration, drainCommand } from './envoy-drain';
import { EnvoySidecarOptions } from './envoy-options';
import { ADMIN_PORT, STATS_PORT } from './envoy-parts';

/** Name of the port that shows Envoy's metrics. */
export const STATS_PORT_NAME = 'envoy-stats';

const DEFAULT_IMAGE = 'docker.io/envoyproxy/envoy:v1.40.0';

export const DEFAULT_MEMORY = { request: Size.mebibytes(64), limit: Size.mebibytes(256) };

/** What the container is made of. */
export interface EnvoyContainerOptions {
  readonly options: EnvoySidecarOptions;
  readonly configMapName: string;
  readonly ports: ProxiedPort[];
  readonly longestRequest: Duration;
  readonly cluster: Cluster;
  /** Time between leaving the Services and ending; only where callers from outside the pod are to be sent elsewhere. */
  readonly preStop?: Duration;
  readonly place: Place;
}

/** The container that runs Envoy. */
export function envoyContainer({
  options,
  configMapName,
  ports,
  longestRequest,
  cluster,
  preStop,
  place,
}: EnvoyContainerOptions): SidecarConfig {
  const { maxConnectionDuration } = options;
  if (preStop) checkOwnHook(preStop, place);
  if (preStop && maxConnectionDuration) checkConnectionDuration(place, maxConnectionDuration, preStop, longestRequest);
  checkShell(options, cluster, place);
  return {
    containerName: 'grpc-envoy',
    image: options.image ?? DEFAULT_IMAGE,
    // Not the image's entry point: it wants to be root first.
    command: ['envoy'],
    args: [
      ...['--config-path', '/etc/envoy/envoy.yaml'],
      // Envoy's default is a thread for every core of the node.
      ...['--concurrency', String(options.concurrency ?? 2)],
      // The first response tells a caller to leave, not any response in the next 10 min.
      ...(preStop ? ['--drain-strategy', 'immediate'] : []),
      // Hot restart needs shared memory, which a read-only root has not.
      '--disable-hot-restart',
      ...['--log-level', 'warning'],
    ],
    ports: {
      ...Object.fromEntries(ports.map(({ listenPort }, index) => [`grpc-envoy-${index + 1}`, listenPort])),
      [STATS_PORT_NAME]: STATS_PORT,
    },
    reservedPorts: [ADMIN_PORT],
    readyPort: STATS_PORT,
    readyPath: '/ready',
    configMapName,
    configPath: '/etc/envoy',
    user: 101,
    cpuRequest: `${options.cpuRequestMillis ?? 50}m`,
    memoryRequest: mebibytes(options.memoryRequest ?? DEFAULT_MEMORY.request),
    memoryLimit: mebibytes(options.memoryLimit ?? DEFAULT_MEMORY.limit),
    drainCommand: preStop && !maxConnectionDuration ? drainCommand(preStop, longestRequest) : undefined,
    outlive: Duration.seconds((preStop?.toSeconds() ?? 0) + longestRequest.toSeconds()),
  };
}

/** A hook of the application's own takes nobody knows how long. */
function checkOwnHook(preStop: Duration, place: Place): void {
  if (preStop.toSeconds() > 0) return;
  const remedy = "leave it out, and remove the container's own hook: what it does belongs after SIGTERM";
  refuse(
    place,
    "'preStop' must not be 0 with Envoy in the server's pods, whose callers leave in this time",
    preStop,
    remedy,
  );
}

/** An ordinary container has to outlive the application, for which it needs a shell that sleeps. */
function checkShell({ image = DEFAULT_IMAGE }: EnvoySidecarOptions, cluster: Cluster, place: Place): void {
  if (!cluster.nativeSidecars && image.includes('distroless')) {
    const remedy = 'use an image with bash; from Kubernetes 1.29 the cluster keeps the order';
    refuse(place, `Envoy would end before the application on Kubernetes 1.${cluster.minorVersion}`, image, remedy);
  }
}

function mebibytes(size: Size): string {
  return `${size.toMebibytes()}Mi`;
}
