import { byDefault, differences, Fact, fact, Row, row, same, unequal } from './fact';
import { ExpectedServer } from './expected';
import { find, podTemplate, Scene, variable } from './scene';

/** Facts about the pods of the servers of an app that is known. */
export const SERVER_FACTS: Fact[] = [
  fact('the application declares its ports', 'Services and monitors lead to them', function* (scene) {
    for (const [server, container] of applications(scene)) {
      const metrics = server.metricsPort === undefined ? [] : [{ name: 'metrics', port: server.metricsPort }];
      const expected = [...server.ports, ...metrics].map(({ name, port }) => ({ name, containerPort: port }));
      const actual = container.ports.map(({ protocol = 'TCP', ...port }: any) => ({ ...port, protocol }));
      yield* unequal(
        `ports of ${server.name}`,
        actual,
        expected.map((port) => ({ ...port, protocol: 'TCP' })),
      );
    }
  }),

  fact(
    'the server gets its channel arguments',
    'clients that ping are cut off; new pods are never found',
    function* (scene) {
      const { connectionAge } = scene.strategy;
      for (const [server, container] of applications(scene)) {
        const age = connectionAge && { 'grpc.max_connection_age_ms': connectionAge };
        // It cuts every stream that is longer, at the age and at the end of the pod.
        const grace = !server.unboundedStreams && {
          'grpc.max_connection_age_grace_ms': server.longestRequest * 1000,
        };
        yield* unequal(`GRPC_SERVER_OPTIONS of ${server.name}`, variable(container, 'GRPC_SERVER_OPTIONS'), {
          'grpc.keepalive_time_ms': 30_000,
          'grpc.keepalive_timeout_ms': 10_000,
          'grpc.keepalive_permit_without_calls': 1,
          'grpc.http2.min_ping_interval_without_data_ms': 15_000,
          ...age,
          ...grace,
        });
      }
    },
  ),

  fact('the pod goes on serving until its callers have left', 'every rollout fails requests', function* (scene) {
    for (const [server, container, spec] of applications(scene)) {
      const { preStop } = scene.strategy;
      yield* unequal(`preStop of ${server.name}`, container.lifecycle?.preStop, { sleep: { seconds: preStop } });
      // Where it names no bound, the adapters wait 30 s.
      const open = server.unboundedStreams ? Math.max(server.longestRequest, 30) : server.longestRequest;
      const grace = preStop + open + 5;
      yield* unequal(`grace of ${server.name}`, spec.terminationGracePeriodSeconds, Math.max(grace, 30));
    }
  }),

  fact('the kubelet asks the health service', 'DNS would name pods that do not serve yet', function* (scene) {
    for (const [server, container] of applications(scene)) {
      const { port } = server.ports[0];
      const service = server.healthService && { service: server.healthService };
      yield* differences(`container of ${server.name}`, container, [
        ...probe('readinessProbe', {
          grpc: { port, ...service },
          periodSeconds: 5,
          failureThreshold: 3,
          timeoutSeconds: 2,
        }),
        ...probe('livenessProbe', { grpc: { port }, periodSeconds: 10, failureThreshold: 3, timeoutSeconds: 2 }),
        // Two minutes to start.
        ...probe('startupProbe', { grpc: { port }, periodSeconds: 2, failureThreshold: 60, timeoutSeconds: 1 }),
      ]);
    }
  }),

  fact(
    'Kubernetes adds no variables that look like ours',
    'it makes GRPC_SERVER_PORT of a Service `grpc-server`',
    function* (scene) {
      for (const [{ name }, , spec] of applications(scene)) yield* unequal(name, spec.enableServiceLinks, false);
    },
  ),

  fact('the pods are what was asked for', 'the wrong image is no server', function* (scene) {
    for (const [{ name, made }, container, spec] of applications(scene)) {
      if (!made) continue;
      yield* differences(`container of ${name}`, container, [
        row('name', name),
        row('image', made.image),
        row('imagePullPolicy', 'IfNotPresent'),
        row('resources', { requests: { cpu: '100m', memory: '128Mi' } }),
        row('securityContext.readOnlyRootFilesystem', true),
        row('securityContext.runAsUser', made.user),
        row('securityContext.runAsGroup', made.user),
      ]);
      yield* differences(`pods of ${name}`, spec, [
        row('automountServiceAccountToken', false),
        row('serviceAccountName', made.serviceAccountName),
        row('imagePullSecrets', made.imagePullSecrets),
        row('securityContext.runAsNonRoot', true),
        byDefault('securityContext.fsGroupChangePolicy', 'Always'),
        byDefault('setHostnameAsFQDN', false),
        byDefault('restartPolicy', 'Always'),
        // Names of Services do not resolve otherwise.
        byDefault('dnsPolicy', 'ClusterFirst'),
      ]);
    }
  }),

  fact('the greeter knows the name of its pod', 'an answer says which pod gave it', function* (scene) {
    const greeter = applications(scene).find(([{ name }]) => name === 'grpc-server');
    if (!greeter) return;
    const [, { env }] = greeter;
    const expected = { name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } };
    if (!env.some((candidate: any) => same(candidate, expected))) yield 'POD_NAME is missing';
  }),
];

/** Each server with the container that serves and the spec of its pods. */
function applications(scene: Scene): [ExpectedServer, any, any][] {
  return scene.app.servers.map((server) => {
    const { spec } = podTemplate(find(scene, server.kind, server.name));
    return [server, spec.containers[0], spec];
  });
}

/** A probe with the fields of Kubernetes where it says nothing. */
function probe(field: string, { timeoutSeconds, ...fields }: { [field: string]: any }): Row[] {
  return [
    ...Object.entries(fields).map(([key, value]) => row(`${field}.${key}`, value)),
    row(`${field}.timeoutSeconds`, timeoutSeconds, 1),
  ];
}
