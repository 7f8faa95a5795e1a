import { byDefault, differences, Fact, fact, row, unequal } from './fact';
import { ExpectedServer } from './expected';
import { expectedMonitors } from './monitors';
import { find, ofKind, podTemplate, Scene } from './scene';

const API_VERSIONS: { [kind: string]: string } = {
  ConfigMap: 'v1',
  Deployment: 'apps/v1',
  // Served since Istio 1.22, and the stored one.
  DestinationRule: 'networking.istio.io/v1',
  HorizontalPodAutoscaler: 'autoscaling/v2',
  PodDisruptionBudget: 'policy/v1',
  PodMonitor: 'monitoring.coreos.com/v1',
  PrometheusRule: 'monitoring.coreos.com/v1',
  Service: 'v1',
  StatefulSet: 'apps/v1',
};

/** The table of strategies: which objects there are, whose they are, and what they are called by. */
export const OBJECT_FACTS: Fact[] = [
  fact('the objects are those of the table', 'a missing one breaks, a further one surprises', function* (scene) {
    const actual = scene.objects.map(({ kind, metadata }) => `${kind}/${metadata?.namespace}/${metadata?.name}`).sort();
    yield* unequal('objects', actual, expectedObjects(scene).sort());
  }),

  fact('versions of APIs are the newest that all supported clusters serve', 'others are refused', function* (scene) {
    for (const { kind, apiVersion } of scene.objects) yield* unequal(kind, apiVersion, API_VERSIONS[kind]);
  }),

  fact(
    'objects of a server carry its name and the labels given',
    'people and Prometheus find them by it',
    function* (scene) {
      for (const server of scene.app.servers) {
        for (const object of objectsOf(scene, server)) {
          const release = object.apiVersion.startsWith('monitoring.') ? { release: 'kube-prometheus-stack' } : {};
          yield* differences(`${object.kind}/${object.metadata.name}`, object.metadata, [
            row('labels', { 'app.kubernetes.io/name': server.name, ...server.labels, ...release }),
            row('annotations', server.annotations),
          ]);
        }
      }
    },
  ),

  fact('objects of a client carry its name', 'people find them by it', function* (scene) {
    if (scene.strategy.envoyIn !== 'client') return;
    for (const { name } of scene.app.clients) {
      const labels = find(scene, 'ConfigMap', `${name}-grpc-envoy`).metadata.labels;
      yield* unequal(`ConfigMap of ${name}`, labels, { 'app.kubernetes.io/name': name });
    }
  }),

  fact(
    'pods carry labels and annotations of the server and the strategy',
    'webhooks of meshes read those of pods',
    function* (scene) {
      const { podLabels, podAnnotations, envoyIn } = scene.strategy;
      for (const server of scene.app.servers) {
        const { metadata } = podTemplate(find(scene, server.kind, server.name));
        const calls = envoyIn === 'client' && scene.app.clients.some(({ name }) => name === server.name);
        yield* unequal(`pods of ${server.name}: labels`, metadata.labels, {
          'app.kubernetes.io/name': server.name,
          ...server.selector,
          ...server.labels,
          ...podLabels,
          ...(calls && { 'cdk8s-grpc/client': server.name }),
        });
        const expected = { ...server.podAnnotations, ...podAnnotations, ...drainOf(scene, server.name) };
        yield* unequal(`pods of ${server.name}: annotations`, withoutDigest(metadata), expected);
        const digested = envoyIn === 'server' || calls;
        yield* unequal(
          `pods of ${server.name}: digest`,
          'checksum/grpc-envoy' in (metadata.annotations ?? {}),
          digested,
        );
      }
    },
  ),

  fact(
    'pods of a client carry labels and annotations of the strategy',
    'it is the caller whose proxy balances',
    function* (scene) {
      for (const { kind, name } of scene.app.clients) {
        const { metadata } = podTemplate(find(scene, kind, name));
        const { podLabels, podAnnotations, envoyIn } = scene.strategy;
        const monitored = envoyIn === 'client' && { 'cdk8s-grpc/client': name };
        const annotations = { ...podAnnotations, ...drainOf(scene, name) };
        for (const [key, value] of Object.entries({ ...podLabels, ...annotations, ...monitored })) {
          yield* unequal(`pods of ${name}: ${key}`, metadata.labels?.[key] ?? metadata.annotations?.[key], value);
        }
      }
    },
  ),

  fact(
    'the digest on the pods is that of the ConfigMap',
    'a new configuration would otherwise wait for a restart',
    function* (scene) {
      for (const object of scene.objects.filter(podTemplate)) {
        const template = podTemplate(object);
        const volume = template.spec.volumes?.find(({ configMap }: any) => configMap?.name?.endsWith('-grpc-envoy'));
        if (!volume) continue;
        const digest = scene.digests.get(volume.configMap.name)?.slice(0, 16);
        yield* unequal(
          `pods of ${object.metadata.name}`,
          template.metadata.annotations?.['checksum/grpc-envoy'],
          digest,
        );
      }
    },
  ),

  fact(
    "Istio's rule is for the ClusterIP Service by its full name",
    'a shorter host or a headless Service is silently ignored',
    function* (scene) {
      for (const { name, spec } of ofKind(scene, 'DestinationRule').map(({ metadata, spec }) => ({
        ...metadata,
        spec,
      }))) {
        yield* differences(`DestinationRule/${name}`, spec, [
          row('host', `${name}.${scene.app.namespace}.svc.cluster.local`),
          // Istio's own default is LEAST_REQUEST, which evens out load, not counts.
          row('trafficPolicy.loadBalancer.simple', 'ROUND_ROBIN'),
          byDefault('trafficPolicy.connectionPool', undefined),
        ]);
      }
    },
  ),
];

