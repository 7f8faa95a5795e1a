import { Duration } from 'cdk8s';
import { GrpcServerProps, GrpcTls, HealthProbe, LoadBalancing } from '../../src';
import { container, podTemplate } from '../support/find';
import { Scene, SceneOptions } from '../support/scene';

const seconds = Duration.seconds;
const scene = (options?: SceneOptions, resolutionFloor?: Duration) =>
  new Scene(LoadBalancing.clientSide({ resolutionFloor }), options);

describe('the channel of the client', () => {
  test('is balanced by loadBalancingConfig, which ends in round_robin', () => {
    expect(scene().serviceConfig).toEqual({ loadBalancingConfig: [{ round_robin: {} }] });
  });

  test('has no loadBalancingPolicy, which grpc-js ignores, nor has anything else', () => {
    expect(JSON.stringify(scene().manifests)).not.toContain('loadBalancingPolicy');
  });

  test('dials the headless Service by its full name and with a scheme', () => {
    expect(scene().variables.GREETER_GRPC_TARGET).toBe('dns:///greeter-headless.demo.svc.cluster.local:50051');
  });

  test('has no connection age, which exists on servers only', () => {
    expect(Object.keys(scene().channelArguments).filter((name) => name.includes('age'))).toEqual([]);
  });

  test('goes past an HTTP proxy in the environment, and asks for no service config in DNS', () => {
    expect(scene().channelArguments).toMatchObject({
      'grpc.enable_http_proxy': 0,
      'grpc.service_config_disable_resolution': 1,
    });
  });

  test('retries as it is told, since no proxy does', () => {
    const { serviceConfig } = scene({ connection: { retry: { maxAttempts: 4 } } });
    expect(serviceConfig.methodConfig).toEqual([
      {
        name: [{}],
        retryPolicy: {
          maxAttempts: 4,
          initialBackoff: '0.1s',
          maxBackoff: '1s',
          backoffMultiplier: 2,
          retryableStatusCodes: ['UNAVAILABLE'],
        },
      },
    ]);
  });

  test('watches the health of each pod where it is told to', () => {
    expect(scene({ connection: { healthCheck: 'acme.Greeter' } }).serviceConfig.healthCheckConfig).toEqual({
      serviceName: 'acme.Greeter',
    });
  });

  test('shares its connections with no other channel where several are asked for', () => {
    const { channelArguments, variables } = scene({ connection: { connectionsPerPod: 3 } });
    expect(channelArguments['grpc.use_local_subchannel_pool']).toBe(1);
    expect(variables.GREETER_GRPC_CHANNELS).toBe('3');
    expect(scene().channelArguments).not.toHaveProperty(['grpc.use_local_subchannel_pool']);
  });

  test('resolves as often as gRPC does by itself, unless told otherwise', () => {
    const name = 'grpc.dns_min_time_between_resolutions_ms';
    expect(scene().channelArguments).not.toHaveProperty([name]);
    expect(scene({}, seconds(5)).channelArguments[name]).toBe(5000);
  });
});

describe('keepalive', () => {
  test.each([undefined, seconds(10), seconds(60)])('of a server permits what its clients do: %p', (keepaliveTime) => {
    const { serverArguments, channelArguments } = scene({ server: { keepaliveTime } });
    const permitted = serverArguments['grpc.http2.min_ping_interval_without_data_ms'];
    expect(permitted).toBeLessThan(channelArguments['grpc.keepalive_time_ms']);
    expect(channelArguments['grpc.keepalive_time_ms']).toBe((keepaliveTime ?? seconds(30)).toMilliseconds());
  });

  test('without calls is permitted where clients do it', () => {
    const name = 'grpc.keepalive_permit_without_calls';
    expect([scene().serverArguments[name], scene().channelArguments[name]]).toEqual([1, 1]);
  });

  test('does not end after two pings without data', () => {
    expect(scene().channelArguments['grpc.http2.max_pings_without_data']).toBe(0);
  });

  test('waits 10 s for an answer', () => {
    expect(scene().channelArguments['grpc.keepalive_timeout_ms']).toBe(10000);
    expect(scene().serverArguments['grpc.keepalive_timeout_ms']).toBe(10000);
  });
});

