import { ApiObject, Duration, Lazy } from 'cdk8s';
import { Service } from 'cdk8s-plus-27';
import { Construct, IConstruct } from 'constructs';
import { GrpcPort, IGrpcServer } from './grpc-server-interface';
import { Drain } from './grpc-server-options';
import { GrpcServerBaseProps } from './grpc-server-props';
import { GrpcTls } from './grpc-tls';
import { GrpcMonitoring } from './monitoring/grpc-monitoring';
import { monitorServer } from './monitoring/monitor-server';
import { dnsNames, HEADLESS_SUFFIX } from './private/addresses';
import { CONNECTION_DEFAULTS, serverArguments, ServerConnectionSettings } from './private/channel-arguments';
import { NAME_LABEL } from './private/input/names';
import { checkServerOptions, portsOf } from './private/input/server-input';
import { checkServerConfig } from './private/input/strategy-input';
import { convergence, DEFAULT_LONGEST_REQUEST, drain } from './private/lifecycle';
import { chartNamespace } from './private/namespace';
import { clusterIpService, headlessService, ServiceOptions } from './private/objects/services';
import { letServe, ServerPods } from './private/pods/server-pods';
import { claim } from './private/pods/claims';
import { Workload } from './private/pods/workload';
import { Selection, useSelection } from './private/selection';
import { labelStrategyObjects, removeIfEmpty, strategyObjects, strategyScope } from './private/strategy-objects';
import { checkOutput } from './private/synth/output';
import { rendered } from './private/synth/rendering';
import { validateOnce } from './private/synth/validation';
import { LoadBalancingServerConfig } from './strategies/config';

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
  /** Labels by which Services find the pods: those of an existing workload are known only when it is rendered. */
  private podSelector: () => { [key: string]: string } = () => ({ [NAME_LABEL]: this.serverName });
  private metricsPortName = () => 'metrics';

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
    this.longestRequest = props.longestRequest ?? DEFAULT_LONGEST_REQUEST;
    this.keepaliveTime = props.keepaliveTime ?? CONNECTION_DEFAULTS.keepaliveTime;
    this.keepaliveTimeout = props.keepaliveTimeout ?? CONNECTION_DEFAULTS.keepaliveTimeout;

    this.selection = useSelection(this);
    this.config = this.bindStrategy();
    this.connection = this.connectionSettings();
    this.target = this.config.target;
    this.drain = drain(this, {
      preStop: props.preStop,
      terminationGracePeriod: props.terminationGracePeriod,
      longestRequest: this.longestRequest,
      departure: this.config.departure,
      ownHook: props.preStop?.toSeconds() === 0,
    });
    this.convergence = convergence(this.config.discovery, this.connection.maxConnectionAge);

    this.headlessService = headlessService(this, this.serviceOptions(this.headlessServiceName));
    this.clusterIpService = this.createClusterIpService();
    this.dnsNames = dnsNames(this, this.clusterIpService !== undefined, this.selection.cluster);
    // Before its parts, so that what is wrong with them is told of the server.
    checkOutput(this);
    this.monitoring = this.monitor();
  }

  /** What the strategy defined for this server, such as a DestinationRule or a ConfigMap. */
  public get strategyObjects(): ApiObject[] {
    return strategyObjects(this);
  }

  /**
   * Makes a workload serve; called once, by the subclass that has or defines it.
   *
   * @internal
   */
  protected _attach(workload: IConstruct, container?: string): void {
    const attached = new Workload(workload, this);
    claim(attached.apiObject, this, 'GrpcServer', "describe one server, its further ports as 'additionalPorts'");
    this.node.defaultChild = workload;
    if (this.options.existing) this.podSelector = () => attached.podSelector();
    const pods: ServerPods = {
      serverName: this.serverName,
      ports: this.ports,
      options: { ...this.options, longestRequest: this.longestRequest },
      container,
      config: this.config,
      drain: this.drain,
      podAnnotations: this.monitoring.podAnnotations,
      serverArguments: serverArguments(this.connection),
      cluster: this.selection.cluster,
      place: this,
    };
    this.metricsPortName = letServe(attached, pods);
    validateOnce(this, () => {
      this.podSelector();
      this.metricsPortName();
      rendered(attached.apiObject);
    });
  }

  /** Labels of every object. @internal */
  protected get _objectLabels(): { [key: string]: string } {
    return { [NAME_LABEL]: this.serverName, ...this.options.labels };
  }

  private bindStrategy(): LoadBalancingServerConfig {
    const { workloadKind, workloadName, preStop, annotations } = this.options;
    const { strategy, cluster } = this.selection;
    const scope = strategyScope(this);
    const config = strategy.bindServer(scope, { server: this, workloadKind, workloadName, cluster, preStop });
    checkServerConfig(this, strategy, config, this.ports);
    labelStrategyObjects(this, this._objectLabels, annotations);
    removeIfEmpty(scope);
    return config;
  }

  private connectionSettings(): ServerConnectionSettings {
    const defaultAge = this.config.needsConnectionAge ? CONNECTION_DEFAULTS.maxConnectionAge : undefined;
    return {
      maxConnectionAge: this.options.maxConnectionAge ?? defaultAge,
      ageGrace: this.options.unboundedStreams ? undefined : this.longestRequest,
      // Always set here; jsii wants them as optional as in IGrpcServer.
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

  private serviceOptions(name: string): ServiceOptions {
    return {
      name,
      namespace: this.namespace,
      labels: this._objectLabels,
      annotations: this.options.annotations,
      ports: this.ports,
      tls: this.tls,
      selector: () => this.podSelector(),
    };
  }

  private monitor(): GrpcMonitoring {
    return monitorServer(this, {
      server: this,
      props: this.options,
      config: this.config,
      app: this.selection.monitoring,
      convergence: this.convergence,
      headlessService: this.headlessService,
      labels: this._objectLabels,
      podSelector: Lazy.any({ produce: () => this.podSelector() }),
      metricsPortName: Lazy.any({ produce: () => this.metricsPortName() }),
    });
  }
}
