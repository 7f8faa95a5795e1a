import { Manifest } from './manifest';
import { Manifests } from './manifests';
import { Workload } from './objects/workload';

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
  const scalers = [
    ...manifests.ofKind('autoscaling', 'HorizontalPodAutoscaler'),
    ...manifests.ofKind('keda.sh', 'ScaledObject'),
  ];
  return scalers.find(({ fields, namespace }) => {
    const target = fields.get('spec', 'scaleTargetRef');
    const most = fields.number('spec', 'maxReplicas') ?? fields.number('spec', 'maxReplicaCount') ?? 2;
    const isIt = target.text('name') === manifest.name && (target.text('kind') ?? 'Deployment') === manifest.kind;
    return isIt && namespace === manifest.namespace && most > 1;
  });
}
