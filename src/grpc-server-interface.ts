import { Duration } from 'cdk8s';
import { IConstruct } from 'constructs';
import { GrpcTls } from './grpc-tls';

/** A port on which a server speaks gRPC. */
export interface GrpcPort {
  /** `grpc`, or `grpc-<name>` for a further port. */
  readonly name: string;
  /** Number, the same in the pod and in both Services: a headless Service cannot map ports. */
  readonly port: number;
}

/** A gRPC server, described in this app or elsewhere. */
export interface IGrpcServer extends IConstruct {
  /** Name of the server, and of its ClusterIP Service. */
  readonly serverName: string;
  /** Namespace of the server. */
  readonly namespace: string;
  /** Ports on which the server speaks gRPC; clients dial the first one by default. */
  readonly ports: GrpcPort[];
  /** Name of the ClusterIP Service, whether or not the strategy needs it. */
  readonly serviceName: string;
  /** Name of the headless Service. */
  readonly headlessServiceName: string;
  /** Whether the application encrypts. */
  readonly tls: GrpcTls;
  /**
   * How often either side pings an idle connection.
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
  /** Longest request; streams may last longer if the server allows it. */
  readonly longestRequest: Duration;
}
