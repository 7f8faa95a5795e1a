import { checkRollout } from '../input/workload-input';
import { Place, refuse, Words } from '../errors';

/** DNS and proxies need a moment to learn of a pod. */
const MIN_READY_SECONDS = 5;

/** Kubernetes' default, which cdk8s-plus writes out: it cannot be told from a user's own 25%. */
const UNSAID = '25%';

/** A number of pods, or a part of them, such as `25%`. */
type Amount = number | string;

/** A rollout that takes pods away before new ones are known is an outage, however long the drain is. */
export function protectRollout({ apiVersion, kind, spec }: any, place: Place): void {
  // Others have kinds of these names too, with other fields: a StatefulSet of OpenKruise knows no `minReadySeconds` there.
  if (!apiVersion.startsWith('apps/')) return;
  checkRollout(place, spec);
  if (kind === 'Deployment') spec.strategy = deploymentStrategy(spec, place);
  else if (kind !== 'StatefulSet' && kind !== 'DaemonSet') return;
  refuseOutage(kind, spec, place);
  // cdk8s-plus emits 0 where nothing was said.
  spec.minReadySeconds ||= MIN_READY_SECONDS;
}

/** Starts pods before it stops others, unless the Deployment says how many may be missing. */
function deploymentStrategy({ strategy }: any, place: Place): any {
  if (strategy?.type === 'Recreate') refuseAll('Deployment', 'strategy Recreate', 'use RollingUpdate', place);
  const { maxSurge = '25%', maxUnavailable = UNSAID, ...others } = strategy?.rollingUpdate ?? {};
  const missing: Amount = maxUnavailable === UNSAID ? 0 : maxUnavailable;
  if (amountOf(maxSurge) === 0 && amountOf(missing) === 0) {
    refuse(
      place,
      'a Deployment of a server must start a new pod before it stops an old one',
      new Words(`maxSurge ${maxSurge}`),
      "raise 'maxSurge', or leave it out; where there is no room, say by 'maxUnavailable' how many pods may be missing",
    );
  }
  return { ...strategy, type: 'RollingUpdate', rollingUpdate: { ...others, maxSurge, maxUnavailable: missing } };
}

/** Refuses updates in which all pods may be missing at once. */
function refuseOutage(kind: string, { strategy, updateStrategy, replicas }: any, place: Place): void {
  const maxUnavailable: Amount = (strategy ?? updateStrategy)?.rollingUpdate?.maxUnavailable ?? 0;
  // StatefulSets replace a pod in its place, so that of one pod none is left in any case.
  const all = kind === 'Deployment' && replicas > 0 ? replicas : Infinity;
  if (isPart(maxUnavailable) ? amountOf(maxUnavailable) >= 100 : amountOf(maxUnavailable) >= all) {
    refuseAll(kind, `maxUnavailable ${maxUnavailable}`, "lower 'maxUnavailable', or leave it out", place);
  }
}

function refuseAll(kind: string, got: string, remedy: string, place: Place): never {
  refuse(place, `a ${kind} of a server must not stop all pods before it starts new ones`, new Words(got), remedy);
}

function isPart(amount: Amount): boolean {
  return String(amount).endsWith('%');
}

function amountOf(amount: Amount): number {
  return parseInt(String(amount), 10);
}
