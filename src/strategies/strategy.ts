import { Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { Cluster } from '../cluster';
import { GrpcPort, IGrpcServer } from '../grpc-server-interface';
import { LoadBalancingClientConfig, LoadBalancingServerConfig } from './config';

/** One use of a server by a client. */
export interface GrpcConnection {
  /** What the client's environment variables begin with, such as `GREETER`. */
  readonly variablePrefix: string;
  /** The server. */
  readonly server: IGrpcServer;
  /** The port of the server. */
  readonly port: GrpcPort;
  /**
   * Local port for a proxy in the client's pod.
   *
   * @default - chosen by the strategy
   */
  readonly localPort?: number;
}

/** What a strategy gets to know about a server. */
export interface BindServerOptions {
  /** The server. */
  readonly server: IGrpcServer;
  /** Kind of the workload that runs it, such as `Deployment`. */
  readonly workloadKind: string;
  /** Name of the workload that runs it. */
  readonly workloadName: string;
  /** The cluster. */
  readonly cluster: Cluster;
  /**
   * Time that the user set between a pod's leaving the Services and `SIGTERM`.
   *
   * @default - what the strategy returns as `departure`
   */
  readonly preStop?: Duration;
}

/** What a strategy gets to know about a client. */
export interface BindClientOptions {
  /** Name of the client's workload. */
  readonly clientName: string;
  /** Namespace of the client's workload. */
  readonly namespace: string;
  /** Everything that the client connects to, in the order of the variables. */
  readonly connections: GrpcConnection[];
  /** Whether the client's pods come to an end by themselves, as those of a Job do: a proxy beside them must not prevent it. */
  readonly runsToCompletion: boolean;
  /** The cluster. */
  readonly cluster: Cluster;
}

/** A way to spread the requests of gRPC clients over the pods of a server. */
export interface ILoadBalancingStrategy {
  /** Word that names the strategy in errors, such as `client-side`. */
  readonly strategyName: string;

  /**
   * Called once for every server, when it is defined.
   *
   * May define constructs in `scope`; touches nothing else.
   */
  bindServer(scope: Construct, options: BindServerOptions): LoadBalancingServerConfig;

  /**
   * Called once for every client, with all its connections, when the manifests are rendered.
   *
   * May define constructs in `scope`; touches nothing else.
   */
  bindClient(scope: Construct, options: BindClientOptions): LoadBalancingClientConfig;
}
