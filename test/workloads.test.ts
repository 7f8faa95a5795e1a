import { Duration } from 'cdk8s';
import * as plus27 from 'cdk8s-plus-27';
import * as plus33 from 'cdk8s-plus-33';
import { IConstruct } from 'constructs';
import { GrpcClient, GrpcServer, HealthProbe, LoadBalancing, strategies } from '../src';
import { plain } from './errors/case';
import { container, environment, find, podTemplate } from './support/find';
import { synthesized, tree, Tree } from './support/synth';
import { changes, Define, WORKLOADS } from './support/workloads';

const { EnvoyPlacement } = strategies;

/** What each strategy puts into the pods of a server and of a client, as paths of the template and their values. */
const STRATEGIES = {
  'client-side': { create: () => LoadBalancing.clientSide(), preStop: 35, server: {}, client: {} },
  istio: {
    create: () => LoadBalancing.istio(),
    preStop: 10,
    server: { labels: ['sidecar.istio.io/inject'], annotations: ['proxy.istio.io/config'] },
    client: { labels: ['sidecar.istio.io/inject'], annotations: ['proxy.istio.io/config'] },
  },
  linkerd: {
    create: () => LoadBalancing.linkerd(),
    preStop: 10,
    server: {
      annotations: [
        'config.alpha.linkerd.io/proxy-wait-before-exit-seconds',
        'config.linkerd.io/proxy-await',
        'linkerd.io/inject',
      ],
    },
    client: {
      annotations: [
        'config.alpha.linkerd.io/proxy-wait-before-exit-seconds',
        'config.linkerd.io/proxy-await',
        'linkerd.io/inject',
      ],
    },
  },
  'envoy in the server': {
    create: () => LoadBalancing.envoySidecar(),
    preStop: 35,
    server: { annotations: ['checksum/grpc-envoy'], proxy: true },
    client: {},
  },
  'envoy in the client': {
    create: () => LoadBalancing.envoySidecar({ placement: EnvoyPlacement.CLIENT_POD }),
    preStop: 35,
    server: {},
    client: { labels: ['cdk8s-grpc/client'], annotations: ['checksum/grpc-envoy'], proxy: true },
  },
} as const;

type StrategyName = keyof typeof STRATEGIES;
interface Parts {
  readonly labels?: readonly string[];
  readonly annotations?: readonly string[];
  readonly proxy?: boolean;
}

const VALUES: { [key: string]: any } = {
  'sidecar.istio.io/inject': 'true',
  'proxy.istio.io/config': expect.stringMatching(
    /^{"holdApplicationUntilProxyStarts":true(,"terminationDrainDuration":"[12]0s")?}$/,
  ),
  'config.linkerd.io/proxy-await': 'enabled',
  'config.alpha.linkerd.io/proxy-wait-before-exit-seconds': expect.stringMatching(/^[12]0$/),
  'linkerd.io/inject': 'enabled',
  'sidecar.istio.io/nativeSidecar': 'true',
  'config.alpha.linkerd.io/proxy-enable-native-sidecar': 'true',
  'cdk8s-grpc/client': 'app',
  'checksum/grpc-envoy': expect.stringMatching(/^[0-9a-f]{16}$/),
};

/** Annotations without which a mesh's proxy would keep the pods of a Job from ever completing. */
const COMPLETES: { [name: string]: string[] } = {
  istio: ['sidecar.istio.io/nativeSidecar'],
  linkerd: ['config.alpha.linkerd.io/proxy-enable-native-sidecar'],
};

const LONG_RUNNING = ['Deployment', 'StatefulSet', 'DaemonSet', 'Rollout'];

function table(kinds?: string[]): [library: string, kind: string, name: StrategyName, define: Define][] {
  const names = Object.keys(STRATEGIES) as StrategyName[];
  return Object.entries(WORKLOADS).flatMap(([library, defines]) =>
    Object.entries(defines)
      .filter(([kind]) => !kinds || kinds.includes(kind))
      .flatMap(([kind, define]) =>
        names.map((name): [string, string, StrategyName, Define] => [library, kind, name, define]),
      ),
  );
}

