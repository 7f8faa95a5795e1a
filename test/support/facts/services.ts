import { byDefault, differences, Fact, fact, row, same, unequal } from './fact';
import { ENVOY, find, ofKind, podTemplate, runningContainers, Scene } from './scene';

/** Facts about Services that hold for any app. */
export const SERVICE_FACTS: Fact[] = [
  fact(
    'every Service selects the pods of one workload',
    'it would have no endpoints, or foreign ones',
    function* (scene) {
      for (const service of ofKind(scene, 'Service')) {
        const found = selected(scene, service);
        if (found.length !== 1) yield `Service/${service.metadata.name} selects the pods of ${found.length} workloads`;
      }
    },
  ),

  fact(
    "the headless Service's port, its targetPort and the application's port are one",
    'a headless Service maps no ports',
    function* (scene) {
      for (const service of ofKind(scene, 'Service').filter(isHeadless)) {
        const application = ports(selected(scene, service)[0], ({ name }) => name !== ENVOY);
        for (const { name, port, targetPort } of service.spec.ports) {
          const where = `Service/${service.metadata.name} port ${name}`;
          yield* unequal(where, targetPort, port);
          if (!application.includes(port)) yield `${where}: no container of the application declares ${port}`;
        }
      }
    },
  ),

  fact(
    'the ClusterIP Service leads to a port that a container declares',
    'connections would be refused',
    function* (scene) {
      for (const service of ofKind(scene, 'Service').filter((candidate) => !isHeadless(candidate))) {
        const declared = ports(selected(scene, service)[0], () => true);
        for (const { name, targetPort } of service.spec.ports) {
          const where = `Service/${service.metadata.name} port ${name}`;
          if (!declared.includes(targetPort)) yield `${where}: no container declares ${targetPort}`;
        }
      }
    },
  ),

  fact('headless is what is called so', '`clusterIP` is immutable: one name can never be both', function* (scene) {
    for (const { metadata, spec } of ofKind(scene, 'Service')) {
      const clusterIP = metadata.name.endsWith('-headless') ? 'None' : undefined;
      yield* differences(`Service/${metadata.name}`, spec, [
        row('clusterIP', clusterIP),
        byDefault('type', 'ClusterIP'),
        // Pods that are not ready would be in DNS, and get requests.
        byDefault('publishNotReadyAddresses', false),
      ]);
    }
  }),

  fact('every port says which protocol it speaks', 'meshes guess, and gateways speak HTTP/1 to it', function* (scene) {
    for (const { metadata, spec } of ofKind(scene, 'Service')) {
      for (const { name, appProtocol, protocol } of spec.ports) {
        const where = `Service/${metadata.name} port ${name}`;
        if (!['kubernetes.io/h2c', 'https'].includes(appProtocol)) yield `${where} speaks ${appProtocol}`;
        yield* unequal(`${where}: protocol`, protocol ?? 'TCP', 'TCP');
        if (!/^grpc(-[a-z0-9]+)*$/.test(name)) yield `${where} is not called grpc or grpc-<x>`;
      }
    }
  }),
];

/** Facts about the Services of an app that is known. */
export const EXPECTED_SERVICE_FACTS: Fact[] = [
  fact('both meshes read every port as HTTP/2', 'they balance connections otherwise', function* (scene) {
    for (const { metadata, spec } of ofKind(scene, 'Service')) {
      for (const { name, appProtocol } of spec.ports) {
        // To Linkerd `grpc` and `http2` are opaque TCP.
        yield* unequal(`Service/${metadata.name} port ${name}`, appProtocol, 'kubernetes.io/h2c');
      }
    }
  }),

  fact('the Services of a server have its ports, under its names', 'callers dial them by number', function* (scene) {
    for (const { name, ports } of scene.app.servers) {
      for (const service of [find(scene, 'Service', `${name}-headless`), find(scene, 'Service', name)]) {
        if (!service) continue;
        const actual = service.spec.ports.map((port: any) => ({ name: port.name, port: port.port }));
        yield* unequal(`Service/${service.metadata.name}`, actual, ports);
      }
    }
  }),

  fact(
    "the Services select by the server's own label, or by that of the workload",
    'a rename would cut callers off',
    function* (scene) {
      for (const { name, selector } of scene.app.servers) {
        for (const service of [find(scene, 'Service', `${name}-headless`), find(scene, 'Service', name)]) {
          if (service) yield* unequal(`Service/${service.metadata.name}`, service.spec.selector, selector);
        }
      }
    },
  ),

  fact(
    'the ClusterIP Service leads to Envoy where Envoy is in the pods of the server',
    'Envoy would see nothing',
    function* (scene) {
      for (const { name, ports } of scene.app.servers) {
        const service = find(scene, 'Service', name);
        const inPods = scene.strategy.envoyIn === 'server';
        const targets = ports.map(({ port }, index) => (inPods ? 19001 + index : port));
        if (service)
          yield* unequal(
            `Service/${name}`,
            service.spec.ports.map((port: any) => port.targetPort),
            targets,
          );
      }
    },
  ),
];

export function isHeadless(service: any): boolean {
  return service.spec.clusterIP === 'None';
}

/** The workloads whose pods a Service selects. */
export function selected(scene: Scene, service: any): any[] {
  const wanted = Object.entries<string>(service.spec.selector ?? {});
  return scene.objects.filter((object) => {
    const labels = podTemplate(object)?.metadata?.labels;
    return labels && wanted.length > 0 && wanted.every(([key, value]) => same(labels[key], value));
  });
}

/** Ports that containers of a workload's pods declare. */
function ports(workload: any, which: (container: any) => boolean): number[] {
  const containers = workload ? runningContainers(podTemplate(workload)).filter(which) : [];
  return containers.flatMap((container) => (container.ports ?? []).map(({ containerPort }: any) => containerPort));
}
