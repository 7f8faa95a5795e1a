import { Chart, Duration } from 'cdk8s';
import { GrpcServer, GrpcTls, HealthProbe, monitoring } from '../../src';
import { tree } from '../support/synth';
import { ErrorCase, IMAGE, serve } from './case';

const seconds = Duration.seconds;
const attributes = { name: 'greeter', namespace: 'demo' };

function imported(props: any): void {
  GrpcServer.fromServerAttributes(tree().chart, 'greeter', { ...attributes, ...props });
}

function inChart(props: any): void {
  new GrpcServer(new Chart(tree().app, 'bare', props), 'greeter', { image: IMAGE });
}

function twice(one: any, other: any): void {
  const { app, chart } = tree();
  new GrpcServer(chart, 'one', { image: IMAGE, disruptionBudget: false, ...one });
  new GrpcServer(chart, 'other', { image: IMAGE, disruptionBudget: false, ...other });
  app.synthYaml();
}

/** Servers with a Deployment of their own, and those of another repository. */
export const servers: ErrorCase[] = [
  [
    'there are no props',
    () => new GrpcServer(tree().chart, 'greeter', undefined as any),
    "[shop/greeter] 'props' must be an object, got undefined; put its options in curly brackets",
  ],
  [
    'there are no attributes',
    () => GrpcServer.fromServerAttributes(tree().chart, 'greeter', undefined as any),
    "[shop/greeter] 'attributes' must be an object, got undefined; put its options in curly brackets",
  ],
  [
    'there is no chart',
    () => new GrpcServer(tree().app as any, 'greeter', { image: IMAGE }),
    "[greeter] a server must be in a chart, got 'App'; define it in one",
  ],
  [
    'monitoring is a flag',
    () => serve({ monitoring: false }),
    "[shop/greeter] 'monitoring' must be an object, got false; put its options in curly brackets",
  ],
  [
    'TLS is a flag',
    () => serve({ tls: true }),
    "[shop/greeter] 'tls' must be a GrpcTls, got true; pass GrpcTls.plaintext() or GrpcTls.byApplication()",
  ],
  [
    'the path of metrics is relative',
    () => serve({ metricsPort: 9090, metricsPath: 'metrics' }),
    "[shop/greeter] 'metricsPath' must be a path that begins with '/', got 'metrics'; pass one such as '/metrics'",
  ],
  [
    'the path of metrics has no port',
    () => serve({ metricsPath: '/prometheus' }),
    "[shop/greeter] 'metricsPath' has no effect without 'metricsPort', got '/prometheus'; pass 'metricsPort' too",
  ],
  [
    'the chart has no namespace',
    () => inChart({}),
    "[bare/greeter] the chart 'bare' has no namespace, got undefined; pass 'namespace' to the chart",
  ],
  [
    'nobody says in which namespace a server is that others deploy',
    () => new monitoring.GrpcMonitoring(new Chart(tree().app, 'bare'), 'greeter', { serverName: 'greeter' }),
    "[bare/greeter] the namespace of the server is not known, got undefined; pass 'namespace', or give the chart one",
  ],
  [
    'the namespace is no DNS label',
    () => inChart({ namespace: 'demo.shop' }),
    "[bare/greeter] 'namespace' must be a DNS label of at most 63 characters, got 'demo.shop'; use lower case letters, digits and hyphens, and begin and end with a letter or digit",
  ],
  [
    'the namespace has a line break',
    () => inChart({ namespace: 'demo\n' }),
    "[bare/greeter] 'namespace' must be a DNS label of at most 63 characters, got 'demo\\n'; use lower case letters, digits and hyphens, and begin and end with a letter or digit",
  ],
  [
    'two servers have one name',
    () => twice({ name: 'greeter' }, { name: 'greeter' }),
    "[shop/one] Service 'greeter-headless' of namespace 'demo' is defined twice, got 'shop/one/HeadlessService/Resource' and 'shop/other/HeadlessService/Resource'; rename one of them\n[shop/one] PrometheusRule 'greeter' of namespace 'demo' is defined twice, got 'shop/one/Monitoring/PrometheusRule' and 'shop/other/Monitoring/PrometheusRule'; rename one of them\n[shop/one] Deployment 'greeter' of namespace 'demo' is defined twice, got 'shop/one/Deployment/Resource' and 'shop/other/Deployment/Resource'; rename one of them",
  ],
  [
    'a name is the headless Service of another',
    () => twice({}, { name: 'one-headless', clusterIpService: true }),
    "[shop/one] Service 'one-headless' of namespace 'demo' is defined twice, got 'shop/one/HeadlessService/Resource' and 'shop/other/Service/Resource'; rename one of them",
  ],
  [
    'the replicas are negative',
    () => serve({ replicas: -1 }),
    "[shop/greeter] 'replicas' must be a whole number from 0 to 10000, got -1; pass one in this range",
  ],
  [
    'the user is root',
    () => serve({ user: 0 }),
    "[shop/greeter] 'user' must be a whole number from 1 to 2147483647, got 0; pass one in this range",
  ],
  [
    'replicas are given with autoscaling',
    () => serve({ replicas: 3, autoscaling: { maxReplicas: 5 } }),
    "[shop/greeter] 'replicas' and 'autoscaling' contradict each other, got 3; pass one of them",
  ],
  [
    'replicas are given with another autoscaler',
    () => serve({ replicas: 3, externalAutoscaler: true }),
    "[shop/greeter] 'replicas' and 'externalAutoscaler' contradict each other, got 3; pass one of them",
  ],
  [
    'there are two autoscalers',
    () => serve({ autoscaling: { maxReplicas: 5 }, externalAutoscaler: true }),
    "[shop/greeter] 'autoscaling' and 'externalAutoscaler' contradict each other, got {\"maxReplicas\":5}; pass one of them",
  ],
  [
    'the fewest are more than the most',
    () => serve({ autoscaling: { minReplicas: 5, maxReplicas: 3 } }),
    "[shop/greeter] 'minReplicas' must not be above 'maxReplicas', got 5 and 3; correct one of them",
  ],
  [
    'autoscaling has no limit',
    () => serve({ autoscaling: {} }),
    "[shop/greeter] 'autoscaling.maxReplicas' must be a whole number from 1 to 10000, got undefined; pass one in this range",
  ],
  [
    'autoscaling aims at nothing',
    () => serve({ autoscaling: { maxReplicas: 5, cpuUtilization: 0 } }),
    "[shop/greeter] 'autoscaling.cpuUtilization' must be a whole number from 1 to 1000, got 0; pass one in this range",
  ],
  [
    'autoscaling has nothing to measure by',
    () => serve({ autoscaling: { maxReplicas: 5 }, resources: {} }),
    "[shop/greeter] 'autoscaling' needs a CPU request in 'resources', got {}; pass 'resources.cpu.request'",
  ],
  [
    'autoscaling waits too long',
    () => serve({ autoscaling: { maxReplicas: 5, scaleUpStabilization: Duration.hours(2) } }),
    "[shop/greeter] 'autoscaling.scaleUpStabilization' must be whole seconds from 0 to 3600, got 7200 s; pass a duration in this range",
  ],
  [
    'the health probe is unknown',
    () => serve({ health: { probe: 'http' } }),
    "[shop/greeter] 'health.probe' is unknown, got 'http'; use grpc, tcp, none",
  ],
  [
    'the health port is out of range',
    () => serve({ health: { port: 0 } }),
    "[shop/greeter] 'health.port' must be a whole number from 1 to 65535, got 0; pass one in this range",
  ],
  [
    'the health service is no name',
    () => serve({ health: { service: 'acme Greeter' } }),
    "[shop/greeter] 'health.service' must be the name of a gRPC service, got 'acme Greeter'; pass one such as 'acme.Greeter'",
  ],
  [
    'a server has no time to start',
    () => serve({ health: { startupTime: seconds(1) } }),
    "[shop/greeter] 'health.startupTime' must be whole seconds from 2 to 3600, got 1 s; pass a duration in this range",
  ],
  [
    'a Deployment of its own is to have other probes',
    () => serve({ health: { probe: HealthProbe.NONE } }),
    '[shop/greeter] a Deployment that the library makes has no probes of its own, got HealthProbe.NONE; use HealthProbe.GRPC or TCP',
  ],
  [
    'a connection is asked for a service',
    () => serve({ health: { probe: HealthProbe.TCP, service: 'acme.Greeter' } }),
    "[shop/greeter] 'health.service' has no effect with HealthProbe.TCP, got 'acme.Greeter'; leave it out, or use HealthProbe.GRPC",
  ],
  [
    'gRPC probes meet TLS',
    () => serve({ tls: GrpcTls.byApplication() }),
    "[shop/greeter] the kubelet's gRPC probes cannot speak TLS, got GrpcTls.byApplication(); pass 'health: { probe: HealthProbe.TCP }', or the port of a plaintext health service as 'health.port'",
  ],
  [
    'the drain is shorter than callers need',
    () => serve({ preStop: seconds(10) }),
    "[shop/greeter] 'preStop' must be at least 35 s, the time for which callers go on sending to a pod that leaves, got 10 s; lengthen it, or correct what it is computed from ('dnsTtl' of the cluster, 'resolutionFloor' or 'dnsRefresh' of the strategy)",
  ],
  [
    'there is no drain',
    () => serve({ preStop: seconds(0) }),
    "[shop/greeter] 'preStop' must not be 0 for a Deployment that the library makes, got 0 s; leave it out",
  ],
  [
    'the pod is killed in its drain',
    () => serve({ terminationGracePeriod: seconds(49) }),
    "[shop/greeter] 'terminationGracePeriod' must be at least 50 s (preStop 35 s, longestRequest 10 s, margin 5 s), got 49 s; lengthen it, or leave it out",
  ],
  [
    'the pod is killed before streams without a bound have ended',
    () => serve({ unboundedStreams: true, terminationGracePeriod: seconds(69) }),
    "[shop/greeter] 'terminationGracePeriod' must be at least 70 s (preStop 35 s, unboundedStreams 30 s, margin 5 s), got 69 s; lengthen it, or leave it out",
  ],
  [
    'an imported server has no name',
    () => imported({ name: undefined }),
    "[shop/greeter] 'name' must be a DNS-1035 label, got undefined; use lower case letters, digits and hyphens, begin with a letter and end with a letter or digit",
  ],
  [
    'an imported server has no namespace',
    () => imported({ namespace: undefined }),
    "[shop/greeter] 'namespace' must be a DNS label of at most 63 characters, got undefined; use lower case letters, digits and hyphens, and begin and end with a letter or digit",
  ],
  [
    'the Service of an imported server has a bad name',
    () => imported({ serviceName: 'greeter.demo' }),
    "[shop/greeter] 'serviceName' must be a DNS-1035 label, got 'greeter.demo'; use lower case letters, digits and hyphens, begin with a letter and end with a letter or digit",
  ],
  [
    'the headless Service of an imported server would have too long a name',
    () => imported({ name: 'g'.repeat(60) }),
    "[shop/greeter] 'headlessServiceName' must have at most 63 characters, got 69: 'gggggggggggggggggggggggggggggggggggggggggggggggggggggggggggg-headless'; shorten it",
  ],
  [
    'an imported server is pinged too often',
    () => imported({ keepaliveTime: seconds(1) }),
    "[shop/greeter] 'keepaliveTime' must be whole seconds from 10 to 7200, got 1 s; pass a duration in this range",
  ],
  [
    'an imported server is not pinged, but has to answer',
    () => imported({ keepaliveTimeout: seconds(5) }),
    "[shop/greeter] 'keepaliveTimeout' has no effect without 'keepaliveTime', got 5 s; pass 'keepaliveTime', which the server must permit",
  ],
  [
    'the longest request of an imported server is a number',
    () => imported({ longestRequest: 10 }),
    "[shop/greeter] 'longestRequest' must be a Duration of cdk8s, got 10; pass one such as 'Duration.seconds(30)'",
  ],
];
