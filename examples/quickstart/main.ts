import { App, Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { GrpcClient, GrpcServer, LoadBalancing } from '../../src';

const app = new App();
LoadBalancing.select(app, LoadBalancing.fromEnvironment()); // GRPC_LB_STRATEGY, else client-side

const chart = new Chart(app, 'greeter', { namespace: 'demo' });
const greeter = new GrpcServer(chart, 'grpc-server', { image: 'ghcr.io/acme/greeter:1.4.2', replicas: 5 });

const frontend = new kplus.Deployment(chart, 'frontend', {
  containers: [{ image: 'ghcr.io/acme/frontend:2.0.1' }],
});
new GrpcClient(chart, 'frontend-client', { workload: frontend }).connectTo(greeter);

app.synth();
