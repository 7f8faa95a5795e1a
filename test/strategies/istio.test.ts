import { Duration } from 'cdk8s';
import { GrpcClient, GrpcServer, LoadBalancing, strategies } from '../../src';
import { container, find, podTemplate } from '../support/find';
import { Scene, SceneOptions } from '../support/scene';
import { synthesized, tree } from '../support/synth';

const { IstioAlgorithm, IstioApiVersion } = strategies;
const seconds = Duration.seconds;
const scene = (options?: strategies.IstioOptions, more?: SceneOptions) => new Scene(LoadBalancing.istio(options), more);
const rule = (options?: strategies.IstioOptions) => scene(options).find('DestinationRule', 'greeter');

describe('the DestinationRule', () => {
  test('is for the full name of the ClusterIP Service: on the headless one it has no effect, with one dot it is ignored', () => {
    const greeter = scene();
    expect(greeter.find('DestinationRule', 'greeter').spec.host).toBe('greeter.demo.svc.cluster.local');
    expect(greeter.find('Service', 'greeter').spec).not.toHaveProperty('clusterIP');
  });

  test('follows the domain of the cluster', () => {
    const { spec } = scene({}, { cluster: { domain: 'shop.example' } }).find('DestinationRule', 'greeter');
    expect(spec.host).toBe('greeter.demo.svc.shop.example');
  });

  test('is in the namespace of the server: in a third one it is ignored', () => {
    expect(rule().metadata.namespace).toBe('demo');
  });

  test('is v1, or v1beta1 for Istio before 1.22', () => {
    expect(rule().apiVersion).toBe('networking.istio.io/v1');
    expect(rule({ apiVersion: IstioApiVersion.V1BETA1 }).apiVersion).toBe('networking.istio.io/v1beta1');
  });

  test('balances in turn, and says nothing else', () => {
    expect(rule().spec.trafficPolicy).toEqual({ loadBalancer: { simple: 'ROUND_ROBIN' } });
  });

  test('has no h2UpgradePolicy, which changes nothing, unless it is asked for', () => {
    expect(JSON.stringify(rule())).not.toContain('h2UpgradePolicy');
    expect(rule({ h2Upgrade: true }).spec.trafficPolicy.connectionPool.http).toEqual({ h2UpgradePolicy: 'UPGRADE' });
  });

  test.each(Object.values(IstioAlgorithm))('balances by %s', (algorithm) => {
    expect(rule({ algorithm }).spec.trafficPolicy.loadBalancer).toEqual({ simple: algorithm });
  });

  test('ejects only pods that cannot be reached, where it ejects at all', () => {
    expect(rule({ outlierDetection: {} }).spec.trafficPolicy.outlierDetection).toEqual({
      splitExternalLocalOriginErrors: true,
      consecutiveLocalOriginFailures: 5,
      consecutive5xxErrors: 0,
      interval: '10s',
      baseEjectionTime: '30s',
      maxEjectionPercent: 50,
    });
  });

  test('says every limit in the words of Istio', () => {
    const limits = {
      maxRequests: 1,
      maxRequestsPerConnection: 2,
      maxRetries: 3,
      connectTimeout: seconds(4),
      idleTimeout: seconds(5),
    };
    expect(rule({ connectionPool: limits }).spec.trafficPolicy.connectionPool).toEqual({
      http: { http2MaxRequests: 1, maxRequestsPerConnection: 2, maxRetries: 3, idleTimeout: '5s' },
      tcp: { connectTimeout: '4s' },
    });
  });

  test('does not prefer the zone of the caller, as Istio by itself does where pods may be left out', () => {
    expect(rule({ outlierDetection: {} }).spec.trafficPolicy.loadBalancer).toEqual({
      simple: 'ROUND_ROBIN',
      localityLbSetting: { enabled: false },
    });
  });

  test('warms up and prefers near pods where it is told to', () => {
    const { loadBalancer } = rule({ warmup: seconds(30), localityPriority: ['a/b'], outlierDetection: {} }).spec
      .trafficPolicy;
    expect(loadBalancer).toEqual({
      simple: 'ROUND_ROBIN',
      warmup: { duration: '30s' },
      localityLbSetting: { enabled: true, failoverPriority: ['a/b'] },
    });
  });
});