/** The workload alone, and with what `use` makes of it; both from YAML text. */
function beforeAndAfter(
  kind: string,
  name: StrategyName,
  define: Define,
  use: (shop: Tree, workload: IConstruct) => void,
) {
  const alone = tree();
  define(alone.chart);
  const shop = tree(STRATEGIES[name].create());
  use(shop, define(shop.chart));
  const manifests = synthesized(shop.app);
  const again = synthesized(shop.app);
  return { before: find(synthesized(alone.app), kind, 'app'), after: find(manifests, kind, 'app'), manifests, again };
}

/** Paths in the pod template that the strategy's parts account for. */
function accountedFor({ labels = [], annotations = [], proxy }: Parts): string[] {
  return [
    ...annotations.map((key) => `+ metadata.annotations.${key}`),
    ...labels.map((key) => `+ metadata.labels.${key}`),
    ...(proxy ? ['+ spec.initContainers.grpc-envoy', '+ spec.volumes'] : []),
    '+ spec.enableServiceLinks',
  ];
}

function expectParts(template: any, { labels = [], annotations = [], proxy }: Parts): void {
  const values = (keys: readonly string[]) => Object.fromEntries(keys.map((key) => [key, VALUES[key]]));
  expect(template.metadata.labels).toMatchObject(values(labels));
  expect(template.metadata.annotations).toMatchObject(values(annotations));
  const names = template.spec.initContainers.map((init: any) => [init.name, init.restartPolicy]);
  // First: what the init containers of the user call may go through it.
  expect(names).toEqual([...(proxy ? [['grpc-envoy', 'Always']] : []), ['migrate', undefined]]);
}

/** Changes outside the pod template. */
function outside(before: any, after: any): string[] {
  const bare = (manifest: any) => {
    const copy = structuredClone(manifest);
    delete (copy.spec.jobTemplate?.spec ?? copy.spec).template;
    return copy;
  };
  return before.kind === 'Pod' ? [] : changes(bare(before), bare(after));
}

/** The variables of a container: each may refer to those before it, a reference to a later one stays as it is. */
function asKubernetesReads(env: { name: string; value: string }[]): { [name: string]: string } {
  const values: { [name: string]: string } = {};
  for (const { name, value } of env)
    values[name] = value.replace(/\$\((\w+)\)/g, (reference, other) => values[other] ?? reference);
  return values;
}

describe('GrpcServer.fromWorkload', () => {
  test.each(table(LONG_RUNNING))('%s %s with %s', (_library, kind, name, define) => {
    const { server, preStop } = STRATEGIES[name];
    const { before, after, manifests, again } = beforeAndAfter(kind, name, define, ({ chart }, workload) =>
      GrpcServer.fromWorkload(chart, 'server', { workload }),
    );
    expectParts(podTemplate(after), server);
    const main = container(after, 'main');
    expect(main.lifecycle).toEqual({ preStop: { sleep: { seconds: preStop } } });
    expect(main.readinessProbe).toMatchObject({ grpc: { port: 50051 } });
    expect(main.ports).toEqual([{ name: 'grpc', containerPort: 50051, protocol: 'TCP' }]);
    expect(JSON.parse(environment(after, 'main').GRPC_SERVER_OPTIONS)).toHaveProperty(['grpc.keepalive_time_ms']);

    const own = ['env.GRPC_SERVER_OPTIONS', 'lifecycle', 'livenessProbe', 'ports', 'readinessProbe', 'startupProbe'];
    const expected = [
      ...accountedFor(server),
      '+ metadata.labels.app.kubernetes.io/name',
      ...own.map((path) => `+ spec.containers.main.${path}`),
      ...(preStop > 15 ? ['~ spec.terminationGracePeriodSeconds'] : []),
    ];
    expect(changes(podTemplate(before), podTemplate(after)).sort()).toEqual(expected.sort());
    const minReady = `${before.spec.minReadySeconds === undefined ? '+' : '~'} spec.minReadySeconds`;
    const rollout = kind === 'Deployment' ? [minReady, '~ spec.strategy.rollingUpdate.maxUnavailable'] : [minReady];
    expect(outside(before, after)).toEqual(kind === 'Rollout' ? [] : rollout);

    const { selector } = find(manifests, 'Service', 'app-headless').spec;
    expect(selector).toEqual(after.spec.selector.matchLabels);
    expect(podTemplate(after).metadata.labels).toMatchObject(selector);
    expect(again).toEqual(manifests);
  });
});

