import { App, Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';

// An app that knows nothing of cdk8s-grpc, and is wrong: its Service has one address, to which a client keeps one connection.
const app = new App();
const chart = new Chart(app, 'greeter', { namespace: 'demo' });

const greeter = new kplus.Deployment(chart, 'greeter', {
  metadata: { name: 'greeter' },
  replicas: 5,
  containers: [{ image: 'ghcr.io/acme/greeter:1.4.2', ports: [{ name: 'grpc', number: 50051 }] }],
});
greeter.exposeViaService({ name: 'greeter', ports: [{ name: 'grpc', port: 50051, targetPort: 50051 }] });
new kplus.Deployment(chart, 'frontend', {
  metadata: { name: 'frontend' },
  containers: [
    { image: 'ghcr.io/acme/frontend:2.0.1', envVariables: { GREETER: kplus.EnvValue.fromValue('greeter:50051') } },
  ],
});

app.synth();
