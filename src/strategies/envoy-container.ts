import { Duration, Size } from 'cdk8s';
import { Cluster } from '../cluster';
import { Place, refuse } from '../private/errors';
import { SidecarConfig } from './sidecar-config';
import { ADMIN_PORT, ProxiedPort, STATS_PORT } from './envoy-bootstrap';
import { EnvoySidecarOptions } from './envoy-options';

/** Name of the port that shows Envoy's metrics. */
export const STATS_PORT_NAME = 'envoy-stats';

const DEFAULT_IMAGE = 'docker.io/envoyproxy/envoy:v1.40.0';

export const DEFAULT_MEMORY = { request: Size.mebibytes(64), limit: Size.mebibytes(256) };

/** Time left between the end of the drain and the end of the pod. */
const DRAIN_MARGIN_SECONDS = 5;

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
  const drainSeconds = preStop && drainTime(preStop, options, place);
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
      ...(drainSeconds ? ['--drain-time-s', String(drainSeconds)] : []),
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
    drainCommand: preStop && !options.maxConnectionDuration ? DRAIN_COMMAND : undefined,
    outlive: Duration.seconds((preStop?.toSeconds() ?? 0) + longestRequest.toSeconds()),
  };
}

/**
 * The image has bash but no curl, and the admin port, being on loopback, is out of the kubelet's reach.
 *
 * `graceful&skip_exit` goes on serving while callers are told to leave; a GET is answered with 405.
 */
const DRAIN_COMMAND = [
  `exec 3<>/dev/tcp/127.0.0.1/${ADMIN_PORT}`,
  `printf 'POST /drain_listeners?graceful&skip_exit HTTP/1.1\\r\\nHost: localhost\\r\\nContent-Length: 0\\r\\nConnection: close\\r\\n\\r\\n' >&3`,
  'cat <&3 >/dev/null',
].join(' && ');

/** Envoy's own drain must be over before the pod ends. */
function drainTime(preStop: Duration, { maxConnectionDuration }: EnvoySidecarOptions, place: Place): number {
  const seconds = preStop.toSeconds() - DRAIN_MARGIN_SECONDS;
  if (seconds < 1) {
    const ownHook = preStop.toSeconds() === 0 ? ', and remove the hook of the container' : '';
    const remedy = `give it at least ${DRAIN_MARGIN_SECONDS + 1} s to send its callers elsewhere${ownHook}`;
    refuse(place, "'preStop' is too short for Envoy's drain", preStop, remedy);
  }
  if (maxConnectionDuration && maxConnectionDuration.toSeconds() >= preStop.toSeconds()) {
    refuse(
      place,
      "'maxConnectionDuration' must be below the server's 'preStop'",
      [maxConnectionDuration, preStop],
      'shorten the one or lengthen the other',
    );
  }
  return seconds;
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
