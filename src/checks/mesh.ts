import { Manifests } from './manifests';
import { Workload } from './objects/workload';

/** A mesh whose proxy is put into pods. */
export type Mesh = 'Istio' | 'Linkerd';

/** The mesh whose proxy the pods of a workload get, as far as these manifests tell. */
export function meshOf(manifests: Manifests, workload: Workload): Mesh | undefined {
  if (isInIstio(manifests, workload)) return 'Istio';
  return isInLinkerd(manifests, workload) ? 'Linkerd' : undefined;
}

/** The label beats the annotation, which is older, and both beat the namespace. */
function isInIstio(manifests: Manifests, workload: Workload): boolean {
  const { labels, annotations, containers, manifest } = workload;
  const said = labels.get('sidecar.istio.io/inject') ?? annotations.get('sidecar.istio.io/inject');
  if (said !== undefined) return said === 'true';
  if (labels.has('istio.io/rev') || containers.some(({ name }) => name === 'istio-proxy')) return true;
  const namespace = manifests.namespace(manifest.namespace)?.labels;
  return namespace?.get('istio-injection') === 'enabled' || namespace?.has('istio.io/rev') === true;
}

/** The annotation of the pods beats that of the namespace; nothing else is read. */
function isInLinkerd(manifests: Manifests, { annotations, containers, manifest }: Workload): boolean {
  const namespace = manifests.namespace(manifest.namespace)?.annotations;
  const said = annotations.get('linkerd.io/inject') ?? namespace?.get('linkerd.io/inject');
  return said === 'enabled' || said === 'ingress' || containers.some(({ name }) => name === 'linkerd-proxy');
}
