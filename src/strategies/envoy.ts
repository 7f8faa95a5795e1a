import { ApiObject, Duration, Yaml } from 'cdk8s';
import { Construct } from 'constructs';
import { Cluster } from '../cluster';
import { GrpcPort, IGrpcServer } from '../grpc-server-interface';
import { BindClientOptions, BindServerOptions, GrpcConnection, ILoadBalancingStrategy } from './strategy';
import { LoadBalancingClientConfig, LoadBalancingServerConfig } from './config';
import { TelemetrySource } from '../monitoring/telemetry-source';
import { dnsTarget, headlessHost, serviceHost } from '../private/addresses';
import { digest } from '../private/digest';
import { refuse } from '../private/errors';
import { envoyBootstrap } from './envoy-bootstrap';
import { ProxiedPort } from './envoy-bootstrap-options';
import { checkEnvoyOptions } from './envoy-input';
import { EnvoyAlgorithm, EnvoyPlacement, EnvoySidecarOptions } from './envoy-options';
import { DEFAULT_MEMORY, envoyContainer, STATS_PORT_NAME } from './envoy-container';
import { idleTimeout } from './envoy-drain';
import { anyAddress, FIRST_LISTENER_PORT, LOOPBACK, STATS_PORT } from './envoy-parts';
import { clientDrain, PROPAGATION, refuseEncrypted } from './proxy';

const DEFAULT_REFRESH = Duration.seconds(5);

/** The pods of a server or of a client that get an Envoy. */
interface ProxiedPods {
  /** Name of the server, or of the client. */
  readonly name: string;
  readonly namespace: string;
  readonly cluster: Cluster;
  readonly ports: ProxiedPort[];
  readonly longestRequest: Duration;
  /** Time between leaving the Services and ending, where callers come from outside the pod. */
  readonly preStop?: Duration;
}

/** An Envoy in the pods of the server or of the client resolves the headless name and balances over the pods. */
export class EnvoySidecar implements ILoadBalancingStrategy {
  public readonly strategyName = 'envoy-sidecar';

  public constructor(private readonly options: EnvoySidecarOptions = {}) {
    checkEnvoyOptions(options);
  }

  public bindServer(scope: Construct, { server, cluster, preStop }: BindServerOptions): LoadBalancingServerConfig {
    refuseEncrypted(server, this.strategyName);
    const noticed = Duration.seconds(cluster.dnsTtl.toSeconds() + this.dnsRefresh.toSeconds());
    const config = {
      discovery: noticed,
      departure: noticed,
      telemetry: TelemetrySource.envoy(),
      evenShares: this.options.algorithm !== EnvoyAlgorithm.LEAST_REQUEST,
    };
    if (this.inClients) {
      return { ...config, target: dnsTarget(headlessHost(server, cluster), server.ports[0].port) };
    }
    checkPortCount(server);
    const ports = server.ports.map((port, index) => serverPort(server, port, index, cluster));
    // However fast DNS is, Envoy's drain needs some seconds.
    const departure = Duration.seconds(Math.max(noticed.toSeconds(), PROPAGATION.toSeconds()));
    return {
      ...config,
      departure,
      target: dnsTarget(serviceHost(server, cluster), server.ports[0].port),
      clusterIpService: true,
      proxyPorts: Object.fromEntries(server.ports.map(({ name }, index) => [name, ports[index].listenPort])),
      ...this.proxy(scope, {
        name: server.serverName,
        namespace: server.namespace,
        cluster,
        ports,
        longestRequest: server.longestRequest,
        preStop: preStop ?? departure,
      }),
    };
  }

