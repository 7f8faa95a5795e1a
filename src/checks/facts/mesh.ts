import { callersOf } from './callers';
import { Manifest } from '../manifests/manifest';
import { Manifests } from '../manifests/manifests';
import { memoized } from '../manifests/memoized';
import { Service } from '../manifests/service';
import { Workload } from '../manifests/workload';

/** A mesh whose proxy is put into pods. */
export type Mesh = 'Istio' | 'Linkerd';

/** Label of pods, and the older annotation. */
export const ISTIO_INJECT = 'sidecar.istio.io/inject';

/** Annotation of pods and namespaces. */
export const LINKERD_INJECT = 'linkerd.io/inject';

/** Linkerd skips pods that say anything else; so it does where their namespace says anything else. */
export const LINKERD_VALUES: readonly string[] = ['enabled', 'disabled', 'ingress'];

/** The mesh whose proxy the pods of a workload get, as far as these manifests tell. */
export function meshOf(manifests: Manifests, workload: Workload): Mesh | undefined {
  return meshes(manifests).get(workload);
}

const meshes = memoized(
  (manifests): ReadonlyMap<Workload, Mesh | undefined> =>
    new Map(manifests.workloads.map((workload) => [workload, read(manifests, workload)])),
);

function read(manifests: Manifests, workload: Workload): Mesh | undefined {
  const has = (proxy: string) => workload.containers.some(({ name }) => name === proxy);
  if (has('istio-proxy')) return 'Istio';
  if (has('linkerd-proxy')) return 'Linkerd';
  // Both leave pods in the network of their node alone: they would redirect the whole node.
  if (workload.spec.isTrue('hostNetwork')) return undefined;
  if (isInIstio(manifests, workload)) return 'Istio';
  return isInLinkerd(manifests, workload) ? 'Linkerd' : undefined;
}

/** The meshes in which requests to a Service begin: where its callers are, or its own pods if no caller is known. */
export function meshesBefore(
  manifests: Manifests,
  service: Service,
): { who: string; meshes: ReadonlySet<Mesh | undefined> } {
  const meshes = new Set<Mesh | undefined>();
  for (const { workload } of callersOf(manifests, service)) meshes.add(meshOf(manifests, workload));
  if (meshes.size) return { who: 'the callers', meshes };
  return {
    who: 'the pods',
    meshes: new Set(manifests.workloadsOf(service).map((workload) => meshOf(manifests, workload))),
  };
}

/** Whether Istio's webhook looks at a namespace's pods by itself; without the manifest of the namespace nobody knows. */
export function isIstioNamespace(namespace: Manifest): boolean {
  const said = namespace.labels.get('istio-injection');
  return said === undefined ? namespace.labels.has('istio.io/rev') : said === 'enabled';
}

function isInIstio(manifests: Manifests, { labels, annotations, manifest }: Workload): boolean {
  const label = labels.get(ISTIO_INJECT);
  const said = label ?? annotations.get(ISTIO_INJECT);
  if (said === 'false') return false;
  const namespace = manifests.namespace(manifest.namespace);
  if (namespace && isIstioNamespace(namespace)) return true;
  // Another value than `enabled` shuts the webhook out, whatever the pods say.
  if (namespace?.labels.has('istio-injection')) return false;
  if (label === 'true' || labels.has('istio.io/rev')) return true;
  // An annotation is read by the webhook, but does not call it: the namespace must.
  return said === 'true' && !namespace;
}

/** The annotation of the pods beats that of the namespace; nothing else is read. */
function isInLinkerd(manifests: Manifests, { annotations, manifest }: Workload): boolean {
  const namespace = manifests.namespace(manifest.namespace)?.annotations.get(LINKERD_INJECT) || undefined;
  const pods = annotations.get(LINKERD_INJECT) || undefined;
  if ([namespace, pods].some((said) => said !== undefined && !LINKERD_VALUES.includes(said))) return false;
  const said = pods ?? namespace;
  return said === 'enabled' || said === 'ingress';
}