describe('the age of connections', () => {
  test('cannot be forgotten: it is 5 min by default', () => {
    expect(scene().serverArguments['grpc.max_connection_age_ms']).toBe(300000);
  });

  test('has a grace of the longest request', () => {
    const { serverArguments } = scene({ server: { longestRequest: seconds(90) } });
    expect(serverArguments['grpc.max_connection_age_grace_ms']).toBe(90000);
    expect(scene().serverArguments['grpc.max_connection_age_grace_ms']).toBe(10000);
  });

  test('has no grace where streams may last for any time', () => {
    const { serverArguments } = scene({ server: { unboundedStreams: true } });
    expect(serverArguments).toHaveProperty(['grpc.max_connection_age_ms']);
    expect(serverArguments).not.toHaveProperty(['grpc.max_connection_age_grace_ms']);
  });

  test.each([
    ['istio', LoadBalancing.istio()],
    ['linkerd', LoadBalancing.linkerd()],
    ['envoy-sidecar', LoadBalancing.envoySidecar()],
  ])('is not set with %s, which needs none', (_name, strategy) => {
    expect(new Scene(strategy).serverArguments).not.toHaveProperty(['grpc.max_connection_age_ms']);
  });
});

describe('time', () => {
  test('convergence is 390 s: 1.1 connection ages, a resolution floor and a TTL of 30 s each', () => {
    expect(scene().server.convergence.toSeconds()).toBe(390);
  });

  test('the drain is 35 s in 50 s: floor, staleness, longest request, margin', () => {
    const { drain } = scene().server;
    expect([drain.preStop.toSeconds(), drain.terminationGracePeriod.toSeconds()]).toEqual([35, 50]);
  });

  test('a lower floor shortens the convergence', () => {
    expect(scene({}, seconds(5)).server.convergence.toSeconds()).toBe(365);
  });

  // With a floor of 1 s, answers of 30 s and 6 s of drain, two of three requests were lost when all pods were replaced.
  test.each([
    [30, 30, 35],
    [30, 5, 35],
    [30, 0, 30],
    [30, 60, 65],
    [5, 30, 35],
    [1, 30, 31],
    [5, 5, 10],
    [1, 5, 6],
  ])('with a floor of %i s and answers of %i s the drain is %i s: no client asks in vain', (floor, dnsTtl, drain) => {
    const { server } = scene({ cluster: { dnsTtl: seconds(dnsTtl) } }, seconds(floor));
    expect(server.drain.preStop.toSeconds()).toBe(drain);
  });

  test('the grace period covers a longer request', () => {
    const pod = podTemplate(scene({ server: { longestRequest: seconds(100) } }).find('Deployment', 'greeter'));
    expect(pod.spec.terminationGracePeriodSeconds).toBe(35 + 100 + 5);
  });

  test('the grace period covers the 30 s that the adapters give streams without a bound', () => {
    const grace = (server: any) =>
      podTemplate(scene({ server: { unboundedStreams: true, ...server } }).find('Deployment', 'greeter')).spec
        .terminationGracePeriodSeconds;
    expect(grace({})).toBe(35 + 30 + 5);
    expect(grace({ longestRequest: seconds(100) })).toBe(35 + 100 + 5);
  });

  test.each([
    ['1.28', { exec: { command: ['sleep', '35'] } }],
    ['1.29', { exec: { command: ['sleep', '35'] } }],
    ['1.30', { sleep: { seconds: 35 } }],
    ['1.34', { sleep: { seconds: 35 } }],
  ])('Kubernetes %s drains by %j', (kubernetesVersion, preStop) => {
    const deployment = scene({ cluster: { kubernetesVersion } }).find('Deployment', 'greeter');
    expect(container(deployment, 'greeter').lifecycle).toEqual({ preStop });
  });
});