describe('GrpcClient', () => {
  test.each(table())('%s %s with %s', (_library, kind, name, define) => {
    const parts: Parts = STRATEGIES[name].client;
    const completes = kind === 'Job' || kind === 'CronJob' ? (COMPLETES[name] ?? []) : [];
    // The proxy of a Job has to end with it.
    const own = (parts.annotations ?? []).filter((key) => completes.length === 0 || !key.includes('before-exit'));
    const client = { ...parts, annotations: [...own, ...completes] };
    const { before, after, manifests, again } = beforeAndAfter(kind, name, define, ({ chart }, workload) => {
      const server = new GrpcServer(chart, 'greeter', { image: 'greeter:1' });
      new GrpcClient(chart, 'client', { workload }).connectTo(server);
    });
    expectParts(podTemplate(after), client);
    const env = environment(after, 'main');
    expect(env).toMatchObject({ GREETING: 'hello', GREETER_GRPC_CHANNELS: '1' });
    expect(env.GREETER_GRPC_TARGET).toMatch(
      /^dns:\/\/\/(greeter(-headless)?\.demo\.svc\.cluster\.local:50051|127\.0\.0\.1:19001)$/,
    );
    expect(JSON.parse(env.GREETER_GRPC_CHANNEL_OPTIONS)).toHaveProperty(['grpc.enable_http_proxy'], 0);

    const variables = ['CHANNELS', 'CHANNEL_OPTIONS', 'TARGET'];
    const expected = [
      ...accountedFor(client),
      ...variables.map((variable) => `+ spec.containers.main.env.GREETER_GRPC_${variable}`),
    ];
    expect(changes(podTemplate(before), podTemplate(after)).sort()).toEqual(expected.sort());
    expect(outside(before, after)).toEqual([]);
    expect(again).toEqual(manifests);
  });

  test.each(Object.keys(STRATEGIES) as StrategyName[])('of a GrpcServer that is itself a client, with %s', (name) => {
    const { chart, app } = tree(STRATEGIES[name].create());
    const catalog = new GrpcServer(chart, 'catalog', { image: 'catalog:1' });
    const greeter = new GrpcServer(chart, 'greeter', { image: 'greeter:1' });
    new GrpcClient(chart, 'client', { workload: greeter }).connectTo(catalog);
    const manifests = synthesized(app);
    const deployment = find(manifests, 'Deployment', 'greeter');
    expect(Object.keys(environment(deployment, 'greeter'))).toEqual([
      'GRPC_SERVER_OPTIONS',
      'CATALOG_GRPC_CHANNELS',
      'CATALOG_GRPC_CHANNEL_OPTIONS',
      'CATALOG_GRPC_TARGET',
    ]);
    expect(container(deployment, 'greeter').lifecycle.preStop).toEqual({
      sleep: { seconds: STRATEGIES[name].preStop },
    });
    const proxies = (podTemplate(deployment).spec.initContainers ?? []).map(({ name }: any) => name);
    expect(proxies).toEqual(name.startsWith('envoy') ? ['grpc-envoy'] : []);
    expect(synthesized(app)).toEqual(manifests);
  });

  test.each([
    ['the server', LoadBalancing.envoySidecar()],
    ['the client', LoadBalancing.envoySidecar({ placement: EnvoyPlacement.CLIENT_POD })],
  ])('of a server with one container, beside which an Envoy of %s is an ordinary one', (_placement, strategy) => {
    const { chart, app } = tree(strategy, { kubernetesVersion: '1.28' });
    const workload = WORKLOADS.ApiObject.Deployment(chart);
    const server = GrpcServer.fromWorkload(chart, 'server', { workload });
    new GrpcClient(chart, 'client', { workload }).connectTo(server);
    const deployment = find(synthesized(app), 'Deployment', 'app');
    expect(podTemplate(deployment).spec.containers.map(({ name }: any) => name)).toEqual(['main', 'grpc-envoy']);
    expect(Object.keys(environment(deployment, 'main'))).toEqual([
      'GRPC_SERVER_OPTIONS',
      'APP_GRPC_CHANNELS',
      'APP_GRPC_CHANNEL_OPTIONS',
      'APP_GRPC_TARGET',
      'GREETING',
    ]);
  });

  test.each([
    ['Never', true],
    ['OnFailure', true],
    ['Always', false],
    [undefined, false],
  ])('of a Pod with the restart policy %s may come to its end: %s', (restartPolicy, completes) => {
    for (const name of Object.keys(COMPLETES) as StrategyName[]) {
      const shop = tree(STRATEGIES[name].create());
      const spec = { containers: [{ name: 'main' }], restartPolicy };
      const greeter = new GrpcServer(shop.chart, 'greeter', { image: 'greeter:1' });
      new GrpcClient(shop.chart, 'client', { workload: plain(shop, { kind: 'Pod', spec }) }).connectTo(greeter);
      const { annotations } = find(synthesized(shop.app), 'Pod', 'frontend').metadata;
      expect(COMPLETES[name].every((key) => key in annotations)).toBe(completes);
    }
  });

  test.each(Object.entries(WORKLOADS))('of a server that a Deployment of %s runs', (_library, { Deployment }) => {
    const { chart, app } = tree(LoadBalancing.istio());
    const workload = GrpcServer.fromWorkload(chart, 'greeter', { workload: Deployment(chart) });
    const catalog = new GrpcServer(chart, 'catalog', { image: 'catalog:1' });
    new GrpcClient(chart, 'client', { workload }).connectTo(catalog);
    const deployment = find(synthesized(app), 'Deployment', 'app');
    expect(Object.keys(environment(deployment, 'main')).sort()).toEqual([
      'CATALOG_GRPC_CHANNELS',
      'CATALOG_GRPC_CHANNEL_OPTIONS',
      'CATALOG_GRPC_TARGET',
      'GREETING',
      'GRPC_SERVER_OPTIONS',
    ]);
  });
});

