import { Duration } from 'cdk8s';
import { Construct, IConstruct } from 'constructs';
import { Cluster } from './cluster';
import { GrpcTls } from './grpc-tls';
import { LoadBalancingClientConfig, LoadBalancingServerConfig } from './load-balancing-config';

/** A port on which a server speaks gRPC. */
export interface GrpcPort {
  /** `grpc`, or `grpc-<name>` for a further port. */
  readonly name: string;
  /** Number, the same in the pod and in both Services: a headless Service maps no ports. */
  readonly port: number;
}

/** A gRPC server, described in this app or elsewhere. */
export interface IGrpcServer extends IConstruct {
  /** Name of the server, and of its ClusterIP Service. */
  readonly serverName: string;
  /** Namespace of the server. */
  readonly namespace: string;
  /** Ports on which the server speaks gRPC; the first is the one that clients dial unless they say otherwise. */
  readonly ports: GrpcPort[];
  /** Name of the ClusterIP Service, whether or not the strategy needs it. */
  readonly serviceName: string;
  /** Name of the headless Service. */
  readonly headlessServiceName: string;
  /** Whether the application encrypts. */
  readonly tls: GrpcTls;
  /**
   * How often an idle connection is pinged by either side.
   *
   * @default - pings are left to gRPC's defaults, as the server may punish them
   */
  readonly keepaliveTime?: Duration;
  /**
   * How long a ping may go unanswered.
   *
   * @default - gRPC's default
   */
  readonly keepaliveTimeout?: Duration;
  /** Longest request; streams may last longer where the server says so. */
  readonly longestRequest: Duration;
}

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

/** What a strategy is told of a server. */
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
   * Time that the user gives a pod between leaving the Services and ending.
   *
   * @default - what the strategy returns as `departure`
   */
  readonly preStop?: Duration;
}

/** What a strategy is told of a client. */
export interface BindClientOptions {
  /** Name of the client's workload. */
  readonly clientName: string;
  /** Namespace of the client's workload. */
  readonly namespace: string;
  /** Everything that the client connects to, in the order of the variables. */
  readonly connections: GrpcConnection[];
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
