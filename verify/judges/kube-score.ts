import { join } from 'node:path';
import pinned from '../engines.json';
import { find } from '../support/outputs';
import { JudgeCheck } from './check';
import { Finding, assertOnlyExceptions } from './exceptions';
import { CACHE, judge, strategyOf, writeOutputs } from './tool';

const KUBE_SCORE = join(CACHE, `kube-score-${pinned.judges['kube-score']}/kube-score`);

/** Its grades go from 1 to 10. */
const OK = 10;

/** Good practice: what keeps a service up and its pods apart. */
export const kubeScore: JudgeCheck = {
  name: 'judges/kube-score',
  run: async (outputs, minor, folder) => {
    const findings: Finding[] = [];
    for (const file of writeOutputs(outputs, folder)) {
      const scored = await judge(KUBE_SCORE, ['score', '-o', 'json', '--kubernetes-version', `v${minor}`, file]);
      findings.push(...scored.flatMap((object: any) => findingsOf(object, strategyOf(file))));
    }
    return assertOnlyExceptions('kube-score', findings);
  },
  controls: [
    {
      broken: 'an Envoy without a memory limit',
      edit: (outputs) => {
        const { initContainers } = find(outputs, 'envoy-sidecar server-pod', 'Deployment', 'catalog').spec.template
          .spec;
        delete initContainers[0].resources.limits;
      },
      says: /server-pod: Deployment.*catalog: container-resources of Envoy: Memory limit is not set/,
    },
    {
      broken: 'a disruption budget of other pods',
      edit: (outputs) =>
        (find(outputs, 'istio', 'PodDisruptionBudget', 'orders').spec.selector.matchLabels['app.kubernetes.io/name'] =
          'order'),
      says: /istio: Deployment.*orders: deployment-has-poddisruptionbudget: No matching PodDisruptionBudget/,
    },
    {
      broken: 'what is not followed is followed: pulling always',
      edit: (outputs) => {
        for (const { kind, spec } of outputs.flatMap(({ manifests }) => manifests))
          if (kind === 'Deployment')
            for (const container of spec.template.spec.containers) container.imagePullPolicy = 'Always';
      },
      says: /no longer found, .*: container-image-pull-policy of the server: ImagePullPolicy is not set to Always$/,
    },
  ],
};

function findingsOf({ object_name, checks }: any, strategy: string): Finding[] {
  const where = `${strategy}: ${object_name}`;
  return checks
    .filter(({ grade, skipped }: any) => grade < OK && !skipped)
    .flatMap(({ check, comments }: any) =>
      comments.map(({ path, summary }: any) => ({ where, what: `${check.id}${container(path)}: ${summary}` })),
    );
}

function container(name: string): string {
  if (!name) return '';
  return name === 'grpc-envoy' ? ' of Envoy' : ' of the server';
}
