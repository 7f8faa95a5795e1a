import { Duration } from 'cdk8s';
import { GrpcTls } from './grpc-tls';
import { GrpcPort } from './grpc-server-interface';
import { MonitoringOptions } from './monitoring/options';

/** What the probes of a server ask. */
export enum HealthProbe {
  /** The `grpc.health.v1.Health` service. */
  GRPC = 'grpc',
  /** Whether the port accepts connections: for a server without the health service, or with TLS. */
  TCP = 'tcp',
  /** Nothing: for an existing workload that has its own readiness probe. */
  NONE = 'none',
}

/**
 * The probes of a server: readiness every 5 s, liveness every 10 s, each failing after 3 failures in a row.
 *
 * An existing workload gets those that its container lacks. The startup probe that cdk8s-plus adds of its own accord does not count.
 */
export interface HealthOptions {
  /**
   * What the probes ask.
   *
   * @default HealthProbe.GRPC
   */
  readonly probe?: HealthProbe;
  /**
   * Port of the probes; the kubelet speaks plaintext.
   *
   * @default - the server's first port
   */
  readonly port?: number;
  /**
   * Name of the service that readiness asks for; only with `HealthProbe.GRPC`. Liveness and startup ask for the server as a whole.
   *
   * @default - the server as a whole
   */
  readonly service?: string;
  /**
   * Longest time that the server takes to start, at least 2 s.
   *
   * @default Duration.minutes(2)
   */
  readonly startupTime?: Duration;
}

/** Options of every server, whether the library or you define its workload. */
export interface GrpcServerOptions {
  /**
   * Name of the server and of its objects: a DNS-1035 label of at most 54 characters, since `<name>-headless` is a Service too.
   *
   * @default - the construct id, or the name of an existing workload
   */
  readonly name?: string;
  /**
   * Port `grpc` on which the server speaks gRPC, the same in the pod and in the Services.
   *
   * Where the container of an existing workload declares ports, it must be one of them.
   *
   * @default - 50051; of an existing workload the only port that its container declares, or the one called `grpc`
   */
  readonly port?: number;
  /**
   * Further ports on which the server speaks gRPC, named `grpc-<name>`.
   *
   * @default - none
   */
  readonly additionalPorts?: GrpcPort[];
  /**
   * Port on which the server exports metrics to Prometheus; part of no Service.
   *
   * It is named `metrics` in the pod, unless the container of an existing workload gives it another name.
   *
   * @default - none
   */
  readonly metricsPort?: number;
  /**
   * Path of the metrics.
   *
   * @default '/metrics'
   */
  readonly metricsPath?: string;
  /**
   * Rules, alerts and scrapes of this server.
   *
   * @default - the `monitoring` of `LoadBalancing.select`
   */
  readonly monitoring?: MonitoringOptions;
  /**
   * Longest request, whole seconds: how much longer an aged connection and an ending pod may finish requests.
   *
   * @default Duration.seconds(10)
   */
  readonly longestRequest?: Duration;
  /**
   * Whether streams may last indefinitely, so that the connection age must not cut them.
   *
   * No age grace is emitted then, so age never cuts a request (gRPC's own default). When a pod ends, the adapters give open requests 30 s,
   * for which the emitted grace period has room.
   *
   * @default false
   */
  readonly unboundedStreams?: boolean;
  /**
   * Age after which the server asks a client to reconnect, whole seconds; gRPC varies it by ±10 %.
   *
   * With client-side balancing, clients notice new pods only then.
   *
   * @default - Duration.minutes(5) if the strategy needs one, else none
   * @see https://github.com/grpc/proposal/blob/master/A9-server-side-conn-mgt.md
   */
  readonly maxConnectionAge?: Duration;
  /**
   * How often either side pings an idle connection, at least 10 s. What the server permits is derived from it.
   *
   * @default Duration.seconds(30)
   * @see https://github.com/grpc/proposal/blob/master/A8-client-side-keepalive.md
   */
  readonly keepaliveTime?: Duration;
  /**
   * How long a ping may go unanswered, whole seconds.
   *
   * @default Duration.seconds(10)
   */
  readonly keepaliveTimeout?: Duration;
  /**
   * Probes of the server.
   *
   * @default - they call the `grpc.health.v1.Health` service on the first port
   */
  readonly health?: HealthOptions;
  /**
   * Time between leaving the Services and `SIGTERM`, whole seconds.
   *
   * Pass 0 where the container of an existing workload has a hook of its own.
   *
   * @default - as long as callers keep sending to a pod that leaves; 35 s for client-side
   */
  readonly preStop?: Duration;
  /**
   * Time after which an ending pod is killed, whole seconds.
   *
   * @default - preStop + longestRequest + 5 s, at least 30 s; with `unboundedStreams` at least preStop + 35 s
   */
  readonly terminationGracePeriod?: Duration;
  /**
   * Whether the ClusterIP Service `<name>` exists under every strategy, so that a name in use never disappears.
   *
   * @default - only if the strategy needs it
   */
  readonly clusterIpService?: boolean;
  /**
   * Whether the application encrypts.
   *
   * @default GrpcTls.plaintext()
   */
  readonly tls?: GrpcTls;
  /**
   * Labels of every object and of the pods.
   *
   * @default - `app.kubernetes.io/name` alone
   */
  readonly labels?: { [key: string]: string };
  /**
   * Annotations of every object.
   *
   * @default - none
   */
  readonly annotations?: { [key: string]: string };
  /**
   * Annotations of the pods.
   *
   * @default - the strategy's
   */
  readonly podAnnotations?: { [key: string]: string };
}

/** How a pod ends. */
export interface Drain {
  /** Time between leaving the Services and `SIGTERM`, in which callers move to other pods. */
  readonly preStop: Duration;
  /** Time after which the pod is killed. */
  readonly terminationGracePeriod: Duration;
}
