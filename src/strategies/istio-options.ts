import { Duration } from 'cdk8s';

/** How the caller's proxy picks a pod. */
export enum IstioAlgorithm {
  /** Each pod in turn. */
  ROUND_ROBIN = 'ROUND_ROBIN',
  /** The less busy of two pods picked at random: evens out load, not counts. Istio's own default since 1.14. */
  LEAST_REQUEST = 'LEAST_REQUEST',
  /** Any pod. */
  RANDOM = 'RANDOM',
}

/** Version of the DestinationRule. */
export enum IstioApiVersion {
  /** From Istio 1.22. */
  V1 = 'networking.istio.io/v1',
  /** For Istio 1.20 and 1.21; still served by newer ones. */
  V1BETA1 = 'networking.istio.io/v1beta1',
}

/** Limits of the caller's proxy towards the server. */
export interface IstioConnectionPool {
  /**
   * Most requests under way at once, over all pods.
   *
   * @default - Istio's: practically none
   */
  readonly maxRequests?: number;
  /**
   * Requests after which a connection is closed. It brings new connections, not balance: requests are spread anyway.
   *
   * @default - Istio's: none
   */
  readonly maxRequestsPerConnection?: number;
  /**
   * Most retries under way at once.
   *
   * @default - Istio's: practically none
   */
  readonly maxRetries?: number;
  /**
   * Longest time to wait for a connection, whole seconds.
   *
   * @default - Istio's: 10 s
   */
  readonly connectTimeout?: Duration;
  /**
   * Time after which a connection without requests is closed, whole seconds.
   *
   * @default - Istio's: 1 h
   */
  readonly idleTimeout?: Duration;
}

/** When the caller's proxy leaves a pod out for a while. */
export interface IstioOutlierDetection {
  /**
   * Failures to connect in a row after which a pod is left out.
   *
   * @default 5
   */
  readonly consecutiveLocalOriginFailures?: number;
  /**
   * Answers in a row that map to HTTP 5xx after which a pod is left out.
   *
   * Envoy maps UNKNOWN, INTERNAL, DATA_LOSS and UNIMPLEMENTED to 5xx: with this on, one buggy client empties healthy pods.
   *
   * @default 0 - off, where Istio's own default is 5
   */
  readonly consecutiveServerErrors?: number;
  /**
   * Time between two looks at the pods, whole seconds.
   *
   * @default Duration.seconds(10)
   */
  readonly interval?: Duration;
  /**
   * How long a pod is left out the first time, whole seconds; later times take longer.
   *
   * @default Duration.seconds(30)
   */
  readonly baseEjectionTime?: Duration;
  /**
   * Largest part of the pods that may be left out at once, in percent.
   *
   * @default 50
   */
  readonly maxEjectionPercent?: number;
}

/** Options of load balancing by Istio's sidecars. */
export interface IstioOptions {
  /**
   * How the caller's proxy picks a pod.
   *
   * @default IstioAlgorithm.ROUND_ROBIN
   */
  readonly algorithm?: IstioAlgorithm;
  /**
   * Version of the DestinationRule.
   *
   * @default IstioApiVersion.V1
   */
  readonly apiVersion?: IstioApiVersion;
  /**
   * Whether HTTP/1.1 is upgraded to HTTP/2 (`h2UpgradePolicy: UPGRADE`).
   *
   * It changes nothing on the ports emitted here, which Istio reads as HTTP/2 already, and nothing on a port that it reads as TCP.
   *
   * @default false
   */
  readonly h2Upgrade?: boolean;
  /**
   * Whether the pods ask for the proxy themselves, by the label `sidecar.istio.io/inject`.
   *
   * Switch it off where the namespaces carry `istio-injection: enabled` or a revision.
   *
   * @default true
   */
  readonly podInjection?: boolean;
  /**
   * Revision of the control plane that injects, for the label `istio.io/rev`. Needs `podInjection`.
   *
   * @default - the default revision
   */
  readonly revision?: string;
  /**
   * Whether the application starts only once the proxy is up. Istio ignores it where the proxy is a native sidecar.
   *
   * @default true
   */
  readonly holdApplicationUntilProxyStarts?: boolean;
  /**
   * Whether a server's proxy stays until the server has drained, `preStop` and `longestRequest` (`terminationDrainDuration`).
   *
   * Istio's own 5 s cut what the server still answers. Istio ignores it where the proxy is a native sidecar, which ends after the server.
   * Switch it off, and `holdApplicationUntilProxyStarts`, to write the annotation `proxy.istio.io/config` yourself.
   *
   * @default true
   */
  readonly coverDrain?: boolean;
  /**
   * Limits of the caller's proxy.
   *
   * @default - Istio's
   */
  readonly connectionPool?: IstioConnectionPool;
  /**
   * When a pod is left out for a while.
   *
   * With it Istio by itself prefers pods in the caller's zone, so that shares are uneven: that is switched off unless `localityPriority` asks for it.
   *
   * @default - never
   */
  readonly outlierDetection?: IstioOutlierDetection;
  /**
   * Time over which the share of a new pod grows to its full size, whole seconds. Not with `RANDOM`; needs Istio 1.25.
   *
   * Shares are uneven meanwhile.
   *
   * @default - a new pod gets its full share at once
   */
  readonly warmup?: Duration;
  /**
   * Labels of nodes by which pods near the caller are preferred, such as `topology.kubernetes.io/zone`. Needs `outlierDetection`.
   *
   * Shares then follow the callers' places and are not even.
   *
   * @default - none
   * @see https://istio.io/latest/docs/tasks/traffic-management/locality-load-balancing/
   */
  readonly localityPriority?: string[];
}
