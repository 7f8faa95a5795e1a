/** A server whose requests take longer than callers need to leave it. */
import { App, Chart, Duration } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { GrpcClient, GrpcServer, LoadBalancing } from '../../src';

const app = new App();
LoadBalancing.select(app, LoadBalancing.envoySidecar(), { cluster: { dnsTtl: Duration.seconds(5) } });

const chart = new Chart(app, 'greeter', { namespace: 'demo' });
const server = new GrpcServer(chart, 'grpc-server', {
  image: 'ghcr.io/acme/greeter:1.4.2',
  replicas: 5,
  longestRequest: Duration.seconds(30),
});
const workload = new kplus.Deployment(chart, 'frontend', { containers: [{ image: 'ghcr.io/acme/frontend:2.0.1' }] });
new GrpcClient(chart, 'frontend-client', { workload }).connectTo(server);
app.synth();
