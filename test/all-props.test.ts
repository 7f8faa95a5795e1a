/** Every prop does something. `Required` lets the compiler ask for a value here for every prop that is new. */
import { ApiObject, Duration } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-27';
import * as grpc from '../src';
import { GrpcClient, GrpcServer, GrpcTls, HealthProbe, IpFamily, LoadBalancing, strategies } from '../src';
import { serveFrom } from './errors/case';
import { everyProp, outcome, scene, workload } from './support/every-prop';
import { tree } from './support/synth';

const { EnvoyPlacement } = strategies;
const seconds = Duration.seconds;
const IMAGE = 'greeter:1';

const server: Required<grpc.GrpcServerOptions> = {
  name: 'other',
  port: 9000,
  additionalPorts: [{ name: 'grpc-admin', port: 9001 }],
  metricsPort: 9090,
  metricsPath: '/prometheus',
  monitoring: { enabled: false },
  longestRequest: seconds(60),
  unboundedStreams: true,
  maxConnectionAge: seconds(60),
  keepaliveTime: seconds(60),
  keepaliveTimeout: seconds(20),
  health: { probe: HealthProbe.TCP },
  preStop: seconds(60),
  terminationGracePeriod: seconds(120),
  clusterIpService: true,
  tls: GrpcTls.byApplication(),
  labels: { team: 'shop' },
  annotations: { owner: 'shop' },
  podAnnotations: { note: 'pod' },
};
const needs = { metricsPath: { metricsPort: 9090 }, tls: { health: { probe: HealthProbe.TCP } } };

describe('GrpcServerProps', () => {
  test.each(
    everyProp<grpc.GrpcServerProps>(
      {
        ...server,
        image: 'greeter:2',
        replicas: 3,
        autoscaling: { maxReplicas: 3 },
        externalAutoscaler: true,
        resources: { cpu: { request: Cpu.millis(200) } },
        user: 1000,
        readOnlyRootFilesystem: false,
        minReady: seconds(10),
        topologySpread: false,
        disruptionBudget: false,
        serviceAccountName: 'greeter',
        imagePullSecrets: ['registry'],
      },
      (props) => scene({ server: props }),
      needs,
    ),
  )('%s', (_prop, hasEffect) => expect(hasEffect()).toBe(true));
});

test('what is undefined is left out, also in a map', () => {
  const nothing: any = { team: undefined };
  const maps = { labels: nothing, annotations: nothing, podAnnotations: nothing };
  expect(scene({ server: maps, select: { cluster: { ruleLabels: nothing } } })).toBe(scene());
  const serviceConfig: any = { methodConfig: undefined, loadBalancingConfig: undefined };
  expect(scene({ connection: { serviceConfig } })).toBe(scene());
  expect(scene({ connection: { serviceConfig, retry: {} } })).toContain('retryPolicy');
  const strategy = LoadBalancing.istio();
  expect(scene({ strategy, connection: { serviceConfig } })).toBe(scene({ strategy }));
  // What the workload says stays.
  const template = { labels: { app: 'frontend', team: 'shop' } };
  expect(() => serveFrom({ template }, { labels: nothing })).not.toThrow();
});

describe('GrpcWorkloadProps', () => {
  const render = (props: any) => {
    const shop = tree(LoadBalancing.clientSide());
    const existing = workload(shop);
    const other = new ApiObject(shop.chart, 'Other', { ...existing.toJson(), metadata: { name: 'other' } });
    GrpcServer.fromWorkload(shop.chart, 'server', {
      container: 'main',
      ...props,
      workload: props.workload === 'other' ? other : existing,
    });
    return shop.app.synthYaml();
  };
  test.each(
    everyProp<grpc.GrpcWorkloadProps>({ ...server, container: 'helper', workload: 'other' as any }, render, needs),
  )('%s', (_prop, hasEffect) => expect(hasEffect()).toBe(true));
});

describe('GrpcServerAttributes', () => {
  const render = (attributes: any) => {
    const shop = tree(LoadBalancing.clientSide());
    const greeter = GrpcServer.fromServerAttributes(shop.chart, 'greeter', {
      name: 'greeter',
      namespace: 'demo',
      ...attributes,
    });
    const client = new GrpcClient(shop.chart, 'client', { workload: workload(shop), container: 'main' });
    client.connectTo(greeter);
    if (attributes.additionalPorts) client.connectTo(greeter, { port: 'grpc-admin' });
    return shop.app.synthYaml();
  };
  // What only another strategy looks at.
  const others: any = {
    serviceName: LoadBalancing.istio(),
    longestRequest: LoadBalancing.envoySidecar({ placement: EnvoyPlacement.CLIENT_POD }),
    tls: LoadBalancing.istio(),
  };
  const attributes: Required<grpc.GrpcServerAttributes> = {
    name: 'other',
    namespace: 'other',
    port: 9000,
    additionalPorts: [{ name: 'grpc-admin', port: 9001 }],
    serviceName: 'service',
    headlessServiceName: 'pods',
    keepaliveTime: seconds(60),
    keepaliveTimeout: seconds(20),
    longestRequest: seconds(60),
    tls: GrpcTls.byApplication(),
  };
  const { serviceName, longestRequest, tls, ...plain } = attributes;
  test.each(everyProp<any>(plain, render, { keepaliveTimeout: { keepaliveTime: seconds(30) } }))(
    '%s',
    (_prop, hasEffect) => expect(hasEffect()).toBe(true),
  );

  test.each(Object.entries({ serviceName, longestRequest, tls }))('%s', (prop, value) => {
    const with_ = (props: any) =>
      outcome(() => {
        const shop = tree(others[prop], { kubernetesVersion: '1.28' });
        const greeter = GrpcServer.fromServerAttributes(shop.chart, 'greeter', {
          name: 'greeter',
          namespace: 'demo',
          ...props,
        });
        new GrpcClient(shop.chart, 'client', { workload: workload(shop), container: 'main' }).connectTo(greeter);
        return shop.app.synthYaml();
      });
    expect(with_({ [prop]: value })).not.toBe(with_({}));
  });
});

