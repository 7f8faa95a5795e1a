import { differences, Fact, fact, row, unequal } from './fact';
import { ENVOY, envoyOf, find, podTemplate, Scene } from './scene';

/** Facts about Envoy's container in an app that is known. */
export const ENVOY_CONTAINER_FACTS: Fact[] = [
  fact(
    'Envoy is a native sidecar, before all others',
    'an ordinary one ends before the application',
    function* (scene) {
      for (const { name, spec } of envoyPods(scene)) {
        yield* unequal(`first init container of ${name}`, spec.initContainers?.[0]?.name, ENVOY);
        yield* unequal(`restartPolicy in ${name}`, spec.initContainers?.[0]?.restartPolicy, 'Always');
      }
    },
  ),

  fact('Envoy is in no other pod', 'a second proxy on the way costs time', function* (scene) {
    const with_ = envoyPods(scene).map(({ name }) => name);
    for (const object of scene.objects.filter(podTemplate)) {
      const has = envoyOf(podTemplate(object)) !== undefined;
      yield* unequal(`Envoy in ${object.metadata.name}`, has, with_.includes(object.metadata.name));
    }
  }),

  fact(
    'Envoy is pinned, and started as it has to be',
    'the entry point of the image wants to be root',
    function* (scene) {
      for (const { name, envoy } of envoyPods(scene)) {
        const drain = scene.strategy.envoyIn === 'server' ? ['--drain-strategy', 'immediate'] : [];
        yield* differences(`Envoy of ${name}`, envoy, [
          row('image', 'docker.io/envoyproxy/envoy:v1.40.0'),
          row('imagePullPolicy', 'IfNotPresent', 'IfNotPresent'),
          row('command', ['envoy']),
          row('args', [
            ...['--config-path', '/etc/envoy/envoy.yaml'],
            // Its default is a thread for every core of the node.
            ...['--concurrency', '2'],
            // Its default tells callers at random, within 10 min.
            ...drain,
            // Needs shared memory, which a read-only root has not.
            '--disable-hot-restart',
            ...['--log-level', 'warning'],
          ]),
        ]);
      }
    },
  ),

  fact(
    'Envoy tells its callers to leave before it ends',
    'every rollout failed 10 to 18 requests without',
    function* (scene) {
      for (const { name, envoy } of envoyPods(scene)) {
        if (scene.strategy.envoyIn === 'client') {
          // Its only caller is in the same pod, and ends first.
          yield* unequal(`Envoy of ${name}`, envoy.lifecycle, undefined);
          continue;
        }
        const { command } = envoy.lifecycle.preStop.exec;
        yield* unequal(`Envoy of ${name}: shell`, command.slice(0, 2), ['bash', '-c']);
        const { longestRequest } = scene.app.servers.find((server) => server.name === name)!;
        const request = String.raw`printf '%s HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nConnection: close\r\n\r\n' "$1" >&3; timeout 1 cat <&3`;
        const script = [
          // The port is that of admin, on loopback.
          `admin() { ${request}; } 3<>/dev/tcp/127.0.0.1/19091`,
          `idle() { requests=$(admin 'GET /stats?filter=/.*downstream_rq_active'); [[ $requests == *'rq_active: 0'* && $requests != *'rq_active: '[1-9]* ]]; }`,
          // A GET is answered with 405; without skip_exit it ends at the end of the drain.
          `admin 'POST /drain_listeners?graceful&skip_exit' >/dev/null`,
          'sleep 35',
          // Requests to other pods are under way when the application, which is idle, has ended.
          `until idle || ((SECONDS >= ${35 + longestRequest})); do sleep 1; done`,
        ];
        yield* unequal(`Envoy of ${name}: drain`, command.slice(2).join().split('\n'), script);
      }
    },
  ),

  fact('Envoy is ready when its listeners are', 'the application would start without its proxy', function* (scene) {
    for (const { name, envoy } of envoyPods(scene)) {
      const httpGet = { path: '/ready', port: 19090 };
      yield* differences(`Envoy of ${name}`, envoy, [
        row('startupProbe', { httpGet, periodSeconds: 1, failureThreshold: 60 }),
        row('readinessProbe', { httpGet, periodSeconds: 5 }),
        row('livenessProbe', { httpGet, periodSeconds: 10, failureThreshold: 6 }),
      ]);
    }
  }),

  fact('Envoy declares where it listens', 'Prometheus finds its counters by the name of the port', function* (scene) {
    for (const { name, envoy, listens } of envoyPods(scene)) {
      const grpc = listens.map((port, index) => ({ name: `grpc-envoy-${index + 1}`, containerPort: port }));
      const expected = [...grpc, { name: 'envoy-stats', containerPort: 19090 }];
      const actual = envoy.ports.map(({ protocol = 'TCP', ...port }: any) => ({ ...port, protocol }));
      yield* unequal(
        `Envoy of ${name}`,
        actual,
        expected.map((port) => ({ ...port, protocol: 'TCP' })),
      );
    }
  }),

  fact(
    'Envoy has a share of the node, a limit, and no rights',
    'a pod without requests is the first to be evicted',
    function* (scene) {
      for (const { name, envoy } of envoyPods(scene)) {
        yield* differences(`Envoy of ${name}`, envoy, [
          row('resources.requests', { cpu: '50m', memory: '64Mi' }),
          row('resources.limits', { memory: '256Mi' }),
          row('securityContext.runAsUser', 101),
          row('securityContext.runAsGroup', 101),
          row('securityContext.runAsNonRoot', true),
          row('securityContext.seccompProfile.type', 'RuntimeDefault'),
          row('securityContext.readOnlyRootFilesystem', true),
        ]);
      }
    },
  ),

  fact('Envoy reads the ConfigMap of its pod', 'it does not start otherwise', function* (scene) {
    for (const { name, envoy, spec } of envoyPods(scene)) {
      const mount = { name: 'grpc-envoy-config', mountPath: '/etc/envoy', readOnly: true };
      yield* unequal(`Envoy of ${name}`, envoy.volumeMounts, [mount]);
      const volume = spec.volumes.find((candidate: any) => candidate.name === mount.name);
      yield* unequal(`volume of ${name}`, volume, { name: mount.name, configMap: { name: `${name}-grpc-envoy` } });
    }
  }),
];

interface EnvoyPod {
  readonly name: string;
  readonly spec: any;
  readonly envoy: any;
  /** The ports for gRPC. */
  readonly listens: number[];
}

/** The pods that must have an Envoy. */
export function envoyPods(scene: Scene): EnvoyPod[] {
  const { envoyIn } = scene.strategy;
  const { servers, clients } = scene.app;
  const owners =
    envoyIn === 'server'
      ? servers.map(({ kind, name, ports }) => ({ kind, name, listens: ports.map((_, index) => 19001 + index) }))
      : envoyIn === 'client'
        ? clients.map(({ kind, name, connections }) => ({
            kind,
            name,
            listens: connections.map(({ localPort }) => localPort),
          }))
        : [];
  return owners.map(({ kind, name, listens }) => {
    const { spec } = podTemplate(find(scene, kind, name));
    return { name, spec, envoy: envoyOf({ spec }), listens };
  });
}
