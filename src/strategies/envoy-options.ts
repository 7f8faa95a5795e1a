import { Duration, Size } from 'cdk8s';

/** In whose pods Envoy runs. */
export enum EnvoyPlacement {
  /** In the server's pods: for clients that nobody can change. A request makes one hop more. */
  SERVER_POD = 'server-pod',
  /** In the client's pods, one Envoy for all servers that the client connects to. */
  CLIENT_POD = 'client-pod',
}

/** How Envoy picks a pod. */
export enum EnvoyAlgorithm {
  /** Each pod in turn. */
  ROUND_ROBIN = 'ROUND_ROBIN',
  /** The less busy of two pods picked at random: evens out load, not counts. */
  LEAST_REQUEST = 'LEAST_REQUEST',
}

/** Options of load balancing by an Envoy sidecar. */
export interface EnvoySidecarOptions {
  /**
   * In whose pods Envoy runs.
   *
   * @default EnvoyPlacement.SERVER_POD
   */
  readonly placement?: EnvoyPlacement;
  /**
   * Envoy's image, 1.36 or newer, pinned by an exact tag or a digest.
   *
   * It needs `bash` for the drain; for a distroless image set `maxConnectionDuration` instead.
   *
   * @default 'docker.io/envoyproxy/envoy:v1.40.0'
   */
  readonly image?: string;
  /**
   * How Envoy picks a pod.
   *
   * @default EnvoyAlgorithm.ROUND_ROBIN
   */
  readonly algorithm?: EnvoyAlgorithm;
  /**
   * Longest time between two DNS queries for the pods of a server, 1 to 300 s: how soon a new pod is used.
   *
   * Each Envoy asks once per refresh and server, up to a fifth earlier, so that not all ask at once.
   *
   * @default Duration.seconds(5)
   */
  readonly dnsRefresh?: Duration;
  /**
   * Worker threads, 1 to 256. Every worker opens its own connection to every pod.
   *
   * @default 2
   */
  readonly concurrency?: number;
  /**
   * Age after which Envoy ends a caller's connection, whole seconds, in place of the drain by a shell command; shorter than the server's `preStop`.
   *
   * It cuts streams that last longer, all the time and not only when a pod ends.
   *
   * @default - none: Envoy is drained when its pod begins to end
   */
  readonly maxConnectionDuration?: Duration;
  /**
   * Answers in a row that map to HTTP 5xx after which Envoy leaves a pod out for a while.
   *
   * Envoy maps UNKNOWN, INTERNAL, DATA_LOSS and UNIMPLEMENTED to 5xx: with this on, one buggy client empties healthy pods.
   *
   * @default 0 - off; pods that cannot be reached are left out in any case
   */
  readonly consecutiveServerErrors?: number;
  /**
   * CPU that Envoy requests, in thousandths of a core.
   *
   * @default 50
   */
  readonly cpuRequestMillis?: number;
  /**
   * Memory that Envoy requests, whole mebibytes.
   *
   * @default Size.mebibytes(64)
   */
  readonly memoryRequest?: Size;
  /**
   * Memory at which Envoy is killed, whole mebibytes.
   *
   * @default Size.mebibytes(256)
   */
  readonly memoryLimit?: Size;
}
