/** What the manifests cannot tell, with its defaults filled in. */
export interface CheckSettings {
  /** Domain of the cluster's DNS. */
  readonly clusterDomain: string;
  /** Ports that are known to speak gRPC, besides those that everybody knows. */
  readonly grpcPorts: readonly number[];
  /** Labels by which the Prometheus operator selects rules; without any nobody knows. */
  readonly ruleLabels: ReadonlyMap<string, string>;
}

export const DEFAULT_SETTINGS: CheckSettings = { clusterDomain: 'cluster.local', grpcPorts: [], ruleLabels: new Map() };
