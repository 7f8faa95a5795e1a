import { ApiObject, ApiObjectMetadata, Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { escapeHelm } from '../private/synth/helm';
import { checkServiceName, NAME_LABEL } from '../private/input/names';
import { givenNamespace } from '../private/namespace';
import { useSelection } from '../private/selection';
import { checkStruct } from '../private/input/shapes';
import { MetricsEndpoint } from './endpoint';
import { GrpcMonitoringProps } from './grpc-monitoring-props';
import { checkMonitoring, checkScrapes, checkWatched } from './monitoring-input';
import { podMonitor, serviceMonitor } from './monitors';
import { MonitoringOptions, MonitorKind } from './options';
import { podNamesOf } from './pod-names';
import { prometheusRule } from './prometheus-rule';
import { NamedServer } from './rule-template';
import { scrapeAnnotations } from './scrape-annotations';
import { Telemetry } from './telemetry';
import { TelemetrySource } from './telemetry-source';

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
    checkScrapes(this, props);
    checkServiceName(this, 'serverName', props.serverName);
    checkWatched(this, props);
    const { cluster, helm } = useSelection(this);
    const {
      serverName,
      enabled = true,
      monitor = MonitorKind.POD_MONITOR,
      workloadKind = 'Deployment',
      workloadName = serverName,
    } = props;
    const namespace = givenNamespace(this, 'server', props.namespace);
    const podNames = podNamesOf(workloadKind, workloadName);
    const endpoints = enabled
      ? (props.endpoints ?? []).filter(({ scrapedByMesh }) => !scrapedByMesh || props.scrapeMesh)
      : [];
    // What others scrape has a job that they name.
    const byUs = [MonitorKind.POD_MONITOR, MonitorKind.SERVICE_MONITOR].includes(monitor) && endpoints.length > 0;
    const jobName = byUs ? serverName : '';
    this.source = props.source ?? TelemetrySource.goGrpcMiddleware();
    this.server = { serverName, namespace, workloadKind, workloadName, podNames, jobName };
    this.podAnnotations = monitor === MonitorKind.ANNOTATIONS ? scrapeAnnotations(this, endpoints) : {};
    const metadata = {
      name: serverName,
      namespace,
      labels: { [NAME_LABEL]: serverName, ...props.labels, ...cluster.ruleLabels },
      annotations: props.annotations,
    };
    if (enabled) this.prometheusRule = this.createRule(metadata, props, helm);
    if (endpoints.length > 0) this.monitor = this.createMonitor(monitor, metadata, endpoints, props);
  }

  /** Where requests are counted. */
  public get telemetry(): Telemetry {
    return this.source.bind(this.server);
  }

  private createRule(metadata: ApiObjectMetadata, props: GrpcMonitoringProps, helm: boolean): ApiObject {
    const { convergence = Duration.minutes(10), joinsSlowly = true, evenShares = true } = props;
    const known = { convergence, joinsSlowly, evenShares, options: optionsOf(props) };
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
    props: GrpcMonitoringProps,
  ): ApiObject | undefined {
    const { serverName, scrapeInterval: interval, podSelector, serviceSelector } = props;
    const byName = { [NAME_LABEL]: serverName };
    const options = { metadata, endpoints, interval, jobName: serverName };
    if (kind === MonitorKind.POD_MONITOR) return podMonitor(this, { ...options, selector: podSelector ?? byName });
    if (kind === MonitorKind.SERVICE_MONITOR)
      return serviceMonitor(this, { ...options, selector: serviceSelector ?? byName });
    return undefined;
  }
}

/** The options alone: with the names of a server among them, no two servers would share what their rules are composed of. */
function optionsOf(props: GrpcMonitoringProps): MonitoringOptions {
  const { serverName, namespace, workloadKind, workloadName, endpoints, ...others } = props;
  const { podSelector, serviceSelector, labels, annotations, ...options } = others;
  return options;
}
