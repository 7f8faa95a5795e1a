import { Manifest } from '../manifests/manifest';
import { Manifests } from '../manifests/manifests';
import { groupBy } from '../manifests/group-by';
import { once } from '../manifests/memoized';
import { Workload } from '../manifests/workload';

/** How many pods a workload has, in words. */
export interface Pods {
  readonly text: string;
  readonly several: boolean;
}

export function podsOf(manifests: Manifests, workload: Workload): Pods {
  const { kind, name } = workload.manifest;
  const scaler = scalerOf(manifests, workload);
  if (scaler) return { text: `${kind} '${name}', which ${scaler.kind} '${scaler.name}' scales`, several: true };
  const { replicas } = workload;
  if (replicas === undefined) return { text: `${kind} '${name}', one for each node`, several: true };
  return {
    text: `${kind} '${name}' with ${replicas} ${replicas === 1 ? 'replica' : 'replicas'}`,
    several: replicas > 1,
  };
}

/** What scales a workload beyond one pod. */
export function scalerOf(manifests: Manifests, { manifest }: Workload): Manifest | undefined {
  return scalers(manifests).get(keyOf(manifest.namespace, manifest.kind, manifest.name))?.[0];
}

const scalers = once((manifests) => {
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
