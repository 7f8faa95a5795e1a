import { Construct } from 'constructs';
import { ConnectOptions, GrpcClientProps } from './grpc-client-props';
import { GrpcPort, IGrpcServer } from './grpc-server-interface';
import { GrpcConnection } from './strategies/strategy';
import { ChannelConfig, LoadBalancingClientConfig } from './strategies/config';
import { MetricsEndpoint } from './monitoring/endpoint';
import { monitorClient, ScrapedPods } from './monitoring/monitor-client';
import { validateOnce } from './private/synth/validation';
import { channelArguments } from './private/channel-arguments';
import { editClientPods } from './private/pods/client-pods';
import { checkConnectOptions } from './private/input/connect-input';
import { checkOutput } from './private/synth/output';
import { refuse, Words } from './private/errors';
import { editRendered, rendered } from './private/synth/rendering';
import { claim } from './private/pods/claims';
import { Workload } from './private/pods/workload';
import { NAME_LABEL, upperSnake } from './private/input/names';
import { Selection, useSelection } from './private/selection';
import { labelStrategyObjects, strategyScope } from './private/strategy-objects';
import { checkClientConfig } from './private/input/strategy-input';

interface Connection extends GrpcConnection {
  readonly options: ConnectOptions;
}

/** Connects a workload to the gRPC servers that it calls. Define one per workload. */
export class GrpcClient extends Construct {
  private readonly workload: Workload;
  private readonly selection: Selection;
  private readonly connections: Connection[] = [];
  private config?: LoadBalancingClientConfig;
  private scraped?: ScrapedPods;

  public constructor(scope: Construct, id: string, props: GrpcClientProps) {
    super(scope, id);
    this.workload = new Workload(props?.workload, this);
    const { apiObject } = this.workload;
    claim(apiObject, this, 'GrpcClient', "call 'connectTo' of the first one again");
    this.selection = useSelection(this);
    editRendered(apiObject, 'grpc-client', (manifest) => this.edit(manifest, props.container));
    validateOnce(this, () => rendered(apiObject));
    checkOutput(this);
  }

  /** Lets the workload call `server`: its containers get the variables, its pods what the strategy needs. The order of calls does not matter. */
  public connectTo(server: IGrpcServer, options: ConnectOptions = {}): void {
    if (typeof server?.serverName !== 'string' || !Array.isArray(server.ports) || !server.node) {
      const remedy = 'pass a GrpcServer, or GrpcServer.fromServerAttributes for one that another app describes';
      refuse(this, "'connectTo' needs a gRPC server", server, remedy);
    }
    if (server.node.root !== this.node.root) {
      const remedy = 'describe it with GrpcServer.fromServerAttributes';
      refuse(this, `server '${server.serverName}' belongs to another app`, server, remedy);
    }
    if (this.config) {
      refuse(
        this,
        "'connectTo' comes too late: the manifests are rendered",
        server.serverName,
        'connect before the app is synthesized',
      );
    }
    checkConnectOptions(this, options);
    const port = this.findPort(server, options.port);
    const variablePrefix = options.as ?? defaultPrefix(server, port);
    const connection = { variablePrefix, server, port, localPort: options.localPort, options };
    this.connections.forEach((existing) => this.refuseClash(existing, connection));
    this.connections.push(connection);
    // The order of the calls must not matter.
    this.connections.sort((a, b) => (a.variablePrefix < b.variablePrefix ? -1 : 1));
  }

  private findPort(server: IGrpcServer, name?: string): GrpcPort {
    const port = name === undefined ? server.ports[0] : server.ports.find((candidate) => candidate.name === name);
    if (!port) {
      const names = server.ports.map((candidate) => candidate.name).join(', ');
      refuse(this, `server '${server.serverName}' has no port of that name`, name, `use one of ${names}`);
    }
    return port;
  }

  private refuseClash(existing: Connection, added: Connection): void {
    if (existing.server === added.server && existing.port.name === added.port.name) {
      refuse(
        this,
        'the client is connected already',
        words(added),
        "connect once; for more connections set 'connectionsPerPod'",
      );
    }
    if (existing.variablePrefix === added.variablePrefix) {
      refuse(
        this,
        `two connections would set '${added.variablePrefix}_GRPC_TARGET'`,
        [words(existing), words(added)],
        "give one of them another 'as'",
      );
    }
  }

  /** Binds when first rendered, which the validation of the app does before anything is written. */
  private bind(manifest: any): LoadBalancingClientConfig {
    if (this.config) return this.config;
    const { strategy, cluster } = this.selection;
    const { name, namespace } = this.workload;
    const runsToCompletion = this.workload.runsToCompletion(manifest);
    const { connections } = this;
    const options = { clientName: name, namespace, connections, runsToCompletion, cluster };
    const config = strategy.bindClient(strategyScope(this), options);
    checkClientConfig(this, strategy, config, connections);
    if (config.sidecar && name.length > 63) {
      const got = new Words(`${name.length}: '${name}'`);
      refuse(this, "the name of 'workload' must fit into a label of 63 characters", got, 'shorten it');
    }
    labelStrategyObjects(this, { [NAME_LABEL]: name });
    this.config = config;
    return config;
  }

  /** Defines the monitor of a proxy in the pods, if there is one. */
  private scrape(metrics?: MetricsEndpoint): ScrapedPods {
    const { cluster, monitoring } = this.selection;
    const { name, namespace } = this.workload;
    this.scraped ??= monitorClient(
      this,
      { clientName: name, namespace, labels: cluster.ruleLabels },
      metrics,
      monitoring,
    );
    return this.scraped;
  }

  private edit(manifest: any, container?: string): void {
    if (this.connections.length === 0) {
      refuse(
        this,
        'the client is connected to nothing',
        new Words('no server'),
        "call 'connectTo', or remove the client",
      );
    }
    const config = this.bind(manifest);
    editClientPods(manifest, this.workload, {
      config,
      container,
      cluster: this.selection.cluster,
      dialledPorts: this.connections.map(({ port }) => port.port),
      env: Object.assign(
        {},
        ...this.connections.map((connection, index) => variables(connection, config.channels[index])),
      ),
      scraped: this.scrape(config.metrics),
      place: this,
    });
  }
}

function variables(
  { variablePrefix, server, options }: Connection,
  channel: ChannelConfig,
): { [name: string]: string } {
  return {
    [`${variablePrefix}_GRPC_TARGET`]: channel.target,
    [`${variablePrefix}_GRPC_CHANNEL_OPTIONS`]: JSON.stringify(channelArguments(server, channel, options)),
    [`${variablePrefix}_GRPC_CHANNELS`]: String(options.connectionsPerPod ?? 1),
  };
}

/** `GREETER`, or `GREETER_ADMIN` for its port `grpc-admin`. */
function defaultPrefix(server: IGrpcServer, port: GrpcPort): string {
  const suffix = port === server.ports[0] ? '' : port.name.replace(/^grpc/, '');
  return upperSnake(server.serverName + suffix);
}

function words({ server, port }: Connection): Words {
  return new Words(`port '${port.name}' of '${server.node.path}'`);
}