describe('the headless Service', () => {
  const ports = { port: 9000, additionalPorts: [{ name: 'grpc-admin', port: 9001 }] };

  test('maps no port: its port is the target port and that of the container', () => {
    const greeter = scene({ server: ports });
    const { spec } = greeter.find('Service', 'greeter-headless');
    const declared = container(greeter.find('Deployment', 'greeter'), 'greeter').ports;
    for (const { name, port, targetPort } of spec.ports) {
      expect(targetPort).toBe(port);
      expect(declared).toContainEqual(expect.objectContaining({ name, containerPort: port }));
    }
    expect(spec.ports).toHaveLength(2);
  });

  test('is headless, and names ready pods alone', () => {
    const { spec } = scene().find('Service', 'greeter-headless');
    expect(spec.clusterIP).toBe('None');
    expect(spec).not.toHaveProperty('publishNotReadyAddresses');
  });

  test('says h2c, the one value that both meshes read as HTTP/2', () => {
    const { spec } = scene({ server: ports }).find('Service', 'greeter-headless');
    expect(spec.ports.map((port: any) => [port.name, port.appProtocol])).toEqual([
      ['grpc', 'kubernetes.io/h2c'],
      ['grpc-admin', 'kubernetes.io/h2c'],
    ]);
  });

  test('says https where the application encrypts', () => {
    const server = { tls: GrpcTls.byApplication(), health: { probe: HealthProbe.TCP } };
    expect(scene({ server }).find('Service', 'greeter-headless').spec.ports[0].appProtocol).toBe('https');
  });

  test('is the only one unless both are asked for', () => {
    const services = (server = {}) =>
      scene({ server })
        .manifests.filter(({ kind }) => kind === 'Service')
        .map(({ metadata }) => metadata.name);
    expect(services()).toEqual(['greeter-headless']);
    expect(services({ clusterIpService: true }).sort()).toEqual(['greeter', 'greeter-headless']);
  });
});

describe('the Deployment', () => {
  test('takes no pod away before a new one is ready', () => {
    const { spec } = scene().find('Deployment', 'greeter');
    expect(spec.strategy.rollingUpdate.maxUnavailable).toBe(0);
    expect(spec.minReadySeconds).toBe(5);
  });

  test('gets no look-alike variables from Kubernetes, nor does the caller', () => {
    for (const name of ['greeter', 'frontend']) {
      expect(podTemplate(scene().find('Deployment', name)).spec.enableServiceLinks).toBe(false);
    }
  });

  test('is selected by its name alone, and its pods carry no hash', () => {
    const { spec } = scene().find('Deployment', 'greeter');
    expect(spec.selector).toEqual({ matchLabels: { 'app.kubernetes.io/name': 'greeter' } });
    expect(spec.template.metadata.labels).toEqual({ 'app.kubernetes.io/name': 'greeter' });
  });

  test('has a readiness probe, without which DNS names pods that do not serve', () => {
    const { readinessProbe } = container(scene().find('Deployment', 'greeter'), 'greeter');
    expect(readinessProbe.grpc).toEqual({ port: 50051 });
  });
});

describe('the disruption budget', () => {
  const budgeted = (server: Partial<GrpcServerProps>) => () =>
    scene({ server }).find('PodDisruptionBudget', 'greeter').spec.maxUnavailable;

  test.each([{}, { replicas: 2 }, { autoscaling: { maxReplicas: 9 } }])('lets one pod go at a time: %j', (server) => {
    expect(budgeted(server)()).toBe(1);
  });

  test('is there for a server that begins with one pod: by now it may have nine', () => {
    expect(budgeted({ autoscaling: { minReplicas: 1, maxReplicas: 9 } })()).toBe(1);
  });

  test.each([{ replicas: 1 }, { autoscaling: { minReplicas: 1, maxReplicas: 1 } }, { disruptionBudget: false }])(
    'is not there where it says nothing or is not wanted: %j',
    (server) => expect(budgeted(server)).toThrow(),
  );
});

describe('the autoscaler', () => {
  const autoscaling = { maxReplicas: 9 };
  const scaled = () => scene({ server: { autoscaling } });

  test('measures the container of the application, not the proxies', () => {
    const [metric] = scaled().find('HorizontalPodAutoscaler', 'greeter').spec.metrics;
    expect(metric).toMatchObject({
      type: 'ContainerResource',
      containerResource: { container: 'greeter', name: 'cpu' },
    });
  });

  test('adds pods at once: however long clients take to call them, waiting would only prolong the overload', () => {
    const { behavior } = scaled().find('HorizontalPodAutoscaler', 'greeter').spec;
    expect(behavior.scaleUp.stabilizationWindowSeconds).toBe(0);
  });

  test('leaves no number of replicas in the Deployment', () => {
    expect(scaled().find('Deployment', 'greeter').spec).not.toHaveProperty('replicas');
  });
});
