import { ApiObject, Duration, Lazy } from 'cdk8s';
import { Service } from 'cdk8s-plus-27';
import { Construct, IConstruct } from 'constructs';
import { serverArguments, ServerConnectionSettings } from './private/channel-arguments';
import { Drain, GrpcServerOptions } from './grpc-server-options';
import { GrpcTls } from './grpc-tls';
import { convergence, drain } from './private/lifecycle';
import { GrpcPort, IGrpcServer } from './grpc-server-interface';
import { LoadBalancingServerConfig } from './strategies/config';
import { GrpcMonitoring } from './monitoring/grpc-monitoring';
import { monitorServer } from './monitoring/monitor-server';
import { dnsNames, HEADLESS_SUFFIX } from './private/addresses';
import { validateOnce } from './private/synth/validation';
import { editRendered, rendered } from './private/synth/rendering';
import { claim, Workload } from './private/pods/workload';
import { checkOutput } from './private/synth/output';
import { Selection, selectionOf } from './private/selection';
import { checkServerConfig } from './private/input/strategy-input';
import { checkServerOptions, portsOf } from './private/input/server-input';
import { chartNamespace } from './private/namespace';
import { NAME_LABEL } from './private/input/names';
import { editServerPods } from './private/pods/server-pods';
import { clusterIpService, headlessService } from './private/objects/services';

/** Options of a server, and the workload that runs it. */
export interface GrpcServerBaseProps extends GrpcServerOptions {
  /** Kind of the workload. */
  readonly workloadKind: string;
  /** Name of the workload. */
  readonly workloadName: string;
}

const DEFAULT_CONNECTION_AGE = Duration.minutes(5);
const STRATEGY_SCOPE = 'LoadBalancing';

/** A gRPC server of this app: its Services, its alerts and what its strategy adds, around a workload. */
export abstract class GrpcServerBase extends Construct implements IGrpcServer {
  public readonly serverName: string;
  public readonly namespace: string;
  public readonly ports: GrpcPort[];
  public readonly serviceName: string;
  public readonly headlessServiceName: string;
  public readonly tls: GrpcTls;
  public readonly keepaliveTime?: Duration;
  public readonly keepaliveTimeout?: Duration;
  public readonly longestRequest: Duration;
  /** The Service whose name resolves to the pods. */
  public readonly headlessService: Service;
  /** The Service with a virtual address, if the strategy or `clusterIpService` asks for it. */
  public readonly clusterIpService?: Service;
  /** Recording rules, alerts and the monitor. */
  public readonly monitoring: GrpcMonitoring;
  /** What callers dial. */
  public readonly target: string;
  /** DNS names under which clients dial the server: its certificate must contain them if the application encrypts. */
  public readonly dnsNames: string[];
  /** How its pods end. */
  public readonly drain: Drain;
  /** Longest time until a new pod gets its share of the requests. */
  public readonly convergence: Duration;

  private readonly options: GrpcServerBaseProps;
  private readonly selection: Selection;
  private readonly config: LoadBalancingServerConfig;
  private readonly connection: ServerConnectionSettings;
  private podSelector: () => { [key: string]: string };

  protected constructor(scope: Construct, id: string, props: GrpcServerBaseProps) {
    super(scope, id);
    this.options = props;
    this.serverName = props.name ?? props.workloadName;
    checkServerOptions(this, this.serverName, props);
    this.namespace = chartNamespace(this);
    this.ports = portsOf(this, props);
    this.serviceName = this.serverName;
    this.headlessServiceName = this.serverName + HEADLESS_SUFFIX;
    this.tls = props.tls ?? GrpcTls.plaintext();
    this.longestRequest = props.longestRequest ?? Duration.seconds(10);
    this.keepaliveTime = props.keepaliveTime ?? Duration.seconds(30);
    this.keepaliveTimeout = props.keepaliveTimeout ?? Duration.seconds(10);
    this.podSelector = () => ({ [NAME_LABEL]: this.serverName });

    this.selection = selectionOf(this);
    this.config = this.bindStrategy();
    checkServerConfig(this, this.selection.strategy, this.config, this.ports);
    this.labelStrategyObjects();
    this.connection = this.connectionSettings();
    this.target = this.config.target;
    this.drain = drain(this, {
      ...props,
      ...this.config,
      longestRequest: this.longestRequest,
      ownHook: props.preStop?.toSeconds() === 0,
    });
    this.convergence = convergence(this.config.discovery, this.connection.maxConnectionAge);
    this.headlessService = headlessService(this, this.serviceOptions(this.headlessServiceName));
    this.clusterIpService = this.createClusterIpService();
    this.dnsNames = dnsNames(this, this.clusterIpService !== undefined, this.selection.cluster);
    this.monitoring = monitorServer(this, {
      server: this,
      props,
      config: this.config,
      app: this.selection.monitoring,
      convergence: this.convergence,
      headlessService: this.headlessService,
      labels: this.objectLabels,
      podSelector: Lazy.any({ produce: () => this.podSelector() }),
    });
    checkOutput(this);
  }