describe('the pods', () => {
  const proxyConfig = (annotations: any) => JSON.parse(annotations['proxy.istio.io/config']);
  const templates = (options?: strategies.IstioOptions) =>
    ['greeter', 'frontend'].map((name) => podTemplate(scene(options).find('Deployment', name)).metadata);

  test('of server and caller ask for the proxy by a label, the value of which is text', () => {
    for (const { labels, annotations } of templates()) {
      expect(labels['sidecar.istio.io/inject']).toBe('true');
      expect(annotations).not.toHaveProperty(['sidecar.istio.io/inject']);
    }
  });

  test('ask, and not their Deployment', () => {
    const { metadata } = scene().find('Deployment', 'greeter');
    expect(JSON.stringify(metadata)).not.toContain('istio');
  });

  test('leave it to the namespace where it injects', () => {
    for (const { labels } of templates({ podInjection: false }))
      expect(Object.keys(labels).join()).not.toContain('istio');
  });

  test('name the revision', () => {
    for (const { labels } of templates({ revision: 'canary' })) expect(labels['istio.io/rev']).toBe('canary');
  });

  test('start the application once the proxy is up', () => {
    for (const { annotations } of templates()) {
      expect(proxyConfig(annotations)).toMatchObject({ holdApplicationUntilProxyStarts: true });
    }
  });

  test('of a server keep their proxy until the server has drained, those of a caller until its last request has ended', () => {
    const [server, caller] = templates();
    expect(proxyConfig(server.annotations).terminationDrainDuration).toBe('20s');
    expect(proxyConfig(caller.annotations).terminationDrainDuration).toBe('10s');
  });

  test.each([
    [40, '50s'],
    [200, '200s'],
  ])('of a server that calls one with requests of %s s keep their proxy for %s', (longest, duration) => {
    const { app, chart } = tree(LoadBalancing.istio());
    const greeter = new GrpcServer(chart, 'greeter', { image: 'greeter:1', longestRequest: seconds(40) });
    const catalog = new GrpcServer(chart, 'catalog', { image: 'catalog:1', longestRequest: seconds(longest) });
    new GrpcClient(chart, 'client', { workload: greeter }).connectTo(catalog);
    const { metadata, spec } = podTemplate(find(synthesized(app), 'Deployment', 'greeter'));
    expect(proxyConfig(metadata.annotations)).toEqual({
      holdApplicationUntilProxyStarts: true,
      terminationDrainDuration: duration,
    });
    expect(spec.terminationGracePeriodSeconds).toBe(parseInt(duration) + 5);
  });

  test.each([
    [{ preStop: seconds(15), longestRequest: seconds(60) }, '75s'],
    [{ unboundedStreams: true }, '20s'],
  ])('of a server with %j keep their proxy for %s', (server, duration) => {
    const { annotations } = podTemplate(scene({}, { server }).find('Deployment', 'greeter')).metadata;
    expect(proxyConfig(annotations).terminationDrainDuration).toBe(duration);
  });

  test('have no annotation where nothing is to be said', () => {
    const nothing = templates({ coverDrain: false, holdApplicationUntilProxyStarts: false });
    for (const { annotations } of nothing) expect(annotations ?? {}).not.toHaveProperty(['proxy.istio.io/config']);
  });

  test('keep what the proxy is told otherwise', () => {
    const podAnnotations = { 'proxy.istio.io/config': '{"concurrency":2}' };
    const { annotations } = podTemplate(
      scene({}, { server: { podAnnotations } }).find('Deployment', 'greeter'),
    ).metadata;
    expect(proxyConfig(annotations)).toEqual({
      concurrency: 2,
      holdApplicationUntilProxyStarts: true,
      terminationDrainDuration: '20s',
    });
  });
});

describe('the channel of the client', () => {
  test('dials the ClusterIP Service and does not balance', () => {
    const { variables, serviceConfig } = scene();
    expect(variables.GREETER_GRPC_TARGET).toBe('dns:///greeter.demo.svc.cluster.local:50051');
    expect(serviceConfig).toEqual({});
  });

  test('does not retry: the proxy does, and attempts multiply', () => {
    const { serviceConfig } = scene({}, { connection: { retry: { maxAttempts: 3 }, waitForReady: true } });
    expect(serviceConfig.methodConfig).toEqual([{ name: [{}], waitForReady: true }]);
  });

  test('does not watch the health of a pod that the proxy hides', () => {
    expect(scene({}, { connection: { healthCheck: '' } }).serviceConfig).toEqual({});
  });

  test('sets no authority, without which the proxy knows the Service', () => {
    expect(Object.keys(scene().channelArguments).join()).not.toContain('authority');
  });
});

describe('the Services', () => {
  test('are both there, under two names, with one port object', () => {
    const [both, headless] = ['greeter', 'greeter-headless'].map((name) => scene().find('Service', name).spec);
    expect(both.ports).toEqual(headless.ports);
    expect(both.ports[0]).toMatchObject({ name: 'grpc', appProtocol: 'kubernetes.io/h2c' });
  });
});

test('a pod that leaves is drained for 10 s', () => {
  const greeter = scene();
  expect(container(greeter.find('Deployment', 'greeter'), 'greeter').lifecycle.preStop).toEqual({
    sleep: { seconds: 10 },
  });
  expect(greeter.server.drain.terminationGracePeriod.toSeconds()).toBe(25);
  expect(greeter.server.convergence.toSeconds()).toBe(10);
});
