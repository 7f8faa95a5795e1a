import { ApiObject, ApiObjectMetadata, Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { escapeHelm } from '../private/synth/helm';
import { checkServiceName, NAME_LABEL } from '../private/input/names';
import { givenNamespace } from '../private/namespace';
import { useSelection } from '../private/selection';
import { checkStruct } from '../private/input/shapes';
import { MetricsEndpoint } from './endpoint';
import { checkMonitoring, checkScrapes, checkWatched } from './monitoring-input';
import { podMonitor, serviceMonitor } from './monitors';
import { MonitoringOptions, MonitorKind } from './options';
import { prometheusRule } from './prometheus-rule';
import { NamedServer } from './rule-template';
import { scrapeAnnotations } from './scrape-annotations';
import { Telemetry } from './telemetry';
import { podNamesOf, TelemetrySource } from './telemetry-source';

/** Rules, alerts and scrapes of a server that this library or any other tool deploys. */
export interface GrpcMonitoringProps extends MonitoringOptions {
  /** Name of the server: the label `grpc_server`, and the `job` of the emitted monitor. */
  readonly serverName: string;
  /**
   * Namespace of the server.
   *
   * @default - the chart's
   */
  readonly namespace?: string;
  /**
   * Kind of the workload, which determines the names of its pods.
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
   * Longest time until a new pod gets its share, whole seconds.
   *
   * @default Duration.minutes(10)
   */
  readonly convergence?: Duration;
  /**
   * Whether clients notice new pods with a delay, which `newPodsNotJoined` then watches.
   *
   * @default true
   */
  readonly joinsSlowly?: boolean;
  /**
   * Whether the algorithm aims at equal shares; `false` for least request and Linkerd.
   *
   * @default true
   */
  readonly evenShares?: boolean;
  /**
   * What Prometheus scrapes in the server's pods.
   *
   * @default - no monitor is emitted, as something scrapes the pods already
   */
  readonly endpoints?: MetricsEndpoint[];
  /**
   * Labels of the pods, for the PodMonitor.
   *
   * @default - `app.kubernetes.io/name` is the server's name
   */
  readonly podSelector?: { [key: string]: string };
  /**
   * Labels of one Service of the pods, for a ServiceMonitor.
   *
   * @default - `app.kubernetes.io/name` is the server's name
   */
  readonly serviceSelector?: { [key: string]: string };
  /**
   * Labels of the objects, besides those that the Prometheus operator wants.
   *
   * @default - `app.kubernetes.io/name`
   */
  readonly labels?: { [key: string]: string };
  /**
   * Annotations of the objects.
   *
   * @default - none
   */
  readonly annotations?: { [key: string]: string };
}

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