describe('HealthOptions', () => {
  test.each(
    everyProp<grpc.HealthOptions>(
      { probe: HealthProbe.TCP, port: 9000, service: 'acme.Greeter', startupTime: seconds(60) },
      (health) => scene({ server: { health } }),
    ),
  )('%s', (_prop, hasEffect) => expect(hasEffect()).toBe(true));
});

describe('AutoscalingOptions', () => {
  test.each(
    everyProp<grpc.AutoscalingOptions>(
      { minReplicas: 3, maxReplicas: 9, cpuUtilization: 50, scaleUpStabilization: seconds(60) },
      (autoscaling) => scene({ server: { autoscaling: { maxReplicas: 5, ...autoscaling } } }),
    ),
  )('%s', (_prop, hasEffect) => expect(hasEffect()).toBe(true));
});

describe('GrpcClientProps', () => {
  const render = (props: any) => {
    const shop = tree(LoadBalancing.clientSide());
    const greeter = new GrpcServer(shop.chart, 'greeter', { image: IMAGE });
    const existing = workload(shop);
    const client = { container: 'main', ...props, workload: props.workload ? greeter : existing };
    new GrpcClient(shop.chart, 'client', {
      ...client,
      container: props.workload ? undefined : client.container,
    }).connectTo(greeter);
    return shop.app.synthYaml();
  };
  test.each(everyProp<grpc.GrpcClientProps>({ workload: 'the server' as any, container: 'helper' }, render))(
    '%s',
    (_prop, hasEffect) => expect(hasEffect()).toBe(true),
  );
});

describe('ConnectOptions', () => {
  const strategy = LoadBalancing.envoySidecar({ placement: EnvoyPlacement.CLIENT_POD });
  test.each(
    everyProp<grpc.ConnectOptions>(
      {
        as: 'OTHER',
        port: 'grpc-admin',
        retry: {},
        healthCheck: '',
        waitForReady: true,
        connectionsPerPod: 2,
        localPort: 19005,
        serviceConfig: { retryThrottling: { maxTokens: 10, tokenRatio: 0.1 } },
      },
      ({ context, ...connection }) =>
        scene({ connection, ...context, server: { additionalPorts: server.additionalPorts } }),
      { localPort: { context: { strategy } } },
    ),
  )('%s', (_prop, hasEffect) => expect(hasEffect()).toBe(true));
});

describe('RetryPolicy', () => {
  test.each(
    everyProp<grpc.RetryPolicy>(
      { maxAttempts: 2, retryableStatusCodes: ['ABORTED'], initialBackoff: seconds(1) },
      (retry) => scene({ connection: { retry } }),
    ),
  )('%s', (_prop, hasEffect) => expect(hasEffect()).toBe(true));
});

describe('SelectOptions', () => {
  test.each(
    everyProp<grpc.SelectOptions>(
      { cluster: { domain: 'shop.local' }, monitoring: { enabled: false }, helm: true },
      (select) => scene({ select }),
    ),
  )('%s', (_prop, hasEffect) => expect(hasEffect()).toBe(true));
});

describe('ClusterFacts', () => {
  test.each(
    everyProp<grpc.ClusterFacts>(
      {
        kubernetesVersion: '1.28',
        domain: 'shop.local',
        dnsTtl: seconds(60),
        ipFamily: IpFamily.IPV6,
        ruleLabels: { release: 'prometheus' },
      },
      (cluster) => scene({ strategy: LoadBalancing.envoySidecar(), select: { cluster } }),
    ),
  )('%s', (_prop, hasEffect) => expect(hasEffect()).toBe(true));
});

describe('StrategyOptions', () => {
  const names = { clientSide: 'client-side', istio: 'istio', linkerd: 'linkerd', envoySidecar: 'envoy-sidecar' };
  const options: Required<grpc.StrategyOptions> = {
    clientSide: { resolutionFloor: seconds(5) },
    istio: { podInjection: false },
    linkerd: { podInjection: false },
    envoySidecar: { concurrency: 8 },
  };
  afterEach(() => delete process.env.GRPC_LB_STRATEGY);

  test.each(Object.keys(options) as (keyof typeof options)[])('%s', (prop) => {
    process.env.GRPC_LB_STRATEGY = names[prop];
    const render = (all: grpc.StrategyOptions) => scene({ strategy: LoadBalancing.fromEnvironment(all) });
    const { [prop]: mine, ...others } = options;
    expect(render({ [prop]: mine })).not.toBe(render({}));
    expect(render(others)).toBe(render({}));
  });
});
