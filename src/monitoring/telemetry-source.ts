import { checkStruct } from '../private/input/shapes';
import { sourceRows, SourceRow } from './sources';
import { Telemetry } from './telemetry';
import { checkTelemetry } from './telemetry-input';

/** What a source gets to know about a server. */
export interface TelemetrySubject {
  /** Name of the server. */
  readonly serverName: string;
  /** Namespace of the server. */
  readonly namespace: string;
  /**
   * Kind of the workload.
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
   * Regular expression (RE2, anchored) that the names of its pods match.
   *
   * @default - as Kubernetes names the pods of the workload
   */
  readonly podNames?: string;
  /**
   * Name of the scrape job; empty if it is not known, because the library does not emit the monitor.
   *
   * @default - the server's name
   */
  readonly jobName?: string;
}

/** Names of labels, if a scrape or a collector changes them. */
export interface TelemetryOptions {
  /**
   * Label with the name of the pod that exports the metric.
   *
   * @default - the source's; `pod` for most
   */
  readonly podLabel?: string;
  /**
   * Label with the namespace of that pod.
   *
   * @default - the source's; `namespace` for most
   */
  readonly namespaceLabel?: string;
  /**
   * Label with the name of the scrape job, which is matched if the library emits the monitor; empty never to match it.
   *
   * @default 'job'
   */
  readonly jobLabel?: string;
  /**
   * Label with the status code.
   *
   * @default - the source's
   */
  readonly codeLabel?: string;
  /**
   * Label with the called service, used to leave out the kubelet's probes.
   *
   * @default - the source's
   */
  readonly serviceLabel?: string;
}

/** Where requests are counted: a library in the server, a mesh, or a proxy. */
export class TelemetrySource {
  /** `grpc_server_handled_total` of go-grpc-middleware, go-grpc-prometheus and their clones in Python and Rust. */
  public static goGrpcMiddleware(options?: TelemetryOptions): TelemetrySource {
    return new TelemetrySource(sourceRows.goGrpcMiddleware, options);
  }

  /** `grpc_server_handled_total` of Java's grpc-prometheus. */
  public static javaGrpcPrometheus(options?: TelemetryOptions): TelemetrySource {
    return new TelemetrySource(sourceRows.javaGrpcPrometheus, options);
  }

  /** `grpc_server_call_duration_seconds` of gRPC's own OpenTelemetry plugins (A66). */
  public static grpcOpenTelemetry(options?: TelemetryOptions): TelemetrySource {
    return new TelemetrySource(sourceRows.grpcOpenTelemetry, options);
  }

  /** `rpc_server_call_duration_seconds` of OpenTelemetry's current semantic conventions. */
  public static openTelemetry(options?: TelemetryOptions): TelemetrySource {
    return new TelemetrySource(sourceRows.openTelemetry, options);
  }

  /** `rpc_server_duration_milliseconds` of OpenTelemetry's older semantic conventions. */
  public static openTelemetryOld(options?: TelemetryOptions): TelemetrySource {
    return new TelemetrySource(sourceRows.openTelemetryOld, options);
  }

  /** `grpc_server_processing_duration_seconds` of Micrometer and grpc-spring. */
  public static micrometer(options?: TelemetryOptions): TelemetrySource {
    return new TelemetrySource(sourceRows.micrometer, options);
  }

  /** `istio_requests_total` of Istio's proxy in the server's pods. */
  public static istio(options?: TelemetryOptions): TelemetrySource {
    return new TelemetrySource(sourceRows.istio, options);
  }

  /** `response_total` of Linkerd's proxy in the server's pods. */
  public static linkerdInbound(options?: TelemetryOptions): TelemetrySource {
    return new TelemetrySource(sourceRows.linkerdInbound, options);
  }

  /** `response_total` of Linkerd's proxies in the callers' pods, if the server is not meshed. */
  public static linkerdOutbound(options?: TelemetryOptions): TelemetrySource {
    return new TelemetrySource(sourceRows.linkerdOutbound, options);
  }

  /** `envoy_cluster_endpoint_rq_total` of the Envoys of this library. */
  public static envoy(options?: TelemetryOptions): TelemetrySource {
    return new TelemetrySource(sourceRows.envoy, options);
  }

  /** Metrics of your own. */
  public static custom(telemetry: Telemetry): TelemetrySource {
    checkTelemetry(telemetry);
    return new TelemetrySource(() => telemetry);
  }

  private constructor(
    private readonly row: SourceRow,
    private readonly options: TelemetryOptions = {},
  ) {
    checkStruct('TelemetrySource', 'options', options);
  }

  /** The names by which one server is seen. */
  public bind(subject: TelemetrySubject): Telemetry {
    const {
      serverName,
      namespace,
      workloadKind = 'Deployment',
      workloadName = serverName,
      jobName = serverName,
    } = subject;
    const podNames = subject.podNames ?? podNamesOf(workloadKind, workloadName);
    return this.row({ serverName, namespace, workloadKind, workloadName, podNames, jobName }, this.options);
  }
}

/** Kubernetes cuts a generated name here, before it appends five random characters. */
const LONGEST_GENERATED = 58;

/** Kinds that make their pods themselves, and kinds that make ReplicaSets. Of others it is not known. */
const MAKES_PODS = ['DaemonSet', 'ReplicaSet', 'CloneSet'];
const MAKES_REPLICA_SETS = ['Deployment', 'Rollout'];

/** How Kubernetes names the pods of a workload: so that `greeter` does not take the pods of `greeter-canary` for its own. */
export function podNamesOf(workloadKind: string, workloadName: string): string {
  const escaped = (name: string) => name.replace(/\./g, '\\.');
  const cut = escaped(`${workloadName}-`.slice(0, LONGEST_GENERATED));
  if (workloadKind === 'StatefulSet') return `${escaped(workloadName)}-[0-9]+`;
  if (MAKES_PODS.includes(workloadKind)) return `${cut}[a-z0-9]{5}`;
  // The hash of a ReplicaSet has at most ten characters.
  const whole =
    MAKES_REPLICA_SETS.includes(workloadKind) && workloadName.length + '-0123456789-'.length <= LONGEST_GENERATED;
  return whole ? `${cut}[a-z0-9]+-[a-z0-9]{5}` : `${cut}[a-z0-9]*-?[a-z0-9]{5}`;
}
