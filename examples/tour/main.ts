import { ApiObject, App, Chart, Cron, Duration } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { GrpcClient, GrpcServer, LoadBalancing, monitoring } from '../../src';

const app = new App();
const chart = new Chart(app, 'greeter', { namespace: 'demo' });

LoadBalancing.select(app, LoadBalancing.fromEnvironment(), {
  // without the labels that the Prometheus operator selects by, no rule is ever loaded
  cluster: { ruleLabels: monitoring.OperatorLabels.kubePrometheusStack('prometheus') },
  monitoring: { source: monitoring.TelemetrySource.openTelemetry(), alertLabels: { team: 'greeting' } },
});
new monitoring.GrpcDashboard(chart, 'dashboard');

const template = (name: string) => ({
  metadata: { labels: { app: name } },
  spec: { containers: [{ name, image: `ghcr.io/acme/${name}:3.1.0` }] },
});
const statefulSet = new ApiObject(chart, 'stateful-set', {
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: { name: 'legacy' },
  spec: { serviceName: 'legacy', selector: { matchLabels: { app: 'legacy' } }, template: template('legacy') },
});
const cronJob = new kplus.CronJob(chart, 'worker', {
  schedule: Cron.hourly(),
  containers: [{ name: 'worker', image: 'ghcr.io/acme/worker:1.0.0' }],
});

// the full server
const greeter = new GrpcServer(chart, 'greeter', {
  image: 'ghcr.io/acme/greeter:1.4.2',
  autoscaling: { maxReplicas: 20 },
  additionalPorts: [{ name: 'grpc-admin', port: 50052 }],
  longestRequest: Duration.seconds(30),
  clusterIpService: true,
});
greeter.container.env.addVariable('LOG_LEVEL', kplus.EnvValue.fromValue('info'));

// a workload that exists already, of any cdk8s-plus version or a plain ApiObject
GrpcServer.fromWorkload(chart, 'legacy', { workload: statefulSet, port: 9000 });

// a server of another repository
const users = GrpcServer.fromServerAttributes(chart, 'users', { name: 'users', namespace: 'accounts' });

const client = new GrpcClient(chart, 'worker-client', { workload: cronJob });
client.connectTo(greeter, { connectionsPerPod: 2, retry: { maxAttempts: 3 } });
client.connectTo(greeter, { port: 'grpc-admin' });
client.connectTo(users, { as: 'ACCOUNTS', waitForReady: true });

app.synth();
