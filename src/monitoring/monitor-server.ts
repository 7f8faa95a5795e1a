import { Duration } from 'cdk8s';
import { Service } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { IGrpcServer } from '../grpc-server-interface';
import { GrpcServerOptions, HealthProbe } from '../grpc-server-options';
import { GrpcServerBaseProps } from '../grpc-server-props';
import { LoadBalancingServerConfig } from '../strategies/config';
import { NAME_LABEL } from '../private/input/names';
import { MetricsEndpoint } from './endpoint';
import { GrpcMonitoring } from './grpc-monitoring';
import { mergeMonitoring } from './merge-options';
import { checkMonitoring } from './monitoring-input';
import { MonitoringOptions, MonitorKind } from './options';

/** On the one Service that a ServiceMonitor is to select: with both, every pod would be scraped twice. */
const MONITORED_LABEL = 'cdk8s-grpc/monitored';

/** What is watched of a server of this library. */
export interface MonitoredServer {
  readonly server: IGrpcServer;
  readonly props: GrpcServerBaseProps;
  readonly config: LoadBalancingServerConfig;
  /** What holds for all servers of the app. */
  readonly app: MonitoringOptions;
  readonly convergence: Duration;
  readonly headlessService: Service;
  readonly labels: { [key: string]: string };
  /** Of an existing workload it is not known before the manifests are rendered. */
  readonly podSelector: { [key: string]: string };
  /** What the container calls its `metricsPort`; not known before either. */
  readonly metricsPortName: string;
}

/** The monitoring of a server of this library. */
export function monitorServer(scope: Construct, monitored: MonitoredServer): GrpcMonitoring {
  const { server, props, config, app, convergence, headlessService, labels, podSelector, metricsPortName } = monitored;
  const { workloadKind, workloadName, annotations } = props;
  const own = props.monitoring ?? {};
  checkMonitoring(scope, own);
  const monitor = own.monitor ?? app.monitor;
  if (monitor === MonitorKind.SERVICE_MONITOR) headlessService.metadata.addLabel(MONITORED_LABEL, 'true');
  return new GrpcMonitoring(scope, 'Monitoring', {
    ...optionsOf(props, config, app),
    serverName: server.serverName,
    workloadKind,
    workloadName,
    convergence,
    joinsSlowly: config.needsConnectionAge ?? false,
    evenShares: config.evenShares,
    grpcProbes: hasGrpcProbes(server, props),
    endpoints: endpoints(props, config, metricsPortName),
    podSelector,
    serviceSelector: { [NAME_LABEL]: server.serverName, [MONITORED_LABEL]: 'true' },
    labels,
    annotations,
  });
}

/** The options of a server, and what follows from it where neither they nor those of the app say anything. */
function optionsOf(
  { monitoring: own = {}, unboundedStreams }: GrpcServerOptions,
  { telemetry }: LoadBalancingServerConfig,
  app: MonitoringOptions,
): MonitoringOptions {
  const source = own.source ?? app.source ?? telemetry;
  if (!unboundedStreams) return { ...own, source };
  // A stream is as long as its caller wants: its time says nothing of the pod.
  return { ...[app, own].reduce(mergeMonitoring, { podSlow: { enabled: false } }), source };
}

/** Whether the kubelet calls what counts requests. Of an existing workload, and of what listens on another port, that is not known. */
function hasGrpcProbes({ ports }: IGrpcServer, { health = {}, existing }: GrpcServerBaseProps): boolean {
  const { probe = HealthProbe.GRPC, port = ports[0].port } = health;
  return !existing && probe === HealthProbe.GRPC && ports.some((one) => one.port === port);
}

/** What a server shows to Prometheus: what counts requests first. */
function endpoints(
  { metricsPort, metricsPath }: GrpcServerOptions,
  { metrics }: LoadBalancingServerConfig,
  portName: string,
): MetricsEndpoint[] {
  const own = metricsPort === undefined ? [] : [{ portName, port: metricsPort, path: metricsPath ?? '/metrics' }];
  return [...(metrics ? [{ ...metrics, proxy: true }] : []), ...own];
}
