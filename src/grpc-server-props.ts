import { Duration } from 'cdk8s';
import { ContainerResources } from 'cdk8s-plus-27';
import { IConstruct } from 'constructs';
import { GrpcServerOptions } from './grpc-server-options';
import { GrpcTls } from './grpc-tls';
import { GrpcPort } from './grpc-server-interface';

/** Scales the number of pods by the CPU of the application's container, without proxies. */
export interface AutoscalingOptions {
  /**
   * Fewest pods.
   *
   * @default 2
   */
  readonly minReplicas?: number;
  /** Most pods. */
  readonly maxReplicas: number;
  /**
   * Target CPU utilization, in percent of what the container requests.
   *
   * @default 70
   */
  readonly cpuUtilization?: number;
  /**
   * How long more pods must be needed before they are added, whole seconds up to an hour: the lowest number in this time counts.
   *
   * It need not cover the convergence: the autoscaler uses the mean of all pods, which new pods lower before they get requests.
   *
   * @default Duration.seconds(0), as Kubernetes does
   */
  readonly scaleUpStabilization?: Duration;
}

/** Options of a server, and the workload that runs it. */
export interface GrpcServerBaseProps extends GrpcServerOptions {
  /** Kind of the workload. */
  readonly workloadKind: string;
  /** Name of the workload. */
  readonly workloadName: string;
  /** Whether others defined it, with a selector and perhaps probes of its own. */
  readonly existing: boolean;
}

/** A gRPC server and the Deployment that runs it. */
export interface GrpcServerProps extends GrpcServerOptions {
  /** Image of the server; its user must be a number other than 0, or set `user`. */
  readonly image: string;
  /**
   * Number of pods.
   *
   * @default 2
   */
  readonly replicas?: number;
  /**
   * Scales the number of pods by load; not together with `replicas`.
   *
   * @default - a fixed number
   */
  readonly autoscaling?: AutoscalingOptions;
  /**
   * Whether something else sets the number of pods, such as KEDA or an autoscaler of your own: no `replicas` is emitted.
   *
   * Not together with `replicas` or `autoscaling`.
   *
   * @default false
   */
  readonly externalAutoscaler?: boolean;
  /**
   * CPU and memory of the container.
   *
   * @default - 100m CPU and 128Mi memory requested, no limits
   */
  readonly resources?: ContainerResources;
  /**
   * User and group that the container runs as; not 0.
   *
   * @default - the image's
   */
  readonly user?: number;
  /**
   * Whether the container's own files are read-only.
   *
   * @default true
   */
  readonly readOnlyRootFilesystem?: boolean;
  /**
   * Time for which a new pod must be ready before an old one goes, whole seconds, at least 1: rollouts that do not wait lose requests.
   *
   * @default Duration.seconds(5)
   */
  readonly minReady?: Duration;
  /**
   * Whether pods are spread over nodes and zones if possible.
   *
   * @default true
   */
  readonly topologySpread?: boolean;
  /**
   * Whether a PodDisruptionBudget lets voluntary disruptions take one pod at a time.
   *
   * @default - true if there may be more than one pod
   */
  readonly disruptionBudget?: boolean;
  /**
   * Name of the ServiceAccount; its token is not mounted.
   *
   * @default - the namespace's default
   */
  readonly serviceAccountName?: string;
  /**
   * Names of the Secrets for pulling images.
   *
   * @default - none
   */
  readonly imagePullSecrets?: string[];
}

/** A gRPC server that an existing workload runs. */
export interface GrpcWorkloadProps extends GrpcServerOptions {
  /**
   * The workload: a Deployment, StatefulSet, DaemonSet, or another kind with `spec.template` and `spec.selector.matchLabels`.
   *
   * An object of any cdk8s-plus version, of `cdk8s import`, or a plain `ApiObject`.
   */
  readonly workload: IConstruct;
  /**
   * Name of the container that serves.
   *
   * @default - the only one
   */
  readonly container?: string;
}

/** A gRPC server that another app or repository describes. */
export interface GrpcServerAttributes {
  /** Name of the server, and of its ClusterIP Service unless `serviceName` is given. */
  readonly name: string;
  /** Namespace of the server. */
  readonly namespace: string;
  /**
   * Port `grpc`.
   *
   * @default 50051
   */
  readonly port?: number;
  /**
   * Further ports, named `grpc-<name>`.
   *
   * @default - none
   */
  readonly additionalPorts?: GrpcPort[];
  /**
   * Name of the ClusterIP Service.
   *
   * @default - the server's name
   */
  readonly serviceName?: string;
  /**
   * Name of the headless Service.
   *
   * @default - `<name>-headless`
   */
  readonly headlessServiceName?: string;
  /**
   * How often clients ping an idle connection, at least 10 s; the server must permit it, as servers of this library do.
   *
   * @default - clients do not ping
   */
  readonly keepaliveTime?: Duration;
  /**
   * How long a ping may go unanswered, whole seconds. Needs `keepaliveTime`.
   *
   * @default - gRPC's default
   */
  readonly keepaliveTimeout?: Duration;
  /**
   * Longest request, whole seconds. Before Kubernetes 1.29 an Envoy in the client's pods stays this much longer than the application.
   *
   * @default Duration.seconds(10)
   */
  readonly longestRequest?: Duration;
  /**
   * Whether the application encrypts.
   *
   * @default GrpcTls.plaintext()
   */
  readonly tls?: GrpcTls;
}
