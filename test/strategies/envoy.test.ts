import { spawnSync } from 'child_process';
import { Duration, Size } from 'cdk8s';
import { IpFamily, strategies } from '../../src';
import { EnvoyScene } from '../support/envoy-scene';
import { podTemplate } from '../support/find';
import { SceneOptions } from '../support/scene';

const { EnvoyAlgorithm, EnvoyPlacement } = strategies;
const seconds = Duration.seconds;
const TYPE = 'type.googleapis.com/envoy.';

const inServers = (options: strategies.EnvoySidecarOptions = {}, more?: SceneOptions) => new EnvoyScene(options, more);
const inClients = (options: strategies.EnvoySidecarOptions = {}, more?: SceneOptions) =>
  new EnvoyScene({ placement: EnvoyPlacement.CLIENT_POD, ...options }, more);

describe.each([
  ['server', inServers],
  ['client', inClients],
] as const)('Envoy in the pods of the %s', (_where, scene) => {
  test('has a typed router, without which it does not start', () => {
    const [, router] = scene().manager.http_filters;
    expect(router.typed_config).toEqual({ '@type': `${TYPE}extensions.filters.http.router.v3.Router` });
  });

  test('speaks HTTP/2 by typed options, as those of the cluster are deprecated', () => {
    const { cluster } = scene();
    expect(cluster).not.toHaveProperty('http2_protocol_options');
    expect(cluster.typed_extension_protocol_options['envoy.extensions.upstreams.http.v3.HttpProtocolOptions']).toEqual({
      '@type': `${TYPE}extensions.upstreams.http.v3.HttpProtocolOptions`,
      explicit_http_config: {
        http2_protocol_options: { initial_stream_window_size: 262144, initial_connection_window_size: 4194304 },
      },
    });
  });

  test('has no timeout for a route, the default of which ends every request after 15 s', () => {
    expect(scene().route.route).toMatchObject({
      timeout: '0s',
      max_stream_duration: { grpc_timeout_header_max: '0s' },
    });
  });

  test('has no timeout for an idle stream', () => {
    expect(scene().manager).toMatchObject({ stream_idle_timeout: '0s', request_timeout: '0s' });
  });

  test('refuses requests before it is killed for its memory', () => {
    const { resource_monitors } = scene({ memoryLimit: Size.mebibytes(100) }).bootstrap.overload_manager;
    expect(resource_monitors[0].typed_config.max_heap_size_bytes).toBe(80 * 1024 * 1024);
  });

  test('takes gRPC alone', () => {
    expect(scene().route.match).toEqual({ prefix: '/', grpc: {} });
  });

  test('retries only what has not reached a pod, on another one', () => {
    const { retry_policy } = scene().route.route;
    expect(retry_policy.retry_on).toBe('connect-failure,refused-stream,reset-before-request');
    expect(retry_policy.retry_host_predicate[0].name).toBe('envoy.retry_host_predicates.previous_hosts');
  });

  test('has its admin port on loopback, and shows of it what Prometheus and the kubelet need', () => {
    const { bootstrap, listeners } = scene();
    expect(bootstrap.admin.address.socket_address).toEqual({ address: '127.0.0.1', port_value: 19091 });
    const stats = listeners.find(({ name }) => name === 'stats');
    const { routes } = stats.filter_chains[0].filters[0].typed_config.route_config.virtual_hosts[0];
    expect(routes.map(({ match }: any) => match)).toEqual([{ path: '/stats/prometheus' }, { path: '/ready' }]);
    expect(stats.address.socket_address).toEqual({ address: '0.0.0.0', port_value: 19090 });
  });

  test('ejects pods for local failures alone: what the application answers ejects none', () => {
    const { outlier_detection } = scene().cluster;
    expect(outlier_detection).toMatchObject({ split_external_local_origin_errors: true, enforcing_consecutive_5xx: 0 });
    expect(outlier_detection).not.toHaveProperty('consecutive_5xx');
    const enforced = Object.entries(outlier_detection).filter(([key, value]) => key.startsWith('enforcing') && value);
    expect(enforced).toEqual([]);
  });

  test('ejects pods for answers where it is told to', () => {
    const { outlier_detection } = scene({ consecutiveServerErrors: 7 }).cluster;
    expect(outlier_detection).toMatchObject({ consecutive_5xx: 7, enforcing_consecutive_5xx: 100 });
  });

  test('asks DNS for the headless name with a dot at its end: one query instead of five', () => {
    const [{ lb_endpoints }] = scene().cluster.load_assignment.endpoints;
    expect(lb_endpoints[0].endpoint.address.socket_address).toEqual({
      address: 'greeter-headless.demo.svc.cluster.local.',
      port_value: 50051,
    });
  });

  test('asks DNS every 5 s at the latest, with jitter, whatever the TTL says, by the extension that is not deprecated', () => {
    const { cluster_type, ...cluster } = scene().cluster;
    expect(cluster_type).toEqual({
      name: 'envoy.cluster.strict_dns',
      typed_config: {
        '@type': `${TYPE}extensions.clusters.dns.v3.DnsCluster`,
        dns_refresh_rate: '4s',
        dns_jitter: '1s',
        dns_failure_refresh_rate: { base_interval: '1s', max_interval: '5s' },
        respect_dns_ttl: false,
        dns_lookup_family: 'V4_ONLY',
      },
    });
    expect(Object.keys(cluster).join()).not.toMatch(/dns/);
  });

  test('balances in turn, or by load', () => {
    expect(scene().cluster.lb_policy).toBe('ROUND_ROBIN');
    expect(scene({ algorithm: EnvoyAlgorithm.LEAST_REQUEST }).cluster.lb_policy).toBe('LEAST_REQUEST');
  });

  test('has no limit of requests that a service reaches', () => {
    const [threshold] = scene().cluster.circuit_breakers.thresholds;
    expect(threshold.max_requests).toBeGreaterThan(1024);
    expect(threshold.max_pending_requests).toBeGreaterThan(1024);
  });

  test('counts by pod, but not by method, of which callers may make up any number', () => {
    expect(scene().cluster.track_cluster_stats).toEqual({ per_endpoint_stats: true });
    expect(scene().manager.http_filters[0].typed_config.stats_for_all_methods).toBe(false);
  });

  test('rolls the pods when its configuration changes, and only then', () => {
    const digest = (options?: strategies.EnvoySidecarOptions) => scene(options).annotations['checksum/grpc-envoy'];
    expect(digest()).toBe(digest({ concurrency: 4 }));
    expect(digest()).not.toBe(digest({ dnsRefresh: seconds(10) }));
  });

  test('runs two workers as a user with few rights', () => {
    const { args, securityContext } = scene().envoy;
    expect(args.join(' ')).toContain('--concurrency 2');
    expect(securityContext).toMatchObject({ runAsUser: 101, runAsNonRoot: true, readOnlyRootFilesystem: true });
  });

  test.each([
    ['1.28', 'containers', undefined],
    ['1.29', 'initContainers', 'Always'],
    ['1.30', 'initContainers', 'Always'],
  ] as const)('is on Kubernetes %s one of the %s', (kubernetesVersion, list, restartPolicy) => {
    const greeter = scene({}, { cluster: { kubernetesVersion } });
    const { spec } = podTemplate(greeter.find('Deployment', greeter.pods));
    expect(spec[list].find(({ name }: any) => name === 'grpc-envoy').restartPolicy).toBe(restartPolicy);
  });

  test('outlives the application on Kubernetes 1.28, where nobody keeps the order', () => {
    const greeter = scene({}, { cluster: { kubernetesVersion: '1.28' } });
    const { terminationGracePeriodSeconds } = podTemplate(greeter.find('Deployment', greeter.pods)).spec;
    const [, slept] = /(?:^sleep |SECONDS >= )(\d+)/.exec(greeter.envoy.lifecycle.preStop.exec.command[2])!;
    expect(Number(slept)).toBeGreaterThanOrEqual(10);
    expect(terminationGracePeriodSeconds).toBeGreaterThan(Number(slept));
  });
});