  public bindClient(scope: Construct, options: BindClientOptions): LoadBalancingClientConfig {
    const { connections, cluster, clientName, namespace } = options;
    connections.forEach(({ server }) => refuseEncrypted(server, this.strategyName));
    if (!this.inClients) {
      return {
        channels: connections.map(({ server, port }) => ({
          target: dnsTarget(serviceHost(server, cluster), port.port),
        })),
      };
    }
    const ports = connections.map((connection, index) => clientPort(connection, index, cluster));
    return {
      channels: ports.map(({ listenPort }) => ({ target: dnsTarget(LOOPBACK, listenPort) })),
      ...this.proxy(scope, {
        name: clientName,
        namespace,
        cluster,
        ports,
        longestRequest: clientDrain(connections),
      }),
    };
  }

  private get inClients(): boolean {
    return this.options.placement === EnvoyPlacement.CLIENT_POD;
  }

  private get dnsRefresh(): Duration {
    return this.options.dnsRefresh ?? DEFAULT_REFRESH;
  }

  /** The ConfigMap, the container that reads it, and the annotation that rolls the pods when it changes. */
  private proxy(
    scope: Construct,
    { name, namespace, cluster, ports, longestRequest, preStop }: ProxiedPods,
  ): Pick<LoadBalancingServerConfig, 'sidecar' | 'podAnnotations' | 'metrics'> {
    const configMapName = `${name}-grpc-envoy`;
    const { options } = this;
    const bootstrap = Yaml.stringify(
      envoyBootstrap({
        ports,
        leastRequest: options.algorithm === EnvoyAlgorithm.LEAST_REQUEST,
        ipFamily: cluster.ipFamily,
        dnsRefresh: this.dnsRefresh,
        maxConnectionDuration: options.maxConnectionDuration,
        idleTimeout: preStop && !options.maxConnectionDuration ? idleTimeout(preStop) : undefined,
        consecutiveServerErrors: options.consecutiveServerErrors ?? 0,
        memoryLimit: options.memoryLimit ?? DEFAULT_MEMORY.limit,
      }),
    );
    new ApiObject(scope, 'ConfigMap', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: configMapName, namespace },
      data: { 'envoy.yaml': bootstrap },
    });
    const place = scope.node.scope!;
    return {
      sidecar: envoyContainer({ options, configMapName, ports, longestRequest, cluster, preStop, place }),
      podAnnotations: { 'checksum/grpc-envoy': digest(bootstrap) },
      metrics: { portName: STATS_PORT_NAME, port: STATS_PORT, path: '/stats/prometheus' },
    };
  }
}

/** Envoy listens on a port for each, from the first one up to that of its stats. */
function checkPortCount(server: IGrpcServer): void {
  const most = STATS_PORT - FIRST_LISTENER_PORT;
  const count = server.ports.length;
  if (count <= most) return;
  refuse(
    server,
    `a server behind Envoy has at most ${most} gRPC ports`,
    count,
    "remove some, or put Envoy into the client's pods",
  );
}

/** Name of a port in stats and alerts. */
function statsName(server: IGrpcServer, port: GrpcPort): string {
  return `${server.namespace}/${server.serverName}/${port.name}`;
}

function serverPort(server: IGrpcServer, port: GrpcPort, index: number, cluster: Cluster): ProxiedPort {
  return {
    name: statsName(server, port),
    listenAddress: anyAddress(cluster.ipFamily),
    listenPort: FIRST_LISTENER_PORT + index,
    host: headlessHost(server, cluster),
    port: port.port,
    localFallback: true,
    callerPings: { interval: server.keepaliveTime, timeout: server.keepaliveTimeout },
  };
}

function clientPort({ server, port, localPort }: GrpcConnection, index: number, cluster: Cluster): ProxiedPort {
  return {
    name: statsName(server, port),
    // On all interfaces it would be an open relay.
    listenAddress: LOOPBACK,
    listenPort: localPort ?? FIRST_LISTENER_PORT + index,
    host: headlessHost(server, cluster),
    port: port.port,
    localFallback: false,
    // The client dials an address, which would be the `:authority` that the server sees.
    authority: serviceHost(server, cluster),
  };
}
