import { otherProxyOf, unknownInjectionOf } from './injection';
import { Manifest } from '../manifests/manifest';
import { Manifests } from '../manifests/manifests';
import { ISTIO_INJECT, isIstioNamespace, LINKERD_INJECT } from './mesh';
import { DestinationRule, destinationRules } from '../manifests/destination-rule';
import { Service } from '../manifests/service';
import { Workload } from '../manifests/workload';
import { memoized } from '../manifests/memoized';

/** What tells of a mesh that the callers of a Service may be in. */
export interface MeshSign {
  /** `Deployment 'other' has settings for the proxy of a mesh`. */
  readonly why: string;
  /** What must be so for callers to be in it, `in the mesh that Deployment 'other' tells of`; undefined if the Service or its caller tells. */
  readonly membership?: string;
}

/** API groups of meshes, whatever is in them. */
const GROUPS =
  /(^|\.)(istio\.io|linkerd\.io|smi-spec\.io|consul\.hashicorp\.com|kuma\.io|appmesh\.k8s\.aws|traefik\.mesh)$/;

const NAMES = /(^|-)(istio|linkerd)(-|$)/;

/** Annotations of pods that only a mesh's proxy in them reads; the one that keeps it out is none. */
const SETTINGS =
  /^(config(\.\w+)?\.linkerd\.io\/|(proxy|traffic\.sidecar)\.istio\.io\/|sidecar\.istio\.io\/(?!inject$))/;

const SETTINGS_FOR_PROXY = 'has settings for the proxy of a mesh';

/**
 * What tells that a workload, which calls a Service, may be in a mesh though its own manifest does not say so for certain: most get it by a
 * label of a namespace that is kept elsewhere. Nothing elsewhere tells if the namespace is here, or the pods refuse.
 */
export function mayBeInMesh(manifests: Manifests, service: Service, workload: Workload): MeshSign | undefined {
  const { labels, manifest } = workload;
  const key = unknownInjectionOf(workload);
  if (key !== undefined)
    return { ...signOf(manifest, `says ${key}`), membership: `in a mesh, which may be what '${key}' stands for` };
  const isKnown = manifests.namespace(manifest.namespace) !== undefined || labels.get(ISTIO_INJECT) === 'false';
  return isKnown ? undefined : (ownSign(manifests, service, workload) ?? sign(manifests));
}

/** Who gives a Service a DestinationRule, or the pods at one of its ends settings for a proxy, means them to be in a mesh. */
function ownSign(manifests: Manifests, service: Service, workload: Workload): MeshSign | undefined {
  const rule = rulesByService(manifests).get(service);
  if (rule) return { why: signOf(rule.manifest, 'is for the Service').why };
  const told = [workload, ...manifests.workloadsOf(service)].find(hasSettings);
  return told && { why: signOf(told.manifest, SETTINGS_FOR_PROXY).why };
}

const rulesByService = memoized(
  (manifests): ReadonlyMap<Service | undefined, DestinationRule> =>
    new Map(destinationRules(manifests).map((rule) => [rule.serviceIn(manifests), rule])),
);

/** The first sign of a mesh, wherever it is. */
const sign = memoized((manifests: Manifests): MeshSign | undefined => {
  const { all, services, workloads } = manifests;
  const object = all.find(({ group }) => GROUPS.test(group)) ?? manifests.ofKind('', 'Namespace').find(isInjected);
  if (object) return signOf(object, 'tells of a mesh');
  const asking = workloads.find((workload) => otherProxyOf(manifests, workload) !== undefined);
  if (asking) return signOf(asking.manifest, `says ${otherProxyOf(manifests, asking)}`);
  const told = workloads.find(hasSettings);
  if (told) return signOf(told.manifest, SETTINGS_FOR_PROXY);
  const named = services
    .map(({ manifest }) => manifest)
    .find((one) => NAMES.test(one.name) || NAMES.test(one.namespace));
  return named && signOf(named, 'has the name of a mesh, or its namespace has');
});

function hasSettings({ annotations }: Workload): boolean {
  return [...annotations.keys()].some((key) => SETTINGS.test(key));
}

function signOf({ kind, name }: Manifest, what: string): MeshSign {
  return { why: `${kind} '${name}' ${what}`, membership: `in the mesh that ${kind} '${name}' tells of` };
}

function isInjected(namespace: Manifest): boolean {
  return (
    isIstioNamespace(namespace) || ['enabled', 'ingress'].includes(namespace.annotations.get(LINKERD_INJECT) ?? '')
  );
}
