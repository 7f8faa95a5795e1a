import assert from 'node:assert';
import { find } from '../../support/outputs';
import { idOf } from '../api';
import { GREETER, SHOP, TOUR } from '../apps';
import { KubernetesCheck } from '../check';

/** Every field is known, every value allowed, nothing deprecated; and what is applied again is not another version. */
export const applies: KubernetesCheck = {
  name: 'kubernetes/applies',
  apps: [GREETER, TOUR, SHOP],
  run: async (gitops, outputs) => {
    let objects = 0;
    await gitops.each(outputs, async ({ manifests }) => {
      const first = await gitops.sync(manifests);
      for (const [id, { metadata }] of await gitops.sync(manifests)) {
        const changed = `${id} changes when it is applied again`;
        assert.equal(metadata.resourceVersion, first.get(id).metadata.resourceVersion, changed);
      }
      objects += first.size;
    });
    return `${objects} objects of ${outputs.length} strategies, each applied twice`;
  },
  controls: [
    {
      broken: 'a misspelt field',
      app: GREETER,
      edit: (outputs) => (find(outputs, 'linkerd', 'Service', 'grpc-server').spec.ports[0].appProtcol = 'grpc'),
      says: /linkerd: Service demo\/grpc-server is refused: .*appProtcol: field not declared in schema/,
    },
    {
      broken: 'a misspelt field of a custom resource',
      app: GREETER,
      edit: (outputs) => (find(outputs, 'istio', 'DestinationRule').spec.trafficPolicy.loadBalancer.simpel = 'RANDOM'),
      says: /istio: DestinationRule demo\/grpc-server is refused: .*simpel: field not declared in schema/,
    },
    {
      broken: 'an algorithm that Istio does not have',
      app: GREETER,
      edit: (outputs) => (find(outputs, 'istio', 'DestinationRule').spec.trafficPolicy.loadBalancer.simple = 'FAIR'),
      says: /istio: DestinationRule demo\/grpc-server is refused: .*Unsupported value: "FAIR"/,
    },
    {
      broken: 'a rule that waits for no duration',
      app: GREETER,
      edit: (outputs) => (find(outputs, 'client-side', 'PrometheusRule').spec.groups[1].rules[0].for = '2 minutes'),
      says: /client-side: PrometheusRule demo\/grpc-server is refused: .*for in body should match/,
    },
    {
      broken: 'a grace period shorter than the preStop',
      app: SHOP,
      edit: (outputs) =>
        (find(outputs, 'client-side', 'Deployment', 'catalog').spec.template.spec.terminationGracePeriodSeconds = 5),
      says: /client-side: Deployment shop\/catalog is refused: .*preStop\.sleep.*less than terminationGracePeriodSeconds/,
    },
    {
      broken: 'a field that is deprecated',
      app: TOUR,
      edit: (outputs) =>
        (find(outputs, 'client-side', 'Deployment').spec.template.spec.nodeSelector = {
          'beta.kubernetes.io/os': 'linux',
        }),
      says: /client-side: Deployment .*beta\.kubernetes\.io\/os.*deprecated/,
    },
    {
      broken: 'the same Service twice, not alike',
      app: GREETER,
      edit: (outputs) => {
        const service = structuredClone(find(outputs, 'istio', 'Service', 'grpc-server'));
        service.metadata.labels.twice = 'true';
        outputs.find(({ name }) => name === 'istio')!.manifests.push(service);
      },
      says: /istio: Service demo\/grpc-server changes when it is applied again/,
    },
  ],
};

