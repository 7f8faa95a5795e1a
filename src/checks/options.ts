import { Severity } from './finding';

/** How manifests are checked. */
export interface CheckOptions {
  /**
   * Severity by the id of a rule, instead of the rule's own; `off` turns a rule off.
   *
   * @default - each rule has its own
   */
  readonly rules?: { readonly [id: string]: string };

  /**
   * Domain of the cluster's DNS.
   *
   * @default 'cluster.local'
   */
  readonly clusterDomain?: string;

  /**
   * Port numbers that speak gRPC, besides those that names, probes and well-known numbers tell.
   *
   * @default - none
   */
  readonly grpcPorts?: number[];

  /**
   * Labels by which the Prometheus operator of the cluster selects PrometheusRules.
   *
   * @default - those that a Prometheus among the manifests selects by
   */
  readonly ruleLabels?: { readonly [label: string]: string };
}

/** One rule, as lists show it. */
export interface RuleFacts {
  /** Public name, by which it is silenced. */
  readonly id: string;

  /** Severity of its findings. */
  readonly severity: Severity;

  /** What it finds, in one line. */
  readonly title: string;

  /** What to do about it. */
  readonly fix: string;

  /** The page that explains it. */
  readonly page: string;
}