describe('Envoy in the pods of the server', () => {
  test('is where the ClusterIP Service leads; the headless one leads to the application, or there would be a loop', () => {
    const [both, headless] = ['greeter', 'greeter-headless'].map(
      (name) => inServers().find('Service', name).spec.ports[0],
    );
    expect([both.port, both.targetPort]).toEqual([50051, 19001]);
    expect([headless.port, headless.targetPort]).toEqual([50051, 50051]);
  });

  test('falls back to the own pod when DNS knows no pod', () => {
    const [, fallback] = inServers().cluster.load_assignment.endpoints;
    expect(fallback.priority).toBe(1);
    expect(fallback.lb_endpoints[0].endpoint.address.socket_address).toEqual({
      address: '127.0.0.1',
      port_value: 50051,
    });
  });

  test('leaves the authority as it is', () => {
    expect(inServers().route.route).not.toHaveProperty('host_rewrite_literal');
  });

  test('listens on all addresses', () => {
    expect(inServers().listeners[0].address.socket_address).toEqual({ address: '0.0.0.0', port_value: 19001 });
  });

  describe('when its pod ends', () => {
    const longRequests = { server: { longestRequest: seconds(60) } };
    const hook = (more?: SceneOptions) => inServers({}, more).envoy.lifecycle.preStop.exec.command;

    test('tells its callers to leave, with the first response', () => {
      const [shell, , script] = hook();
      expect(shell).toBe('bash');
      expect(script).toContain('/dev/tcp/127.0.0.1/19091');
      expect(script).toContain("admin 'POST /drain_listeners?graceful&skip_exit'");
      expect(inServers().envoy.args.join(' ')).toContain('--drain-strategy immediate');
    });

    test('has told those that get no response before their time is over', () => {
      const { manager, server } = inServers();
      expect(manager.common_http_protocol_options).toEqual({ idle_timeout: '17s' });
      expect(2 * 17).toBeLessThanOrEqual(server.drain.preStop.toSeconds());
    });

    test.each(['1.28', '1.30'])('waits for requests to other pods, which end last (Kubernetes %s)', (version) => {
      const script = hook({ ...longRequests, cluster: { kubernetesVersion: version } })[2];
      expect(script.split('\n').slice(3)).toEqual(['sleep 35', 'until idle || ((SECONDS >= 95)); do sleep 1; done']);
    });

    test('is given the time for it', () => {
      const greeter = inServers({}, longRequests);
      expect(podTemplate(greeter.find('Deployment', 'greeter')).spec.terminationGracePeriodSeconds).toBe(100);
    });

    test.each([
      ['http.demo/greeter/grpc.downstream_rq_active: 0', true],
      ['http.demo/greeter/grpc.downstream_rq_active: 3', false],
      ['http.a.downstream_rq_active: 10\nhttp.b.downstream_rq_active: 0', false],
      ['http.a.downstream_rq_active: 0\nhttp.b.downstream_rq_active: 0', true],
      ['', false],
    ])('takes the answer %j for idle: %s', (answer, idle) => {
      const [, definition] = hook()[2].split('\n');
      const script = `admin() { printf 'HTTP/1.1 200 OK\\r\\ncontent-length: 58\\r\\n\\r\\n%s\\n' "$ANSWER"; }; ${definition}; idle`;
      expect(spawnSync('bash', ['-c', script], { env: { ...process.env, ANSWER: answer } }).status === 0).toBe(idle);
    });
  });

  test('ends connections instead where it is told to: without a shell, for distroless images', () => {
    const { envoy, manager } = inServers({ maxConnectionDuration: seconds(10) });
    expect(envoy).not.toHaveProperty('lifecycle');
    expect(manager.common_http_protocol_options).toEqual({ max_connection_duration: '10s' });
  });

  test('listens once for every port of the server', () => {
    const server = { additionalPorts: [{ name: 'grpc-admin', port: 50052 }] };
    const greeter = inServers({}, { server });
    const { listeners, envoy } = greeter;
    const numbers = listeners.map(({ address }) => address.socket_address.port_value);
    expect(numbers).toEqual([19001, 19002, 19090]);
    expect(envoy.ports.map(({ containerPort }: any) => containerPort)).toEqual(numbers);
    const { ports } = greeter.find('Service', 'greeter').spec;
    expect(ports.map(({ targetPort }: any) => targetPort)).toEqual([19001, 19002]);
  });

  test('changes nothing in the pods of the caller but variables', () => {
    expect(podTemplate(inServers().find('Deployment', 'frontend')).metadata).toEqual({ labels: { app: 'frontend' } });
    expect(inServers().variables.GREETER_GRPC_TARGET).toBe('dns:///greeter.demo.svc.cluster.local:50051');
  });
});

