import { App, Chart, Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { GrpcServer, LoadBalancing, monitoring, strategies } from '../../src';

/** Cilium's Envoy on every node balances the requests to an annotated ClusterIP Service. */
class CiliumLoadBalancing implements strategies.ILoadBalancingStrategy {
  public readonly strategyName = 'cilium';

  public bindServer(_scope: Construct, options: strategies.BindServerOptions): strategies.LoadBalancingServerConfig {
    const { server, cluster } = options;
    return {
      target: `dns:///${server.serviceName}.${server.namespace}.svc.${cluster.domain}:${server.ports[0].port}`,
      clusterIpService: true,
      serviceAnnotations: { 'service.cilium.io/lb-l7': 'enabled' },
      discovery: Duration.seconds(5),
      departure: Duration.seconds(5),
      telemetry: monitoring.TelemetrySource.goGrpcMiddleware(),
    };
  }

  public bindClient(_scope: Construct, options: strategies.BindClientOptions): strategies.LoadBalancingClientConfig {
    return {
      channels: options.connections.map(({ server, port }) => ({
        target: `dns:///${server.serviceName}.${server.namespace}.svc.${options.cluster.domain}:${port.port}`,
      })),
    };
  }
}

const app = new App();
LoadBalancing.select(app, new CiliumLoadBalancing());
const chart = new Chart(app, 'greeter', { namespace: 'demo' });
new GrpcServer(chart, 'grpc-server', { image: 'ghcr.io/acme/greeter:1.4.2' });
app.synth();
