import { unknownProxyOf } from './injection';
import { Manifest } from '../manifests/manifest';
import { Manifests } from '../manifests/manifests';
import { ISTIO_INJECT, isIstioNamespace, LINKERD_INJECT } from './mesh';
import { Workload } from '../manifests/workload';
import { once } from '../manifests/memoized';

/** API groups of meshes, whatever is in them. */
const GROUPS =
  /(^|\.)(istio\.io|linkerd\.io|smi-spec\.io|consul\.hashicorp\.com|kuma\.io|appmesh\.k8s\.aws|traefik\.mesh)$/;

const NAMES = /(^|-)(istio|linkerd)(-|$)/;

/** Annotations of pods that only a mesh's proxy in them reads; the one that keeps it out is none. */
const SETTINGS =
  /^(config(\.\w+)?\.linkerd\.io\/|(proxy|traffic\.sidecar)\.istio\.io\/|sidecar\.istio\.io\/(?!inject$))/;

/**
 * What tells that pods may be in a mesh of which their own manifests say nothing: most get it by a label of a namespace that is kept
 * elsewhere. Nothing tells if the namespace is here, or the pods refuse.
 */
export function mayBeInMesh(manifests: Manifests, { labels, manifest }: Workload): string | undefined {
  const isKnown = manifests.namespace(manifest.namespace) !== undefined || labels.get(ISTIO_INJECT) === 'false';
  return isKnown ? undefined : sign(manifests);
}

/** The first sign of a mesh, wherever it is. */
const sign = once((manifests: Manifests): string | undefined => {
  const { all, services, workloads } = manifests;
  const object = all.find(({ group }) => GROUPS.test(group)) ?? manifests.ofKind('', 'Namespace').find(isInjected);
  if (object) return `${object.kind} '${object.name}' tells of a mesh`;
  const asking = workloads.find((workload) => unknownProxyOf(workload) !== undefined);
  if (asking) return `${asking.manifest.kind} '${asking.manifest.name}' says ${unknownProxyOf(asking)}`;
  const told = workloads.find(({ annotations }) => [...annotations.keys()].some((key) => SETTINGS.test(key)));
  if (told) return `${told.manifest.kind} '${told.manifest.name}' has settings for the proxy of a mesh`;
  const named = services
    .map(({ manifest }) => manifest)
    .find((one) => NAMES.test(one.name) || NAMES.test(one.namespace));
  return named && `the name of Service '${named.name}' or of its namespace tells of a mesh`;
});

function isInjected(namespace: Manifest): boolean {
  return (
    isIstioNamespace(namespace) || ['enabled', 'ingress'].includes(namespace.annotations.get(LINKERD_INJECT) ?? '')
  );
}