function withoutDigest({ annotations = {} }: any): any {
  return Object.fromEntries(Object.entries(annotations).filter(([key]) => key !== 'checksum/grpc-envoy'));
}

/** All that the library makes for a server, other than a ConfigMap for its role as a client. */
function objectsOf(scene: Scene, server: ExpectedServer): any[] {
  const keys = expectedObjectsOf(scene, server);
  return scene.objects.filter(
    ({ kind, metadata }) =>
      keys.includes(`${kind}/${metadata?.name}`) && !scene.brought.has(`${kind}/${metadata?.name}`),
  );
}

function expectedObjectsOf(scene: Scene, { name, kind, made, alwaysClusterIp }: ExpectedServer): string[] {
  const { strategy } = scene;
  return [
    `${kind}/${name}`,
    `Service/${name}-headless`,
    `PrometheusRule/${name}`,
    ...(expectedMonitors(scene).some((monitor) => monitor.name === name) ? [`PodMonitor/${name}`] : []),
    ...(strategy.clusterIp || alwaysClusterIp ? [`Service/${name}`] : []),
    ...(strategy.destinationRule ? [`DestinationRule/${name}`] : []),
    ...(strategy.envoyIn === 'server' ? [`ConfigMap/${name}-grpc-envoy`] : []),
    ...(made?.autoscaling ? [`HorizontalPodAutoscaler/${name}`] : []),
    // Of a single pod it would say nothing.
    ...(made && (made.autoscaling?.max ?? made.replicas ?? 2) > 1 ? [`PodDisruptionBudget/${name}`] : []),
  ];
}

function expectedObjects(scene: Scene): string[] {
  const ofServers = scene.app.servers.flatMap((server) => expectedObjectsOf(scene, server));
  const ofClients = scene.app.clients.flatMap(({ kind, name }) => [
    `${kind}/${name}`,
    ...(scene.strategy.envoyIn === 'client' ? [`ConfigMap/${name}-grpc-envoy`, `PodMonitor/${name}-grpc-client`] : []),
  ]);
  const keys = [...new Set([...ofServers, ...ofClients])];
  return keys.map((key) => key.replace('/', `/${scene.app.namespace}/`));
}

/** A proxy lives as long as the server beside it drains, and as long as the requests last that the client beside it may have sent. */
function drainOf({ app, strategy: { drainAnnotations, preStop } }: Scene, workload: string): any {
  const lasts = (name: string) => app.servers.find((server) => server.name === name)?.longestRequest;
  const served = preStop + (lasts(workload) ?? -preStop);
  const called = app.clients.filter(({ name }) => name === workload).flatMap(({ connections }) => connections);
  // A server of another app has the default.
  return drainAnnotations?.(Math.max(served, ...called.map(({ server }) => lasts(server) ?? 10)));
}
