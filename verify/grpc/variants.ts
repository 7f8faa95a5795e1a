/** The greeter with the settings that a check needs; VARIANT names them. */
import { App, Chart, Duration } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { ConnectOptions, GrpcClient, GrpcServer, GrpcServerProps, LoadBalancing } from '../../src';

interface Variant {
  readonly resolutionFloor?: Duration;
  readonly dnsTtl?: Duration;
  readonly server?: Partial<GrpcServerProps>;
  readonly connection?: ConnectOptions;
}

const variants: Record<string, Variant> = {
  // All that the convergence is computed from, divided by 30: 300 s, 30 s and 30 s.
  'a-thirtieth': {
    resolutionFloor: Duration.seconds(1),
    dnsTtl: Duration.seconds(1),
    server: { maxConnectionAge: Duration.seconds(10) },
  },
  // Its drain is short.
  'low-floor': { resolutionFloor: Duration.seconds(1), dnsTtl: Duration.seconds(5) },
  'five-connections': { connection: { connectionsPerPod: 5 } },
  'fast-pings': { server: { keepaliveTime: Duration.seconds(10) } },
};

const { resolutionFloor, dnsTtl, server, connection } = variants[process.env.VARIANT ?? ''];
const app = new App();
LoadBalancing.select(app, LoadBalancing.clientSide({ resolutionFloor }), { cluster: { dnsTtl } });
const chart = new Chart(app, 'greeter', { namespace: 'demo' });
const greeter = new GrpcServer(chart, 'grpc-server', {
  image: 'ghcr.io/acme/greeter:1.4.2',
  replicas: 5,
  ...server,
});
const frontend = new kplus.Deployment(chart, 'frontend', { containers: [{ image: 'ghcr.io/acme/frontend:2.0.1' }] });
new GrpcClient(chart, 'frontend-client', { workload: frontend }).connectTo(greeter, connection);
app.synth();
