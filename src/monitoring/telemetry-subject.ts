/** What a source gets to know about a server. */
export interface TelemetrySubject {
  /** Name of the server. */
  readonly serverName: string;
  /** Namespace of the server. */
  readonly namespace: string;
  /**
   * Kind of the workload.
   *
   * @default 'Deployment'
   */
  readonly workloadKind?: string;
  /**
   * Name of the workload.
   *
   * @default - the server's name
   */
  readonly workloadName?: string;
  /**
   * Regular expression (RE2, anchored) that the names of its pods match.
   *
   * @default - as Kubernetes names the pods of the workload
   */
  readonly podNames?: string;
  /**
   * Name of the scrape job; empty if it is not known, because the library does not emit the monitor.
   *
   * @default - the server's name
   */
  readonly jobName?: string;
  /**
   * Name of the job of a proxy in its pods, if the library emits the monitor; empty if there is none.
   *
   * @default - none
   */
  readonly proxyJobName?: string;
}
