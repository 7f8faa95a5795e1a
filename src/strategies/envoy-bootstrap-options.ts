import { Duration, Size } from 'cdk8s';
import { IpFamily } from '../cluster';

/** One gRPC port that Envoy listens on, and where it sends the requests. */
export interface ProxiedPort {
  /** Name of the cluster in stats and alerts; without dots and colons, which stats read as separators. */
  readonly name: string;
  /** Address and port that Envoy listens on. */
  readonly listenAddress: string;
  readonly listenPort: number;
  /** DNS name of the pods, and the port of the application. */
  readonly host: string;
  readonly port: number;
  /** Whether the application of the own pod may serve when DNS knows no pod. */
  readonly localFallback: boolean;
  /** `:authority` towards the server, where the client dials an address. */
  readonly authority?: string;
  /** How callers on other nodes are pinged: the server's own pings end at Envoy. */
  readonly callerPings?: { interval?: Duration; timeout?: Duration };
}

/** What the bootstrap is made of. */
export interface EnvoyBootstrapOptions {
  readonly ports: ProxiedPort[];
  readonly leastRequest: boolean;
  readonly ipFamily: IpFamily;
  readonly dnsRefresh: Duration;
  readonly consecutiveServerErrors: number;
  readonly memoryLimit: Size;
  readonly maxConnectionDuration?: Duration;
  /** Time after which a connection without requests is told to leave. */
  readonly idleTimeout?: Duration;
}
