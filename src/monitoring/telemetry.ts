/** Names of a histogram. */
export interface LatencyMetric {
  /** Series of the buckets, with the label `le`. */
  readonly buckets: string;
  /**
   * Buckets of the histogram per second: 1 for seconds, 1000 for milliseconds.
   *
   * @default 1
   */
  readonly unitsPerSecond?: number;
  /**
   * Label matchers in PromQL.
   *
   * @default - those of the telemetry
   */
  readonly selector?: string;
}

/** Names of a metric and the matchers that pick a server's series of it. */
export interface MetricSelection {
  /** Name of the metric. */
  readonly metric: string;
  /**
   * Label matchers in PromQL.
   *
   * @default - those of the telemetry
   */
  readonly selector?: string;
}

/**
 * Where the requests of one server are counted: names of metrics and labels, nothing else.
 *
 * Alerts, recording rules and dashboards are functions of it. A signal that is left out says why in `absent`, and what needs it is left out too.
 */
export interface Telemetry {
  /** Name of the source, such as `istio`. */
  readonly sourceName: string;
  /** Counter of completed requests. */
  readonly requests: string;
  /** Label matchers that pick the server's series, in PromQL, such as `namespace="demo",job="greeter"`. */
  readonly selector: string;
  /**
   * Label that identifies pods.
   *
   * @default 'pod'
   */
  readonly podLabel?: string;
  /**
   * Whether `podLabel` holds a pod's address and port, as a proxy on the way knows them, instead of its name.
   *
   * @default false
   */
  readonly podLabelIsAddress?: boolean;
  /**
   * Counter of requests that failed through the server's fault.
   *
   * @default - none
   */
  readonly errors?: MetricSelection;
  /**
   * Histogram of latencies.
   *
   * @default - none
   */
  readonly latency?: LatencyMetric;
  /**
   * Gauge of open connections.
   *
   * @default - none
   */
  readonly connections?: MetricSelection;
  /**
   * Why a signal is missing, by signal: `errors`, `latency`, `connections`.
   *
   * @default - no reason is known
   */
  readonly absent?: { [signal: string]: string };
  /**
   * Matchers of `up` for the server's own pods, if they export the metric: tells a pod that cannot be scraped from one that is never called.
   *
   * @default - a ready pod without a series counts as never called
   */
  readonly upSelector?: string;
  /**
   * Series that a pod shows with the value 1 as long as it is scraped, called or not: where `up` is not that of what counts the requests.
   *
   * @default - `up`, if there is an `upSelector`
   */
  readonly presence?: MetricSelection;
  /**
   * Matchers of the server's series of `requests`, those of the kubelet's probes among them: of a server with gRPC probes there are some, called or
   * not.
   *
   * @default - the source cannot tell
   */
  readonly probedSelector?: string;
  /**
   * Requests per second that a pod gets without any caller, such as the kubelet's probes if the source cannot leave them out.
   *
   * @default 0
   */
  readonly probesPerSecond?: number;
}
