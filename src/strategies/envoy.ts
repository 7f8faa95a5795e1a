import { ApiObject, Duration, Yaml } from 'cdk8s';
import { Construct } from 'constructs';
import { Cluster, IpFamily } from '../cluster';
import { GrpcPort, IGrpcServer } from '../grpc-server-interface';
import { BindClientOptions, BindServerOptions, GrpcConnection, ILoadBalancingStrategy } from './strategy';
import { LoadBalancingClientConfig, LoadBalancingServerConfig } from './config';
import { TelemetrySource } from '../monitoring/telemetry-source';
import { dnsTarget, headlessHost, serviceHost } from '../private/addresses';
import { digest } from '../private/digest';
import { envoyBootstrap, EnvoyRoute, FIRST_LISTENER_PORT, STATS_PORT } from './envoy-bootstrap';
import { checkEnvoyOptions } from './envoy-checks';
import { EnvoyAlgorithm, EnvoyPlacement, EnvoySidecarOptions } from './envoy-options';
import { envoyContainer, STATS_PORT_NAME } from './envoy-container';
import { PROPAGATION, refuseEncrypted } from './proxy';

const LOOPBACK = '127.0.0.1';
const DEFAULT_REFRESH = Duration.seconds(5);

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
    const routes = server.ports.map((port, index) => this.serverRoute(server, port, index, cluster));
    // However fast DNS is, Envoy's drain needs some seconds.
    const departure = Duration.seconds(Math.max(noticed.toSeconds(), PROPAGATION.toSeconds()));
    return {
      ...config,
      departure,
      target: dnsTarget(serviceHost(server, cluster), server.ports[0].port),
      clusterIpService: true,
      proxyPorts: Object.fromEntries(server.ports.map(({ name }, index) => [name, routes[index].listenPort])),
      ...this.proxy(scope, server.serverName, server.namespace, routes, [server], cluster, preStop ?? departure),
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
    const routes = connections.map((connection, index) => clientRoute(connection, index, cluster));
    const servers = connections.map(({ server }) => server);
    return {
      channels: routes.map(({ listenPort }) => ({ target: dnsTarget(LOOPBACK, listenPort) })),
      ...this.proxy(scope, clientName, namespace, routes, servers, cluster),
    };
  }

  private get inClients(): boolean {
    return this.options.placement === EnvoyPlacement.CLIENT_POD;
  }

  private get dnsRefresh(): Duration {
    return this.options.dnsRefresh ?? DEFAULT_REFRESH;
  }

  private serverRoute(server: IGrpcServer, port: GrpcPort, index: number, cluster: Cluster): EnvoyRoute {
    return {
      name: routeName(server, port),
      listenAddress: cluster.ipFamily === IpFamily.IPV4 ? '0.0.0.0' : '::',
      listenPort: FIRST_LISTENER_PORT + index,
      host: headlessHost(server, cluster),
      port: port.port,
      localFallback: true,
      callerPings: { interval: server.keepaliveTime, timeout: server.keepaliveTimeout },
    };
  }

  /** The ConfigMap, the container that reads it, and the annotation that rolls the pods when it changes. */
  private proxy(
    scope: Construct,
    name: string,
    namespace: string,
    routes: EnvoyRoute[],
    servers: IGrpcServer[],
    cluster: Cluster,
    preStop?: Duration,
  ): Pick<LoadBalancingServerConfig, 'sidecar' | 'podAnnotations' | 'metrics'> {
    const configMapName = `${name}-grpc-envoy`;
    const bootstrap = Yaml.stringify(this.bootstrap(routes, cluster));
    new ApiObject(scope, 'ConfigMap', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: configMapName, namespace },
      data: { 'envoy.yaml': bootstrap },
    });
    const longestRequest = Duration.seconds(Math.max(...servers.map((server) => server.longestRequest.toSeconds())));
    return {
      sidecar: envoyContainer({
        options: this.options,
        configMapName,
        routes,
        longestRequest,
        cluster,
        preStop,
        place: scope.node.scope!,
      }),
      podAnnotations: { 'checksum/grpc-envoy': digest(bootstrap) },
      metrics: { portName: STATS_PORT_NAME, port: STATS_PORT, path: '/stats/prometheus' },
    };
  }

  private bootstrap(routes: EnvoyRoute[], cluster: Cluster): any {
    const { algorithm, consecutiveServerErrors = 0, maxConnectionDuration } = this.options;
    return envoyBootstrap({
      routes,
      leastRequest: algorithm === EnvoyAlgorithm.LEAST_REQUEST,
      ipFamily: cluster.ipFamily,
      dnsRefresh: this.dnsRefresh,
      maxConnectionDuration,
      consecutiveServerErrors,
    });
  }
}

/** Name of a port in stats and alerts. */
function routeName(server: IGrpcServer, port: GrpcPort): string {
  return `${server.namespace}/${server.serverName}/${port.name}`;
}

function clientRoute({ server, port, localPort }: GrpcConnection, index: number, cluster: Cluster): EnvoyRoute {
  return {
    name: routeName(server, port),
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