describe('Envoy in the pods of the client', () => {
  test('listens on 127.0.0.1 alone: on all addresses it would be an open relay', () => {
    expect(inClients().listeners[0].address.socket_address).toEqual({ address: '127.0.0.1', port_value: 19001 });
    expect(inClients().variables.GREETER_GRPC_TARGET).toBe('dns:///127.0.0.1:19001');
  });

  test('shows the server the name that it is called by, not an address', () => {
    expect(inClients().route.route.host_rewrite_literal).toBe('greeter.demo.svc.cluster.local');
  });

  test('has no fallback: there is no server in its pod', () => {
    expect(inClients().cluster.load_assignment.endpoints).toHaveLength(1);
  });

  test('serves all servers of a client from one ConfigMap', () => {
    const { manifests, variables, listeners } = inClients({}, { others: ['catalog', 'basket'] });
    const maps = manifests.filter(({ kind }) => kind === 'ConfigMap');
    expect(maps.map(({ metadata }) => metadata.name)).toEqual(['frontend-grpc-envoy']);
    const targets = ['BASKET', 'CATALOG', 'GREETER'].map((name) => variables[`${name}_GRPC_TARGET`]);
    expect(targets).toEqual(['dns:///127.0.0.1:19001', 'dns:///127.0.0.1:19002', 'dns:///127.0.0.1:19003']);
    expect(listeners.map(({ name }) => name)).toEqual([
      'demo/basket/grpc',
      'demo/catalog/grpc',
      'demo/greeter/grpc',
      'stats',
    ]);
  });

  test('listens where it is told to', () => {
    const { variables, envoy } = inClients({}, { connection: { localPort: 19005 } });
    expect(variables.GREETER_GRPC_TARGET).toBe('dns:///127.0.0.1:19005');
    expect(envoy.ports[0].containerPort).toBe(19005);
  });

  test('has nobody to drain on Kubernetes that keeps the order', () => {
    expect(inClients().envoy).not.toHaveProperty('lifecycle');
  });
});

describe.each([
  [IpFamily.IPV4, '0.0.0.0', undefined, 'V4_ONLY', '127.0.0.1'],
  [IpFamily.IPV6, '::', undefined, 'V6_ONLY', '::1'],
  [IpFamily.DUAL_STACK, '::', true, 'V4_PREFERRED', '127.0.0.1'],
])('in a cluster with %s', (ipFamily, address, ipv4_compat, lookup, loopback) => {
  const cluster = { ipFamily };

  test('Envoy listens, looks up and falls back accordingly', () => {
    const { listeners, cluster: upstream } = inServers({}, { cluster });
    expect(listeners[0].address.socket_address).toMatchObject({ address, ...(ipv4_compat && { ipv4_compat }) });
    expect(upstream.cluster_type.typed_config.dns_lookup_family).toBe(lookup);
    const [, fallback] = upstream.load_assignment.endpoints;
    expect(fallback.lb_endpoints[0].endpoint.address.socket_address.address).toBe(loopback);
  });

  test('Envoy in the pods of the client listens on 127.0.0.1, which every pod has', () => {
    const { listeners } = inClients({}, { cluster });
    expect(listeners[0].address.socket_address).toEqual({ address: '127.0.0.1', port_value: 19001 });
  });
});
