/** Names of labels, if a scrape or a collector changes them. */
export interface TelemetryOptions {
  /**
   * Label with the name of the pod that exports the metric.
   *
   * @default - the source's; `pod` for most
   */
  readonly podLabel?: string;
  /**
   * Label with the namespace of that pod.
   *
   * @default - the source's; `namespace` for most
   */
  readonly namespaceLabel?: string;
  /**
   * Label with the name of the scrape job, which is matched if the library emits the monitor; empty never to match it.
   *
   * @default 'job'
   */
  readonly jobLabel?: string;
  /**
   * Label with the status code.
   *
   * @default - the source's
   */
  readonly codeLabel?: string;
  /**
   * Label with the called service, used to leave out the kubelet's probes.
   *
   * @default - the source's
   */
  readonly serviceLabel?: string;
}
