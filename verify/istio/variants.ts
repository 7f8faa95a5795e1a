/** The greeter with options of Istio that the example leaves alone; VARIANT names them. */
import { App, Chart, Duration } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { GrpcClient, GrpcServer, LoadBalancing, strategies } from '../../src';

const { IstioAlgorithm, IstioApiVersion } = strategies;

/** Values of which none is Istio's own. */
const everyOption: strategies.IstioOptions = {
  h2Upgrade: true,
  connectionPool: {
    maxRequests: 1001,
    maxRequestsPerConnection: 1002,
    maxRetries: 3,
    connectTimeout: Duration.seconds(4),
    idleTimeout: Duration.seconds(305),
  },
  outlierDetection: {
    consecutiveLocalOriginFailures: 6,
    consecutiveServerErrors: 7,
    interval: Duration.seconds(8),
    baseEjectionTime: Duration.seconds(39),
    maxEjectionPercent: 40,
  },
  warmup: Duration.seconds(61),
  localityPriority: ['topology.kubernetes.io/zone'],
};

const options: Record<string, strategies.IstioOptions> = {
  'least-request': { algorithm: IstioAlgorithm.LEAST_REQUEST },
  random: { algorithm: IstioAlgorithm.RANDOM },
  v1beta1: { apiVersion: IstioApiVersion.V1BETA1 },
  'every-option': everyOption,
  outliers: { outlierDetection: {} },
  'labelled-namespace': { podInjection: false },
  revision: { revision: 'canary' },
};

const variant = process.env.VARIANT ?? '';
const app = new App();
LoadBalancing.select(app, LoadBalancing.istio(options[variant]), {
  monitoring: { scrapeMesh: variant === 'monitored' },
});
const chart = new Chart(app, 'greeter', { namespace: 'demo' });
const server = new GrpcServer(chart, 'grpc-server', { image: 'ghcr.io/acme/greeter:1.4.2', replicas: 5 });

const callers = new Chart(app, 'callers', { namespace: variant === 'two-namespaces' ? 'web' : 'demo' });
const workload = new kplus.Deployment(callers, 'frontend', {
  metadata: { name: 'frontend' },
  containers: [{ image: 'ghcr.io/acme/frontend:2.0.1' }],
});
const retry = variant === 'retrying' ? { maxAttempts: 3 } : undefined;
new GrpcClient(callers, 'frontend-client', { workload }).connectTo(server, { retry });
if (variant === 'job') {
  const job = new kplus.Job(callers, 'job', {
    metadata: { name: 'job' },
    containers: [{ image: 'ghcr.io/acme/job:1.0.0' }],
  });
  new GrpcClient(callers, 'job-client', { workload: job }).connectTo(server);
}
app.synth();
