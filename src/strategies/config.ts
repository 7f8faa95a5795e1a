import { Duration } from 'cdk8s';
import { MetricsEndpoint } from '../monitoring/endpoint';
import { TelemetrySource } from '../monitoring/telemetry-source';
import { SidecarConfig } from './sidecar-config';

/** What a strategy asks of a server. */
export interface LoadBalancingServerConfig {
  /** What callers dial, such as `dns:///greeter.demo.svc.cluster.local:50051`. */
  readonly target: string;
  /**
   * Whether somebody dials the virtual address of the ClusterIP Service.
   *
   * @default false
   */
  readonly clusterIpService?: boolean;
  /**
   * Where the ClusterIP Service sends requests instead of to the application, by port name.
   *
   * @default - to the application
   */
  readonly proxyPorts?: { [portName: string]: number };
  /**
   * Annotations of the ClusterIP Service.
   *
   * @default - none
   */
  readonly serviceAnnotations?: { [key: string]: string };
  /**
   * Labels of the server's pods.
   *
   * @default - none
   */
  readonly podLabels?: { [key: string]: string };
  /**
   * Annotations of the server's pods.
   *
   * @default - none
   */
  readonly podAnnotations?: { [key: string]: string };
  /**
   * A proxy in the server's pods.
   *
   * @default - none
   */
  readonly sidecar?: SidecarConfig;
  /**
   * Whether callers notice new pods only when a connection ends, so that the server has to end each one after some time.
   *
   * @default false
   */
  readonly needsConnectionAge?: boolean;
  /** Longest time until whoever balances has noticed a new pod, connection age not counted; whole seconds. */
  readonly discovery: Duration;
  /** Longest time for which whoever balances goes on sending to a pod that is leaving, whole seconds. */
  readonly departure: Duration;
  /**
   * Pod annotations that take ports out of the proxy's hands; none of them may list a gRPC port.
   *
   * @default - none
   */
  readonly portExclusions?: string[];
  /** Where the distribution can be seen, unless the user knows better. */
  readonly telemetry: TelemetrySource;
  /**
   * Whether equal shares are what the algorithm aims at.
   *
   * @default true
   */
  readonly evenShares?: boolean;
  /**
   * Where a proxy in the server's pods shows its metrics.
   *
   * @default - nowhere
   */
  readonly metrics?: MetricsEndpoint;
}

/** What a strategy asks of a client. */
export interface LoadBalancingClientConfig {
  /** One per connection, in the order of the connections. */
  readonly channels: ChannelConfig[];
  /**
   * Labels of the client's pods.
   *
   * @default - none
   */
  readonly podLabels?: { [key: string]: string };
  /**
   * Annotations of the client's pods.
   *
   * @default - none
   */
  readonly podAnnotations?: { [key: string]: string };
  /**
   * A proxy in the client's pods.
   *
   * @default - none
   */
  readonly sidecar?: SidecarConfig;
  /**
   * Pod annotations that take ports out of the proxy's hands; none of them may list a port that the client dials.
   *
   * @default - none
   */
  readonly portExclusions?: string[];
  /**
   * Where a proxy in the client's pods shows its metrics.
   *
   * @default - nowhere
   */
  readonly metrics?: MetricsEndpoint;
}

/** How a client reaches one server. */
export interface ChannelConfig {
  /** Target of the channel, such as `dns:///greeter-headless.demo.svc.cluster.local:50051`. */
  readonly target: string;
  /**
   * `loadBalancingConfig` of the service config, as JSON, where the channel itself balances.
   *
   * @default - the channel does not balance
   */
  readonly loadBalancingConfig?: string;
  /**
   * Shortest time between two resolutions of the target.
   *
   * @default - gRPC's own, 30 s
   */
  readonly resolutionFloor?: Duration;
  /**
   * Whether a proxy on the way retries requests, so that the channel must not: attempts multiply.
   *
   * @default false
   */
  readonly retriedByProxy?: boolean;
}
