/** A port of the server's pods that exports metrics to Prometheus. */
export interface MetricsEndpoint {
  /** Name of the container port. */
  readonly portName: string;
  /** Number of the container port. */
  readonly port: number;
  /** Path. */
  readonly path: string;
  /**
   * Whether a proxy exports them, not the server: their job is then `<name>-proxy`, so that a server that cannot be scraped is seen.
   *
   * @default false
   */
  readonly proxy?: boolean;
  /**
   * Whether a mesh brings its own monitor for it: scraped twice, rates double.
   *
   * @default false
   */
  readonly scrapedByMesh?: boolean;
  /**
   * Regular expression (RE2) for meta labels of the target: those that it matches become labels, named by its group.
   *
   * @default - none
   */
  readonly labelMap?: string;
}
