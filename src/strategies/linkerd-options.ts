/** Options of load balancing by Linkerd. */
export interface LinkerdOptions {
  /**
   * Whether the pods request the proxy with the annotation `linkerd.io/inject`.
   *
   * Switch it off if the namespaces carry `linkerd.io/inject: enabled`.
   *
   * @default true
   */
  readonly podInjection?: boolean;

  /**
   * Whether the application starts only once the proxy is up. Linkerd ignores it if the proxy is a native sidecar.
   *
   * @default true
   */
  readonly awaitProxy?: boolean;

  /**
   * Whether a proxy stays while its pod ends (`proxy-wait-before-exit-seconds`): a server's for `preStop` and `longestRequest`, a client's for
   * the `longestRequest` of its servers.
   *
   * By default it refuses requests as soon as its pod begins to end. A native sidecar, the default from Linkerd 2.20 on, stops after the
   * application and ignores this. Switch it off if you enabled native sidecars in 2.18 or 2.19, which reject both together and inject no proxy.
   *
   * @default true
   * @see https://linkerd.io/2/tasks/graceful-shutdown/
   */
  readonly coverDrain?: boolean;

  /**
   * Ports that the cluster's Linkerd treats as opaque TCP by default; gRPC on one of them is rejected.
   *
   * @default - Linkerd's own list: 25, 587, 3306, 4444, 5432, 6379, 9300, 11211
   * @see https://linkerd.io/2/features/protocol-detection/
   */
  readonly opaquePorts?: number[];
}
