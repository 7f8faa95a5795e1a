import { Manifests } from '../manifests/manifests';
import { Service } from '../manifests/service';
import { Workload } from '../manifests/workload';

const USE_WAYPOINT = 'istio.io/use-waypoint';
const MODE = 'istio.io/dataplane-mode';

/** In ambient mode the proxy of the node only forwards: a waypoint is what balances the requests to a Service, for callers in that mode. */
export function waypointFor(
  manifests: Manifests,
  { manifest, namespace }: Service,
  callers: readonly Workload[],
): string | undefined {
  const waypoint = manifest.labels.get(USE_WAYPOINT) ?? manifests.namespace(namespace)?.labels.get(USE_WAYPOINT);
  return waypoint === 'none' || !callers.every((caller) => isAmbient(manifests, caller)) ? undefined : waypoint;
}

/** The label of the pods beats that of their namespace. Who has a waypoint, and keeps the namespace elsewhere, has labelled it. */
function isAmbient(manifests: Manifests, { labels, manifest }: Workload): boolean {
  const namespace = manifests.namespace(manifest.namespace);
  const mode = labels.get(MODE) ?? namespace?.labels.get(MODE);
  return mode === undefined ? !namespace : mode === 'ambient';
}
