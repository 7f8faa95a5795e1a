import { Duration } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { GrpcClient, GrpcServer, LoadBalancing, strategies } from '../../src';
import { find, podTemplate } from '../support/find';
import { Scene, SceneOptions } from '../support/scene';
import { synthesized, tree } from '../support/synth';

const scene = (options?: strategies.LinkerdOptions, more?: SceneOptions) =>
  new Scene(LoadBalancing.linkerd(options), more);
const WAIT = 'config.alpha.linkerd.io/proxy-wait-before-exit-seconds';
const deployments = (options?: strategies.LinkerdOptions) =>
  ['greeter', 'frontend'].map((name) => scene(options).find('Deployment', name));

test('linkerd.io/inject is on the pods of server and caller, the only place where the webhook looks', () => {
  for (const deployment of deployments()) {
    expect(podTemplate(deployment).metadata.annotations['linkerd.io/inject']).toBe('enabled');
    expect(JSON.stringify(deployment.metadata)).not.toContain('linkerd');
  }
});

test('the annotation is left out where the namespace injects', () => {
  for (const deployment of deployments({ podInjection: false, coverDrain: false })) {
    expect(podTemplate(deployment).metadata.annotations).toEqual({ 'config.linkerd.io/proxy-await': 'enabled' });
  }
});

test('the application starts once the proxy is up, unless it is told not to wait', () => {
  for (const deployment of deployments({ awaitProxy: false, coverDrain: false })) {
    expect(podTemplate(deployment).metadata.annotations).toEqual({ 'linkerd.io/inject': 'enabled' });
  }
});

test('the proxy of a server stays until the server has drained, that of a caller until its last request has ended', () => {
  const [server, caller] = deployments();
  expect(podTemplate(server).metadata.annotations[WAIT]).toBe('20');
  expect(podTemplate(caller).metadata.annotations[WAIT]).toBe('10');
});

test('the pods of a caller are not killed while their proxy waits', () => {
  const { metadata, spec } = podTemplate(
    scene({}, { server: { longestRequest: Duration.seconds(60) } }).find('Deployment', 'frontend'),
  );
  expect(metadata.annotations[WAIT]).toBe('60');
  expect(spec.terminationGracePeriodSeconds).toBe(65);
});

test.each([
  [40, '50'],
  [200, '200'],
])('the proxy of a server that calls one with requests of %s s waits for %s s', (longest, wait) => {
  const { app, chart } = tree(LoadBalancing.linkerd());
  const greeter = new GrpcServer(chart, 'greeter', { image: 'greeter:1', longestRequest: Duration.seconds(40) });
  const longestRequest = Duration.seconds(longest);
  const catalog = new GrpcServer(chart, 'catalog', { image: 'catalog:1', longestRequest });
  new GrpcClient(chart, 'client', { workload: greeter }).connectTo(catalog);
  const { annotations } = podTemplate(find(synthesized(app), 'Deployment', 'greeter')).metadata;
  expect(annotations[WAIT]).toBe(wait);
});

test('the proxy of a Job is a native sidecar where there is one: an ordinary one would outlive the Job', () => {
  for (const [kubernetesVersion, value] of [
    ['1.28', undefined],
    ['1.29', 'true'],
  ]) {
    const { app, chart } = tree(LoadBalancing.linkerd(), { kubernetesVersion });
    const server = new GrpcServer(chart, 'greeter', { image: 'greeter:1' });
    const workload = new kplus.Job(chart, 'Job', { metadata: { name: 'job' }, containers: [{ image: 'job:1' }] });
    new GrpcClient(chart, 'client', { workload }).connectTo(server);
    const { annotations } = podTemplate(find(synthesized(app), 'Job', 'job')).metadata;
    expect(annotations['config.alpha.linkerd.io/proxy-enable-native-sidecar']).toBe(value);
    expect(annotations).not.toHaveProperty([WAIT]);
  }
});

test('the proxy is killed no sooner than it has waited', () => {
  const drain = { preStop: Duration.seconds(15), longestRequest: Duration.seconds(60) };
  const { metadata, spec } = podTemplate(scene({}, { server: drain }).find('Deployment', 'greeter'));
  expect(metadata.annotations[WAIT]).toBe('75');
  expect(spec.terminationGracePeriodSeconds).toBeGreaterThan(75);
});

test('callers dial the ClusterIP Service: a headless one is not balanced', () => {
  const greeter = scene();
  expect(greeter.variables.GREETER_GRPC_TARGET).toBe('dns:///greeter.demo.svc.cluster.local:50051');
  expect(greeter.find('Service', 'greeter').spec).not.toHaveProperty('clusterIP');
});

test('ports are h2c: any other appProtocol than that, http and none is opaque TCP', () => {
  for (const name of ['greeter', 'greeter-headless']) {
    expect(scene().find('Service', name).spec.ports[0].appProtocol).toBe('kubernetes.io/h2c');
  }
});

test('the channel retries as it is told: Linkerd does not by itself', () => {
  expect(scene({}, { connection: { retry: {} } }).serviceConfig.methodConfig[0]).toHaveProperty('retryPolicy');
});

test('the channel does not balance', () => {
  expect(scene().serviceConfig).toEqual({});
});

test.each([25, 587, 3306, 4444, 5432, 6379, 9300, 11211])(
  'port %i is refused: Linkerd takes it for opaque TCP',
  (port) => {
    expect(() => scene({}, { server: { port } })).toThrow(`takes for opaque TCP and does not balance, got ${port}`);
  },
);

test('a port that the cluster does not take for opaque is accepted', () => {
  expect(() => scene({ opaquePorts: [25] }, { server: { port: 9300 } })).not.toThrow();
});

test('nothing else is emitted than for client-side, but the ClusterIP Service', () => {
  const kinds = (strategy: strategies.ILoadBalancingStrategy, server = {}) =>
    new Scene(strategy, { server }).manifests.map(({ kind, metadata }) => `${kind}/${metadata.name}`).sort();
  expect(kinds(LoadBalancing.linkerd())).toEqual(kinds(LoadBalancing.clientSide(), { clusterIpService: true }));
});
