import { Duration } from 'cdk8s';
import { MetricsEndpoint } from './endpoint';
import { MonitoringOptions } from './options';

/** Rules, alerts and scrapes of a server that this library or any other tool deploys. */
export interface GrpcMonitoringProps extends MonitoringOptions {
  /** Name of the server: the label `grpc_server`, and the `job` of the emitted monitor. */
  readonly serverName: string;
  /**
   * Namespace of the server.
   *
   * @default - the chart's
   */
  readonly namespace?: string;
  /**
   * Kind of the workload, which determines the names of its pods.
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
   * Longest time until a new pod gets its share, whole seconds.
   *
   * @default Duration.minutes(10)
   */
  readonly convergence?: Duration;
  /**
   * Whether clients notice new pods with a delay, which `newPodsNotJoined` then watches.
   *
   * @default true
   */
  readonly joinsSlowly?: boolean;
  /**
   * Whether the algorithm aims at equal shares; `false` for least request and Linkerd.
   *
   * @default true
   */
  readonly evenShares?: boolean;
  /**
   * Whether the kubelet probes the server by gRPC, and the source counts that: then a server without any series is one whose metrics are missing.
   *
   * @default false
   */
  readonly grpcProbes?: boolean;
  /**
   * What Prometheus scrapes in the server's pods.
   *
   * @default - no monitor is emitted, as something scrapes the pods already
   */
  readonly endpoints?: MetricsEndpoint[];
  /**
   * Labels of the pods, for the PodMonitor.
   *
   * @default - `app.kubernetes.io/name` is the server's name
   */
  readonly podSelector?: { [key: string]: string };
  /**
   * Labels of one Service of the pods, for a ServiceMonitor.
   *
   * @default - `app.kubernetes.io/name` is the server's name
   */
  readonly serviceSelector?: { [key: string]: string };
  /**
   * Labels of the objects, besides those that the Prometheus operator wants.
   *
   * @default - `app.kubernetes.io/name`
   */
  readonly labels?: { [key: string]: string };
  /**
   * Annotations of the objects.
   *
   * @default - none
   */
  readonly annotations?: { [key: string]: string };
}
