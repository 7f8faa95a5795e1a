import { IConstruct } from 'constructs';
import { RetryPolicy } from './retry-policy';

/**
 * A workload that calls gRPC servers.
 *
 * An image that reads the target from a variable of another name gets it by a reference, which Kubernetes replaces:
 * `{ name: 'ORDERS_ADDR', value: '$(ORDERS_GRPC_TARGET)' }` in the container's `env`.
 */
export interface GrpcClientProps {
  /**
   * The workload: a Deployment, StatefulSet, DaemonSet, Job, CronJob, Pod, another kind with `spec.template`, or a `GrpcServer`.
   *
   * An object of any cdk8s-plus version, of `cdk8s import`, or a plain `ApiObject`.
   */
  readonly workload: IConstruct;
  /**
   * Name of the container that calls.
   *
   * @default - the only one
   */
  readonly container?: string;
}

/** How a client calls a server. */
export interface ConnectOptions {
  /**
   * What the variables begin with: `<as>_GRPC_TARGET` and so on; upper case letters, digits and underscores.
   *
   * @default - the server's name in upper snake case, with the name of the port if it is not the first
   */
  readonly as?: string;
  /**
   * Name of the server's port.
   *
   * @default - the first
   */
  readonly port?: string;
  /**
   * When and how often the channel retries a failed request; not emitted if a proxy on the way retries, since attempts multiply.
   *
   * @default - never, except requests that gRPC retries because nothing was sent
   * @see https://github.com/grpc/proposal/blob/master/A6-client-retries.md
   */
  readonly retry?: RetryPolicy;
  /**
   * Name of the service whose health the channel watches on every pod, or empty for the server as a whole; only if the channel balances.
   *
   * Go needs `import _ "google.golang.org/grpc/health"`; Node ignores it.
   *
   * @default - health is not watched
   */
  readonly healthCheck?: string;
  /**
   * Whether requests wait for a connection instead of failing at once.
   *
   * @default - gRPC's default: they fail
   */
  readonly waitForReady?: boolean;
  /**
   * Connections that the client opens to each pod, or to the proxy: 1 to 5.
   *
   * @default 1
   */
  readonly connectionsPerPod?: number;
  /**
   * Local port for a proxy in the client's pod.
   *
   * @default - 19001 and up, in the order of the variables
   */
  readonly localPort?: number;
  /**
   * Further fields of the service config; unlike `retry`, a `retryPolicy` in them is kept even if a proxy retries.
   *
   * @default - none
   * @see https://github.com/grpc/grpc/blob/master/doc/service_config.md
   */
  readonly serviceConfig?: { [key: string]: any };
}
