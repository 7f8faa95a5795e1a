import { Manifest } from '../manifests/manifest';
import { Manifests } from '../manifests/manifests';
import { groupBy } from '../manifests/group-by';
import { memoized } from '../manifests/memoized';
import { Workload } from '../manifests/workload';

/** How many pods a workload has, in words. */
export interface Pods {
  readonly text: string;
  readonly several: boolean;
  /** How many there are at least. */
  readonly least: number;
}

/** The pods of all workloads behind a Service together: two Deployments with one replica each are two pods. What runs to its end serves nobody. */
export function podsOfAll(manifests: Manifests, workloads: readonly Workload[]): Pods {
  const all = workloads
    .filter(({ manifest }) => !['Job', 'CronJob'].includes(manifest.kind))
    .map((workload) => podsOf(manifests, workload))
    .filter(({ least }) => least > 0);
  const least = all.reduce((sum, pods) => sum + pods.least, 0);
  return { text: all.map(({ text }) => text).join(' and '), several: least > 1, least };
}

export function podsOf(manifests: Manifests, workload: Workload): Pods {
  const { kind, name } = workload.manifest;
  const scaler = scalerOf(manifests, workload);
  if (scaler)
    return { text: `${kind} '${name}', which ${scaler.kind} '${scaler.name}' scales`, several: true, least: 2 };
  const rollout = rolloutOf(manifests, workload);
  const replicas = rollout ? (rollout.fields.number('spec', 'replicas') ?? 1) : workload.replicas;
  if (replicas === undefined) return { text: `${kind} '${name}', one for each node`, several: true, least: 2 };
  const count = `${replicas} ${replicas === 1 ? 'replica' : 'replicas'}`;
  const text = rollout
    ? `${kind} '${name}', of which Rollout '${rollout.name}' runs ${count}`
    : `${kind} '${name}' with ${count}`;
  return { text, several: replicas > 1, least: replicas };
}

/** What scales a workload beyond one pod. */
export function scalerOf(manifests: Manifests, workload: Workload): Manifest | undefined {
  const rollout = rolloutOf(manifests, workload);
  const [scaler] = [workload.manifest, rollout].flatMap((one) => {
    return one ? (scalers(manifests).get(keyOf(one.namespace, one.kind, one.name)) ?? []) : [];
  });
  return scaler;
}

/** The Argo Rollout that takes a workload's template and runs its pods instead of it. */
function rolloutOf(manifests: Manifests, { manifest }: Workload): Manifest | undefined {
  return rollouts(manifests).get(keyOf(manifest.namespace, manifest.kind, manifest.name))?.[0];
}

const rollouts = memoized((manifests) =>
  groupBy(manifests.ofKind('argoproj.io', 'Rollout'), ({ namespace, fields }) => {
    const [kind, name] = ['kind', 'name'].map((key) => fields.text('spec', 'workloadRef', key));
    return kind === undefined || name === undefined ? undefined : keyOf(namespace, kind, name);
  }),
);

const scalers = memoized((manifests) => {
  const all = [
    ...manifests.ofKind('autoscaling', 'HorizontalPodAutoscaler'),
    ...manifests.ofKind('keda.sh', 'ScaledObject'),
  ];
  return groupBy(all, (scaler) => {
    const target = scaler.fields.get('spec', 'scaleTargetRef');
    const isOne = mostPodsOf(scaler) <= 1;
    return isOne ? undefined : keyOf(scaler.namespace, target.text('kind') ?? 'Deployment', target.text('name') ?? '');
  });
});

/** How many pods a scaler goes up to; 100 is the default of KEDA's, an autoscaler has none. */
export function mostPodsOf({ kind, fields }: Manifest): number {
  const field = kind === 'ScaledObject' ? 'maxReplicaCount' : 'maxReplicas';
  return fields.number('spec', field) ?? 100;
}

function keyOf(namespace: string, kind: string, name: string): string {
  return `${namespace} ${kind}/${name}`;
}
