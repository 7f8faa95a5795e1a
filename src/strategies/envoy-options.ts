import { Duration, Size } from 'cdk8s';

/** In whose pods Envoy runs. */
export enum EnvoyPlacement {
  /** In the server's pods: clients need no change. A request makes one more hop. */
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
   * Each Envoy queries once per refresh and server, up to a fifth earlier, so that not all query at once.
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
   * Age at which Envoy tells a caller to leave its connection, whole seconds, instead of the drain by a shell command.
   *
   * That happens at any time, not only when a pod ends. Longer streams are not cut: the connection stays until its last one ends. The server's
   * `preStop` must be at least this + `longestRequest` + 5 s.
   *
   * @default - none: Envoy is drained when its pod begins to end
   */
  readonly maxConnectionDuration?: Duration;
  /**
   * Consecutive responses that map to HTTP 5xx after which Envoy ejects a pod for a while.
   *
   * Envoy maps UNKNOWN, INTERNAL, DATA_LOSS, UNIMPLEMENTED, UNAVAILABLE and DEADLINE_EXCEEDED to 5xx: with this on, one buggy client ejects healthy
   * pods.
   *
   * @default 0 - off; pods that cannot be reached are ejected in any case
   */
  readonly consecutiveServerErrors?: number;
  /**
   * CPU request of Envoy, in thousandths of a core.
   *
   * @default 50
   */
  readonly cpuRequestMillis?: number;
  /**
   * Memory request of Envoy, whole mebibytes.
   *
   * @default Size.mebibytes(64)
   */
  readonly memoryRequest?: Size;
  /**
   * Memory limit of Envoy, whole mebibytes. Near it Envoy refuses new requests, so that it is not killed with those under way.
   *
   * @default Size.mebibytes(256)
   */
  readonly memoryLimit?: Size;
}