describe('an edit of a workload', () => {
  test('gives an image the target under a name of its own', () => {
    const { chart, app } = tree(LoadBalancing.envoySidecar({ placement: EnvoyPlacement.CLIENT_POD }));
    const workload = WORKLOADS['cdk8s-plus-27'].Deployment(chart) as any;
    workload.containers[0].env.addVariable('ORDERS_ADDR', plus27.EnvValue.fromValue('$(ORDERS_GRPC_TARGET)'));
    const orders = GrpcServer.fromServerAttributes(chart, 'orders', { name: 'orders', namespace: 'demo' });
    new GrpcClient(chart, 'client', { workload }).connectTo(orders);
    const { env } = container(find(synthesized(app), 'Deployment', 'app'), 'main');
    expect(asKubernetesReads(env).ORDERS_ADDR).toBe('dns:///127.0.0.1:19001');
  });

  test('picks the container that is named', () => {
    const { chart, app } = tree(LoadBalancing.clientSide());
    const workload = WORKLOADS['cdk8s-plus-33'].Deployment(chart);
    (workload as any).addContainer({ name: 'helper', image: 'helper:1' });
    GrpcServer.fromWorkload(chart, 'server', { workload, container: 'helper' });
    const deployment = find(synthesized(app), 'Deployment', 'app');
    expect(environment(deployment, 'main')).toEqual({ GREETING: 'hello' });
    expect(environment(deployment, 'helper')).toHaveProperty('GRPC_SERVER_OPTIONS');
  });

  test('keeps what the container has: its ports, its probes, a longer grace period', () => {
    const { chart, app } = tree(LoadBalancing.clientSide());
    const workload = WORKLOADS.ApiObject.StatefulSet(chart) as any;
    const readinessProbe = { exec: { command: ['ready'] } };
    const ports = [{ name: 'api', containerPort: 50051 }];
    const render = workload.toJson.bind(workload);
    workload.toJson = () => {
      const manifest = render();
      manifest.spec.template.spec.terminationGracePeriodSeconds = 300;
      Object.assign(manifest.spec.template.spec.containers[0], { ports, readinessProbe });
      return manifest;
    };
    GrpcServer.fromWorkload(chart, 'server', { workload });
    const statefulSet = find(synthesized(app), 'StatefulSet', 'app');
    expect(container(statefulSet, 'main')).toMatchObject({ ports, readinessProbe });
    expect(podTemplate(statefulSet).spec.terminationGracePeriodSeconds).toBe(300);
  });

  test.each([
    [{ sleep: { seconds: 29 } }, 29 + 10 + 5],
    [{ exec: { command: ['sleep', '60'] } }, 60 + 10 + 5],
    [{ exec: { command: ['/bin/sh', '-c', 'sleep 60'] } }, 60 + 10 + 5],
    // How long it takes is not known.
    [{ exec: { command: ['/drain.sh', '60'] } }, 30],
    [{ httpGet: { path: '/drain', port: 8080 } }, 30],
  ])('leaves time for requests after a hook of its own: %j', (preStop, grace) => {
    const shop = tree(LoadBalancing.clientSide());
    const workload = plain(shop, { pod: { container: { lifecycle: { preStop } } } });
    GrpcServer.fromWorkload(shop.chart, 'server', { workload, preStop: Duration.seconds(0) });
    const { spec } = podTemplate(find(synthesized(shop.app), 'Deployment', 'frontend'));
    expect(spec.containers[0].lifecycle.preStop).toEqual(preStop);
    expect(spec.terminationGracePeriodSeconds).toBe(grace);
  });

  test.each([
    [plus27, HealthProbe.GRPC, { grpc: { port: 50051 }, periodSeconds: 2, failureThreshold: 150 }],
    [
      plus33 as unknown as typeof plus27,
      HealthProbe.TCP,
      { tcpSocket: { port: 50051 }, periodSeconds: 2, failureThreshold: 150 },
    ],
    [plus27, HealthProbe.NONE, { tcpSocket: { port: 50051 }, failureThreshold: 3 }],
  ])('gives a server the time to start that it needs, whatever cdk8s-plus adds', (plus, probe, expected) => {
    const { chart, app } = tree(LoadBalancing.clientSide());
    const readiness = plus.Probe.fromCommand(['ready']);
    const containers = [{ name: 'main', image: 'app:1', portNumber: 50051, readiness }];
    const workload = new plus.Deployment(chart, 'App', { metadata: { name: 'app' }, containers });
    const startupTime = probe === HealthProbe.NONE ? undefined : Duration.minutes(5);
    GrpcServer.fromWorkload(chart, 'server', { workload, name: 'app', health: { probe, startupTime } });
    expect(container(find(synthesized(app), 'Deployment', 'app'), 'main').startupProbe).toEqual(expected);
  });

  test('sees what the user changes after it', () => {
    const { chart, app } = tree(LoadBalancing.clientSide());
    const workload = WORKLOADS['cdk8s-plus-27'].Deployment(chart) as any;
    GrpcServer.fromWorkload(chart, 'server', { workload });
    workload.podMetadata.addLabel('late', 'yes');
    expect(podTemplate(find(synthesized(app), 'Deployment', 'app')).metadata.labels.late).toBe('yes');
  });
});
