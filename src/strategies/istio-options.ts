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
   * Maximum of concurrent requests, over all pods.
   *
   * @default - Istio's: practically none
   */
  readonly maxRequests?: number;
  /**
   * Requests after which a connection is closed. This does not affect balancing: requests are spread anyway.
   *
   * @default - Istio's: none
   */
  readonly maxRequestsPerConnection?: number;
  /**
   * Maximum of concurrent retries.
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

/** When the caller's proxy ejects a pod for a while. */
export interface IstioOutlierDetection {
  /**
   * Consecutive connection failures after which a pod is ejected.
   *
   * @default 5
   */
  readonly consecutiveLocalOriginFailures?: number;
  /**
   * Consecutive responses that map to HTTP 5xx after which a pod is ejected.
   *
   * Envoy maps UNKNOWN, INTERNAL, DATA_LOSS, UNIMPLEMENTED, UNAVAILABLE and DEADLINE_EXCEEDED to 5xx: with this on, one buggy client ejects healthy
   * pods.
   *
   * @default 0 - off, where Istio's own default is 5
   */
  readonly consecutiveServerErrors?: number;
  /**
   * Time between two evaluations of the pods, whole seconds.
   *
   * @default Duration.seconds(10)
   */
  readonly interval?: Duration;
  /**
   * How long a pod is ejected the first time, whole seconds; repeated ejections last longer.
   *
   * @default Duration.seconds(30)
   */
  readonly baseEjectionTime?: Duration;
  /**
   * Largest share of the pods that may be ejected at once, in percent.
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
   * It has no effect on the ports emitted here, which Istio reads as HTTP/2 already, nor on a port that it reads as TCP.
   *
   * @default false
   */
  readonly h2Upgrade?: boolean;
  /**
   * Whether the pods request the proxy with the label `sidecar.istio.io/inject`.
   *
   * Switch it off if the namespaces carry `istio-injection: enabled` or a revision.
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
   * Whether the application starts only once the proxy is up. Istio ignores it if the proxy is a native sidecar.
   *
   * @default true
   */
  readonly holdApplicationUntilProxyStarts?: boolean;
  /**
   * Whether a proxy stays while its pod ends (`terminationDrainDuration`): a server's for `preStop` and `longestRequest`, a client's for the
   * `longestRequest` of its servers.
   *
   * Istio's own 5 s would cut requests in flight. Istio ignores it if the proxy is a native sidecar, which stops after the application.
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
   * When a pod is ejected for a while.
   *
   * Outlier detection makes Istio prefer pods in the caller's zone, with uneven shares: that is switched off unless `localityPriority` is given.
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
   * Node labels by which pods near the caller are preferred, such as `topology.kubernetes.io/zone`. Needs `outlierDetection`.
   *
   * Shares then depend on where the callers run, and are not even.
   *
   * @default - none
   * @see https://istio.io/latest/docs/tasks/traffic-management/locality-load-balancing/
   */
  readonly localityPriority?: string[];
}
