/** Two servers of which one calls the other: every object is ours from end to end. */
import { App, Chart } from 'cdk8s';
import { GrpcClient, GrpcServer, LoadBalancing, strategies } from '../../src';

const placement = process.env.GRPC_ENVOY_PLACEMENT as strategies.EnvoyPlacement | undefined;

const app = new App();
LoadBalancing.select(app, LoadBalancing.fromEnvironment({ envoySidecar: { placement } }), {
  cluster: { kubernetesVersion: process.env.KUBERNETES_VERSION },
});
const chart = new Chart(app, 'shop', { namespace: 'shop' });

const catalog = new GrpcServer(chart, 'catalog', {
  image: 'ghcr.io/acme/catalog:2.3.0',
  metricsPort: 9090,
  autoscaling: { maxReplicas: 12 },
});
const orders = new GrpcServer(chart, 'orders', { image: 'ghcr.io/acme/orders:7.0.1' });
new GrpcClient(chart, 'orders-client', { workload: orders }).connectTo(catalog);

app.synth();
