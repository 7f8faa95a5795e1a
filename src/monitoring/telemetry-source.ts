import { BindSource } from './bind-source';
import { podNamesOf } from './pod-names';
import { namedSources } from './sources';
import { Telemetry } from './telemetry';
import { checkTelemetry, checkTelemetryOptions } from './telemetry-input';
import { TelemetryOptions } from './telemetry-options';
import { TelemetrySubject } from './telemetry-subject';

/** Where requests are counted: a library in the server, a mesh, or a proxy. */
export class TelemetrySource {
  /** `grpc_server_handled_total` of go-grpc-middleware, go-grpc-prometheus and their clones in Python and Rust. */
  public static goGrpcMiddleware(options?: TelemetryOptions): TelemetrySource {
    return new TelemetrySource(namedSources.goGrpcMiddleware, options);
  }

  /** `grpc_server_handled_total` of Java's grpc-prometheus. */
  public static javaGrpcPrometheus(options?: TelemetryOptions): TelemetrySource {
    return new TelemetrySource(namedSources.javaGrpcPrometheus, options);
  }

  /** `grpc_server_call_duration_seconds` of gRPC's own OpenTelemetry plugins (A66). */
  public static grpcOpenTelemetry(options?: TelemetryOptions): TelemetrySource {
    return new TelemetrySource(namedSources.grpcOpenTelemetry, options);
  }

  /** `rpc_server_call_duration_seconds` of OpenTelemetry's current semantic conventions. */
  public static openTelemetry(options?: TelemetryOptions): TelemetrySource {
    return new TelemetrySource(namedSources.openTelemetry, options);
  }

  /** `rpc_server_duration_milliseconds` of OpenTelemetry's older semantic conventions. */
  public static openTelemetryOld(options?: TelemetryOptions): TelemetrySource {
    return new TelemetrySource(namedSources.openTelemetryOld, options);
  }

  /**
   * `grpc_server_processing_duration_seconds` of net.devh's grpc-spring and of Micrometer's `MetricCollectingServerInterceptor`.
   *
   * Spring gRPC counts by observation, under other names: see `custom`.
   */
  public static micrometer(options?: TelemetryOptions): TelemetrySource {
    return new TelemetrySource(namedSources.micrometer, options);
  }

  /** `istio_requests_total` of Istio's proxy in the server's pods. */
  public static istio(options?: TelemetryOptions): TelemetrySource {
    return new TelemetrySource(namedSources.istio, options);
  }

  /** `response_total` of Linkerd's proxy in the server's pods. */
  public static linkerdInbound(options?: TelemetryOptions): TelemetrySource {
    return new TelemetrySource(namedSources.linkerdInbound, options);
  }

  /** `response_total` of Linkerd's proxies in the callers' pods, if the server is not meshed. */
  public static linkerdOutbound(options?: TelemetryOptions): TelemetrySource {
    return new TelemetrySource(namedSources.linkerdOutbound, options);
  }

  /** `envoy_cluster_endpoint_rq_total` of the Envoys of this library. */
  public static envoy(options?: TelemetryOptions): TelemetrySource {
    return new TelemetrySource(namedSources.envoy, options);
  }

  /** Metrics of your own. */
  public static custom(telemetry: Telemetry): TelemetrySource {
    checkTelemetry(telemetry);
    return new TelemetrySource(() => telemetry);
  }

  private constructor(
    private readonly bindSource: BindSource,
    private readonly options: TelemetryOptions = {},
  ) {
    checkTelemetryOptions(options);
  }

  /** The names by which one server is seen. */
  public bind(subject: TelemetrySubject): Telemetry {
    const {
      serverName,
      namespace,
      workloadKind = 'Deployment',
      workloadName = serverName,
      jobName = serverName,
      proxyJobName = '',
    } = subject;
    const podNames = subject.podNames ?? podNamesOf(workloadKind, workloadName);
    const names = { serverName, namespace, workloadKind, workloadName, podNames, jobName, proxyJobName };
    return this.bindSource(names, this.options);
  }
}