/** A GitOps tool that compares what is stored with what is in the repository sees no difference. */
export const noDrift: KubernetesCheck = {
  name: 'kubernetes/no-drift',
  apps: [SHOP],
  run: async (gitops, outputs) => {
    let objects = 0;
    await gitops.each(outputs, async ({ manifests }) => {
      const stored = await gitops.sync(manifests);
      for (const manifest of manifests) {
        assertHolds(stored.get(idOf(manifest)), manifest, idOf(manifest));
        if (isCustom(manifest)) assertSameLists(stored.get(idOf(manifest)), manifest, idOf(manifest));
      }
      objects += stored.size;
    });
    return `${objects} objects of ${outputs.length} strategies are stored as they were emitted`;
  },
  controls: [
    {
      broken: 'a quantity that Kubernetes writes in another way',
      app: SHOP,
      edit: (outputs) =>
        (find(outputs, 'istio', 'Deployment', 'catalog').spec.template.spec.containers[0].resources.requests.cpu =
          '0.1'),
      says: /istio: Deployment shop\/catalog.*cpu is stored as "100m", emitted as "0\.1"/,
    },
    {
      broken: 'a default left out in a list of a custom resource',
      app: SHOP,
      edit: (outputs) =>
        delete find(outputs, 'linkerd', 'PodMonitor').spec.podMetricsEndpoints[0].relabelings[0].action,
      says: /linkerd: PodMonitor shop\/catalog\.spec\.podMetricsEndpoints is stored as .*"action":"replace"/,
    },
  ],
};

/** Kinds of whose defaults GitOps tools know nothing. */
function isCustom({ apiVersion }: any): boolean {
  const [group] = apiVersion.split('/');
  return group.includes('.') && !group.endsWith('.k8s.io');
}

/** Applied server-side, their lists are compared as a whole: a default that the API server adds to an item is a difference. */
function assertSameLists(stored: any, emitted: any, path: string): void {
  if (Array.isArray(emitted)) {
    const is = JSON.stringify(stored);
    return assert.deepEqual(stored, emitted, `${path} is stored as ${is}, emitted as ${JSON.stringify(emitted)}`);
  }
  if (typeof emitted !== 'object') return;
  for (const [key, value] of Object.entries(emitted)) assertSameLists(stored?.[key], value, `${path}.${key}`);
}

/** What is stored has defaults besides, and leaves out what is false. */
function assertHolds(stored: any, emitted: any, path: string): void {
  if (emitted === false && stored === undefined) return;
  if (typeof emitted !== 'object') {
    const [is, was] = [JSON.stringify(stored), JSON.stringify(emitted)];
    return assert.equal(stored, emitted, `${path} is stored as ${is}, emitted as ${was}`);
  }
  if (Array.isArray(emitted)) assert.equal(stored?.length, emitted.length, `${path} is stored with other items`);
  for (const [key, value] of Object.entries(emitted)) assertHolds(stored?.[key], value, `${path}.${key}`);
}

/** What a HorizontalPodAutoscaler decided, the next apply must not undo. */
export const autoscaler: KubernetesCheck = {
  name: 'kubernetes/autoscaler',
  apps: [SHOP],
  run: async (gitops, outputs) => {
    const scaled = 7;
    await gitops.each(outputs, async ({ manifests }) => {
      await gitops.sync(manifests);
      const { scaleTargetRef } = find(outputs, outputs[0].name, 'HorizontalPodAutoscaler').spec;
      const target = manifests.find(
        ({ kind, metadata }) => kind === scaleTargetRef.kind && metadata.name === scaleTargetRef.name,
      );
      await gitops.api.scale(target, scaled);
      const { spec } = (await gitops.sync(manifests)).get(idOf(target));
      assert.equal(spec.replicas, scaled, `an apply sets replicas to ${spec.replicas}, the autoscaler ${scaled}`);
    });
    return `${scaled} pods stay ${scaled} pods`;
  },
  controls: [
    {
      broken: 'a number of replicas beside the autoscaler',
      app: SHOP,
      edit: (outputs) => (find(outputs, 'linkerd', 'Deployment', 'catalog').spec.replicas = 2),
      says: /linkerd: Deployment shop\/catalog is refused: .*conflict with "autoscaler".*\.spec\.replicas/,
    },
  ],
};
