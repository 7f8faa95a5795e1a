import { Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { GrpcPort, IGrpcServer } from '../grpc-server-interface';
import { BindClientOptions, BindServerOptions, ILoadBalancingStrategy } from './strategy';
import { LoadBalancingClientConfig, LoadBalancingServerConfig } from './config';
import { TelemetrySource } from '../monitoring/telemetry-source';
import { dnsTarget, serviceHost } from '../private/addresses';
import { refuse } from '../private/errors';
import { checkPort } from '../private/input/values';
import { checkShapes, checkStruct } from '../private/input/shapes';
import { LinkerdOptions } from './linkerd-options';
import { clientDrain, PROPAGATION, refuseEncrypted, refuseProxyPorts, serverDrain } from './proxy';
import { ProxyDrain } from './proxy-drain';

const OPAQUE_PORTS = [25, 587, 3306, 4444, 5432, 6379, 9300, 11211];

/** Outbound, inbound, control and admin, by default (charts/linkerd-control-plane/values.yaml). */
const PROXY_PORTS = [4140, 4143, 4190, 4191];

const PROXY_METRICS = {
  portName: 'linkerd-admin',
  port: 4191,
  path: '/metrics',
  scrapedByMesh: true,
  // The webhook labels the pods with `linkerd.io/proxy-deployment` and so on; Linkerd's own monitors make `deployment` of it.
  labelMap: '__meta_kubernetes_pod_label_linkerd_io_proxy_(.+)',
};

/** Linkerd's proxy beside the caller balances over the endpoints of the ClusterIP Service. */
export class Linkerd implements ILoadBalancingStrategy {
  public readonly strategyName = 'linkerd';

  public constructor(private readonly options: LinkerdOptions = {}) {
    checkStruct('LoadBalancing.linkerd', 'options', options);
    checkShapes('LoadBalancing.linkerd', options, {
      flags: ['podInjection', 'awaitProxy', 'coverDrain'],
      lists: ['opaquePorts'],
    });
    options.opaquePorts?.forEach((port, index) => checkPort('LoadBalancing.linkerd', `opaquePorts[${index}]`, port));
  }

  public bindServer(_scope: Construct, { server, cluster, preStop }: BindServerOptions): LoadBalancingServerConfig {
    refuseEncrypted(server, this.strategyName);
    refuseProxyPorts(server, this.strategyName, PROXY_PORTS);
    server.ports.forEach((port) => this.refuseOpaque(server, port));
    return {
      target: dnsTarget(serviceHost(server, cluster), server.ports[0].port),
      clusterIpService: true,
      podAnnotations: this.podAnnotations(),
      proxyDrain: this.proxyDrain(serverDrain(server, preStop)),
      discovery: PROPAGATION,
      departure: PROPAGATION,
      portExclusions: ['config.linkerd.io/opaque-ports', 'config.linkerd.io/skip-inbound-ports'],
      telemetry: TelemetrySource.linkerdInbound(),
      // Its balancer weighs latencies.
      evenShares: false,
      metrics: PROXY_METRICS,
    };
  }

  public bindClient(_scope: Construct, options: BindClientOptions): LoadBalancingClientConfig {
    const { connections, runsToCompletion, cluster } = options;
    for (const { server, port } of connections) {
      refuseEncrypted(server, this.strategyName);
      this.refuseOpaque(server, port);
    }
    return {
      channels: connections.map(({ server, port }) => ({ target: dnsTarget(serviceHost(server, cluster), port.port) })),
      podAnnotations: {
        ...this.podAnnotations(),
        // An ordinary proxy, the default before 2.20, would keep a Job from ever completing. Every version reads this name.
        ...(runsToCompletion &&
          cluster.nativeSidecars && { 'config.alpha.linkerd.io/proxy-enable-native-sidecar': 'true' }),
      },
      proxyDrain: runsToCompletion ? undefined : this.proxyDrain(clientDrain(connections)),
      portExclusions: ['config.linkerd.io/skip-outbound-ports'],
    };
  }

  /** The webhook reads pods and namespaces only: on a Deployment's own metadata the annotation does nothing. */
  private podAnnotations(): { [key: string]: string } {
    return {
      ...((this.options.awaitProxy ?? true) && { 'config.linkerd.io/proxy-await': 'enabled' }),
      ...((this.options.podInjection ?? true) && { 'linkerd.io/inject': 'enabled' }),
    };
  }

  /** The proxy refuses requests, in and out, from the moment it is told to end. */
  private proxyDrain(time: Duration): ProxyDrain | undefined {
    if (this.options.coverDrain === false) return undefined;
    return { time, annotation: 'config.alpha.linkerd.io/proxy-wait-before-exit-seconds' };
  }

  private refuseOpaque(server: IGrpcServer, port: GrpcPort): void {
    if ((this.options.opaquePorts ?? OPAQUE_PORTS).includes(port.port)) {
      refuse(
        server,
        `port '${port.name}' is one that Linkerd takes for opaque TCP and does not balance`,
        port.port,
        "use another port, or pass the cluster's own list as 'opaquePorts' to LoadBalancing.linkerd",
      );
    }
  }
}
