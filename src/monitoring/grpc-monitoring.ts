import { ApiObject, ApiObjectMetadata, Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { checkOutput } from '../private/synth/output';
import { escapeHelm } from '../private/synth/helm';
import { checkServiceName, NAME_LABEL } from '../private/input/names';
import { givenNamespace } from '../private/namespace';
import { useSelection } from '../private/selection';
import { checkStruct } from '../private/input/shapes';
import { MetricsEndpoint } from './endpoint';
import { GrpcMonitoringProps } from './grpc-monitoring-props';
import { mergeMonitoring } from './merge-options';
import { checkMonitoring, checkScrapes } from './monitoring-input';
import { jobName, podMonitor, serviceMonitor } from './monitors';
import { MonitoringOptions, MonitorKind } from './options';
import { podNamesOf } from './pod-names';
import { prometheusRule } from './prometheus-rule';
import { NamedServer } from './rule-template';
import { scrapeAnnotations } from './scrape-annotations';
import { scrapedEndpoints } from './scraped-endpoints';
import { Telemetry } from './telemetry';
import { TelemetrySource } from './telemetry-source';
import { checkWatched } from './watched-input';

/** Recording rules, alerts and a monitor: whether the requests of a gRPC server are spread over its pods. */
export class GrpcMonitoring extends Construct {
  /** Recording rules and alerts, unless switched off. */
  public readonly prometheusRule?: ApiObject;
  /** The PodMonitor or ServiceMonitor, if there is one. */
  public readonly monitor?: ApiObject;
  /** Annotations that the pods need, if the scrape goes by annotations. */
  public readonly podAnnotations: { [key: string]: string };

  private readonly source: TelemetrySource;
  private readonly server: NamedServer;

  public constructor(scope: Construct, id: string, props: GrpcMonitoringProps) {
    super(scope, id);
    checkStruct(this, 'props', props);
    checkMonitoring(this, props);
    checkServiceName(this, 'serverName', props.serverName);
    checkWatched(this, props);
    const { cluster, helm, monitoring } = useSelection(this);
    const options = mergeMonitoring(monitoring, optionsOf(props));
    checkScrapes(this, options);
    const { serverName, workloadKind = 'Deployment', workloadName = serverName } = props;
    const { enabled = true, monitor = MonitorKind.POD_MONITOR } = options;
    const namespace = givenNamespace(this, 'server', props.namespace);
    const podNames = podNamesOf(workloadKind, workloadName);
    const endpoints = scrapedEndpoints(props.endpoints ?? [], options);
    this.source = options.source ?? TelemetrySource.goGrpcMiddleware();
    this.server = {
      serverName,
      namespace,
      workloadKind,
      workloadName,
      podNames,
      ...jobs(serverName, endpoints, monitor),
    };
    this.podAnnotations = monitor === MonitorKind.ANNOTATIONS ? scrapeAnnotations(this, endpoints) : {};
    const metadata = {
      name: serverName,
      namespace,
      labels: { [NAME_LABEL]: serverName, ...props.labels, ...cluster.ruleLabels },
      annotations: props.annotations,
    };
    if (enabled) this.prometheusRule = this.createRule(metadata, props, options, helm);
    if (endpoints.length > 0) this.monitor = this.createMonitor(monitor, metadata, endpoints, props, options);
    checkOutput(this);
  }

  /** Where requests are counted. */
  public get telemetry(): Telemetry {
    return this.source.bind(this.server);
  }

  private createRule(
    metadata: ApiObjectMetadata,
    props: GrpcMonitoringProps,
    options: MonitoringOptions,
    helm: boolean,
  ): ApiObject {
    const { convergence = Duration.minutes(10), joinsSlowly = true, evenShares = true, grpcProbes = false } = props;
    const known = { convergence, joinsSlowly, evenShares, grpcProbes, options };
    const rule = prometheusRule(this, metadata, this.server, (server) => ({
      ...known,
      ...server,
      telemetry: this.source.bind(server),
    }));
    if (helm) escapeHelm(rule);
    return rule;
  }

  private createMonitor(
    kind: MonitorKind,
    metadata: ApiObjectMetadata,
    endpoints: MetricsEndpoint[],
    { serverName, podSelector, serviceSelector }: GrpcMonitoringProps,
    { scrapeInterval: interval }: MonitoringOptions,
  ): ApiObject | undefined {
    const byName = { [NAME_LABEL]: serverName };
    const scrape = { metadata, endpoints, interval, name: serverName };
    if (kind === MonitorKind.POD_MONITOR) return podMonitor(this, { ...scrape, selector: podSelector ?? byName });
    if (kind === MonitorKind.SERVICE_MONITOR)
      return serviceMonitor(this, { ...scrape, selector: serviceSelector ?? byName });
    return undefined;
  }
}

/** The jobs of our monitor: what others scrape has a job that they name. */
function jobs(serverName: string, endpoints: MetricsEndpoint[], monitor: MonitorKind) {
  const ours = [MonitorKind.POD_MONITOR, MonitorKind.SERVICE_MONITOR].includes(monitor) ? endpoints : [];
  const jobOf = (endpoint?: MetricsEndpoint) => (endpoint ? jobName(serverName, endpoint) : '');
  return { jobName: jobOf(ours.find(({ proxy }) => !proxy)), proxyJobName: jobOf(ours.find(({ proxy }) => proxy)) };
}

/** The options alone: with the names of a server among them, no two servers would share what their rules are composed of. */
function optionsOf(props: GrpcMonitoringProps): MonitoringOptions {
  const { serverName, namespace, workloadKind, workloadName, endpoints, ...others } = props;
  const { podSelector, serviceSelector, labels, annotations, ...options } = others;
  return options;
}
