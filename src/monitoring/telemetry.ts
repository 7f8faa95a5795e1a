/** Where the distribution of requests over pods can be seen: names of a metric and its labels. */
export interface Telemetry {
  /** Word for the source in docs and errors, such as `istio`. */
  readonly sourceName: string;
  /** Counter of requests. */
  readonly requestsMetric: string;
  /** Label matchers that pick the server's series, in PromQL, such as `namespace="demo",job="greeter"`. */
  readonly selector: string;
  /** Label by which requests are counted, one value per pod: `pod`, or an address where a proxy counts. */
  readonly shareBy: string;
  /**
   * Whether `shareBy` names pods, so that a ready pod without a series can be counted as zero.
   *
   * Sources that keep a series at zero for every endpoint do not need it.
   *
   * @default false
   */
  readonly countsPods?: boolean;
  /**
   * Whether equal shares are what the algorithm aims at.
   *
   * @default true
   */
  readonly even?: boolean;
}
