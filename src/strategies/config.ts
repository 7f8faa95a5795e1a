import { Duration } from 'cdk8s';
import { MetricsEndpoint } from '../monitoring/endpoint';
import { TelemetrySource } from '../monitoring/telemetry-source';
import { ProxyDrain } from './proxy-drain';
import { SidecarConfig } from './sidecar-config';

/** What a strategy adds to a server. */
export interface LoadBalancingServerConfig {
  /** What callers dial, such as `dns:///greeter.demo.svc.cluster.local:50051`. */
  readonly target: string;
  /**
   * Whether callers dial the ClusterIP Service.
   *
   * @default false
   */
  readonly clusterIpService?: boolean;
  /**
   * Ports to which the ClusterIP Service sends requests instead of the application's, by port name.
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
   * How a proxy in the server's pods is told to stay until the server has drained.
   *
   * @default - the proxy needs no telling
   */
  readonly proxyDrain?: ProxyDrain;
  /**
   * Whether callers notice new pods only when a connection ends, so that the server must close each one after some time.
   *
   * @default false
   */
  readonly needsConnectionAge?: boolean;
  /** Longest time until the balancer has noticed a new pod, without the connection age; whole seconds. */
  readonly discovery: Duration;
  /** Longest time for which the balancer keeps sending to a pod that is leaving, whole seconds. */
  readonly departure: Duration;
  /**
   * Pod annotations that exclude ports from the proxy; none of them may list a gRPC port.
   *
   * @default - none
   */
  readonly portExclusions?: string[];
  /** Where requests are counted, unless the user names another source. */
  readonly telemetry: TelemetrySource;
  /**
   * Whether the algorithm aims at equal shares.
   *
   * @default true
   */
  readonly evenShares?: boolean;
  /**
   * Where a proxy in the server's pods exports its metrics.
   *
   * @default - nowhere
   */
  readonly metrics?: MetricsEndpoint;
}

/** What a strategy adds to a client. */
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
   * How a proxy in the client's pods is told to stay until its last requests have ended.
   *
   * @default - the proxy needs no telling
   */
  readonly proxyDrain?: ProxyDrain;
  /**
   * Pod annotations that exclude ports from the proxy; none of them may list a port that the client dials.
   *
   * @default - none
   */
  readonly portExclusions?: string[];
  /**
   * Where a proxy in the client's pods exports its metrics.
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
   * `loadBalancingConfig` of the service config, as JSON, if the channel itself balances.
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
