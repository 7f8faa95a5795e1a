import { byDefault, differences, Fact, fact, row, unequal } from './fact';
import { ExpectedDeployment, ExpectedServer } from './expected';
import { find, podTemplate, Scene } from './scene';

/** Facts about how many pods there are, where, and how they are replaced, in an app that is known. */
export const ROLLOUT_FACTS: Fact[] = [
  fact(
    'an update takes no pod away before its successor serves',
    'an outage, however long the drain is',
    function* (scene) {
      for (const [{ name }, spec] of madeDeployments(scene)) {
        yield* differences(`Deployment/${name}`, spec, [
          byDefault('strategy.type', 'RollingUpdate'),
          row('strategy.rollingUpdate.maxUnavailable', 0, '25%'),
          row('strategy.rollingUpdate.maxSurge', '25%', '25%'),
          // DNS and proxies need a moment to learn of a pod.
          row('minReadySeconds', 5),
          byDefault('progressDeadlineSeconds', 600),
        ]);
      }
    },
  ),

  fact('the number of pods is decided in one place', 'an apply would undo what the autoscaler did', function* (scene) {
    for (const [{ name }, spec, { replicas }] of madeDeployments(scene)) {
      yield* unequal(`Deployment/${name}: replicas`, spec.replicas, replicas);
    }
  }),

  fact(
    'the selector is our label alone',
    'it is immutable, so that nothing that may change belongs into it',
    function* (scene) {
      for (const [{ name, selector }, spec] of madeDeployments(scene)) {
        yield* unequal(`Deployment/${name}`, spec.selector, { matchLabels: selector });
      }
    },
  ),

  fact(
    'pods are spread over nodes and zones where that is possible',
    'one node would take all of them',
    function* (scene) {
      for (const [{ name, selector }, spec] of madeDeployments(scene)) {
        const expected = ['kubernetes.io/hostname', 'topology.kubernetes.io/zone'].map((topologyKey) => ({
          topologyKey,
          maxSkew: 1,
          whenUnsatisfiable: 'ScheduleAnyway',
          labelSelector: { matchLabels: selector },
          // Or pods of the last rollout count, which are about to go.
          matchLabelKeys: ['pod-template-hash'],
        }));
        yield* unequal(`Deployment/${name}`, spec.template.spec.topologySpreadConstraints, expected);
      }
    },
  ),

  fact(
    'maintenance takes one pod at a time',
    'it would take all of them, or be blocked by a broken one',
    function* (scene) {
      for (const [{ name, selector }, , { replicas = 2 }] of madeDeployments(scene)) {
        if (replicas < 2) continue;
        yield* unequal(`PodDisruptionBudget/${name}`, find(scene, 'PodDisruptionBudget', name).spec, {
          maxUnavailable: 1,
          selector: { matchLabels: selector },
          unhealthyPodEvictionPolicy: 'AlwaysAllow',
        });
      }
    },
  ),

  fact("the autoscaler looks at the application's CPU", 'a proxy in the pod would be mixed in', function* (scene) {
    for (const [{ name }, , { autoscaling }] of madeDeployments(scene)) {
      if (!autoscaling) continue;
      const { spec } = find(scene, 'HorizontalPodAutoscaler', name);
      yield* differences(`HorizontalPodAutoscaler/${name}`, spec, [
        row('minReplicas', autoscaling.min),
        row('maxReplicas', autoscaling.max),
        row('scaleTargetRef', { apiVersion: 'apps/v1', kind: 'Deployment', name }),
        row('metrics', [
          {
            type: 'ContainerResource',
            containerResource: {
              container: name,
              name: 'cpu',
              target: { type: 'Utilization', averageUtilization: 70 },
            },
          },
        ]),
      ]);
    }
  }),

  fact(
    'a StatefulSet gives callers time to learn of a pod before it takes the next',
    'it has no more pods than it needs: the next would go while nobody calls the new one',
    function* (scene) {
      for (const { kind, name } of scene.app.servers.filter((server) => server.kind === 'StatefulSet')) {
        yield* differences(`${kind}/${name}`, find(scene, kind, name).spec, [row('minReadySeconds', 5)]);
      }
    },
  ),

  fact(
    'alerts expect nothing of a pod that clients may not know yet',
    'every scale-up would raise them',
    function* (scene) {
      for (const { name } of scene.app.servers) {
        const rules = find(scene, 'PrometheusRule', name).spec.groups.flatMap((group: any) => group.rules);
        const { expr } = rules.find(({ record }: any) => record === 'grpc_server_pod:settled:count');
        const seconds = Number(/> (\d+)\)$/.exec(expr)?.[1]);
        // And then they watch it for 5 min.
        yield* unequal(`PrometheusRule/${name}: settled after`, seconds, scene.strategy.convergence + 300);
      }
    },
  ),

  fact(
    'the autoscaler adds pods at once and takes them away slowly',
    'the old ones stay overloaded for as long as it waits; it counts new ones before anybody calls them',
    function* (scene) {
      for (const [{ name }, , { autoscaling }] of madeDeployments(scene)) {
        if (!autoscaling) continue;
        const { behavior } = find(scene, 'HorizontalPodAutoscaler', name).spec;
        yield* differences(`HorizontalPodAutoscaler/${name}`, behavior, [
          byDefault('scaleUp.stabilizationWindowSeconds', 0),
          byDefault('scaleUp.selectPolicy', 'Max'),
          row('scaleUp.policies', [
            { type: 'Pods', value: 4, periodSeconds: 60 },
            { type: 'Percent', value: 200, periodSeconds: 60 },
          ]),
          byDefault('scaleDown.stabilizationWindowSeconds', 300),
          // Pods that leave take a while: never the whole of the rest at once.
          row('scaleDown.policies', [{ type: 'Pods', value: autoscaling.min, periodSeconds: 300 }]),
          byDefault('scaleDown.selectPolicy', 'Max'),
        ]);
      }
    },
  ),
];

/** The Deployments that the library makes, with the server and what was asked for. */
function madeDeployments(scene: Scene): [ExpectedServer, any, ExpectedDeployment][] {
  return scene.app.servers
    .filter(({ made }) => made !== undefined)
    .map((server) => {
      const deployment = find(scene, server.kind, server.name);
      if (!podTemplate(deployment)) throw new Error(`Deployment/${server.name} has no pods`);
      return [server, deployment.spec, server.made!];
    });
}
