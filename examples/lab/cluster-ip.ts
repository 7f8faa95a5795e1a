import { Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { monitoring, strategies } from '../../src';

/** Until kube-proxy on every node knows of a change. */
const PROPAGATION = Duration.seconds(10);

/** What people have before they choose a strategy: a ClusterIP Service, and a client that dials it. */
export class ClusterIp implements strategies.ILoadBalancingStrategy {
  public readonly strategyName = 'cluster-ip';

  public bindServer(_scope: Construct, options: strategies.BindServerOptions): strategies.LoadBalancingServerConfig {
    return {
      target: targetOf(options.server, options.server.ports[0].port, options.cluster),
      clusterIpService: true,
      discovery: PROPAGATION,
      departure: PROPAGATION,
      telemetry: monitoring.TelemetrySource.goGrpcMiddleware(),
    };
  }

  public bindClient(_scope: Construct, options: strategies.BindClientOptions): strategies.LoadBalancingClientConfig {
    return {
      channels: options.connections.map(({ server, port }) => ({
        target: targetOf(server, port.port, options.cluster),
      })),
    };
  }
}

function targetOf(server: { serviceName: string; namespace: string }, port: number, { domain }: { domain: string }) {
  return `dns:///${server.serviceName}.${server.namespace}.svc.${domain}:${port}`;
}