  /** What the strategy defined for this server, such as a DestinationRule or a ConfigMap. */
  public get strategyObjects(): ApiObject[] {
    const defined = this.node.tryFindChild(STRATEGY_SCOPE)?.node.findAll() ?? [];
    return defined.filter((child): child is ApiObject => ApiObject.isApiObject(child));
  }

  /**
   * Makes the workload serve; called once by the subclass that has or defines it.
   *
   * @param existing whether others defined it, with a selector of their own that Services follow
   */
  protected attach(workload: IConstruct, container?: string, existing = true): void {
    const runs = new Workload(workload, this);
    claim(runs.apiObject, this, 'GrpcServers', "describe one server, its further ports as 'additionalPorts'");
    this.node.defaultChild = workload;
    if (existing) this.podSelector = () => runs.podSelector();
    const pods = {
      serverName: this.serverName,
      ports: this.ports,
      options: this.options,
      container,
      config: this.config,
      drain: this.drain,
      podAnnotations: this.monitoring.podAnnotations,
      serverArguments: serverArguments(this.connection),
      cluster: this.selection.cluster,
      place: this,
    };
    editRendered(runs.apiObject, 'grpc-server', (manifest) => editServerPods(manifest, runs, pods));
    validateOnce(this, () => {
      this.podSelector();
      rendered(runs.apiObject);
    });
  }

  /** Labels of every object. */
  protected get objectLabels(): { [key: string]: string } {
    return { [NAME_LABEL]: this.serverName, ...this.options.labels };
  }

  private bindStrategy(): LoadBalancingServerConfig {
    const { workloadKind, workloadName, preStop } = this.options;
    const { strategy, cluster } = this.selection;
    const scope = new Construct(this, STRATEGY_SCOPE);
    const config = strategy.bindServer(scope, { server: this, workloadKind, workloadName, cluster, preStop });
    // For every chart cdk8s walks all constructs.
    if (scope.node.children.length === 0) this.node.tryRemoveChild(STRATEGY_SCOPE);
    return config;
  }

  private labelStrategyObjects(): void {
    for (const { metadata } of this.strategyObjects) {
      Object.entries(this.objectLabels).forEach(([key, value]) => metadata.addLabel(key, value));
      Object.entries(this.options.annotations ?? {}).forEach(([key, value]) => metadata.addAnnotation(key, value));
    }
  }

  private connectionSettings(): ServerConnectionSettings {
    return {
      maxConnectionAge:
        this.options.maxConnectionAge ?? (this.config.needsConnectionAge ? DEFAULT_CONNECTION_AGE : undefined),
      ageGrace: this.options.unboundedStreams ? undefined : this.longestRequest,
      keepaliveTime: this.keepaliveTime!,
      keepaliveTimeout: this.keepaliveTimeout!,
    };
  }

  private createClusterIpService(): Service | undefined {
    if (!(this.config.clusterIpService || this.options.clusterIpService)) return undefined;
    const options = this.serviceOptions(this.serviceName);
    const annotations = { ...options.annotations, ...this.config.serviceAnnotations };
    return clusterIpService(this, { ...options, annotations, targetPorts: this.config.proxyPorts });
  }

  private serviceOptions(name: string) {
    return {
      name,
      namespace: this.namespace,
      labels: this.objectLabels,
      annotations: this.options.annotations,
      ports: this.ports,
      tls: this.tls,
      selector: () => this.podSelector(),
    };
  }
}
