import { sleep } from '../../verify/support/pool';
import { Pod } from './pod';
import { World } from './world';

/** Until kube-proxy and DNS are told that a pod leaves, in milliseconds: a second, compressed. */
const ENDPOINTS_LAG_MS = 30;
/**
 * Kubelets hear one after the other that a pod is to end. Compression brings together what is seconds apart in a cluster, but leaves a request
 * as long on its way as it ever is; with two ends within that time grpc-js loses requests, which it sends twice and no third time.
 *
 * `minReadySeconds` is compressed less than all else, and where it sets the pace so are the ends.
 */
const KUBELETS_APART_MS = 150;
const PACED_APART_MS = 400;

/**
 * A rolling restart as the Deployment's controller does it: creates pods up to `maxSurge`, and ends old ones as long as enough are available,
 * which a pod is `minReadySeconds` after it got ready. The processes of the new pods run already; that they take `podStart`, and
 * not all the same, is played.
 */
export async function rollOut(world: World, replacements: Pod[]): Promise<void> {
  const { deployment, replicas, podStart } = world.manifests;
  const { maxSurge = '25%', maxUnavailable = '25%' } = deployment.strategy?.rollingUpdate ?? {};
  const most = replicas + amount(maxSurge, replicas, Math.ceil);
  const fewest = replicas - amount(maxUnavailable, replicas, Math.floor);
  const old = world.pods.filter((pod) => !replacements.includes(pod) && !pod.leaving);
  const available = new Set(old);
  const waiting = [...replacements];
  const endings: Promise<void>[] = [];
  let present = old.length;

  const create = async (pod: Pod) => {
    present++;
    await sleep(podStart * 1000 * (1 + 2 * world.chance()));
    world.setReady(pod, true);
    await sleep((deployment.minReadySeconds ?? 0) * 1000);
    available.add(pod);
  };
  const apart = deployment.minReadySeconds ? PACED_APART_MS : KUBELETS_APART_MS;
  let lastEnd = 0;
  const end = (pod: Pod) => {
    present--;
    available.delete(pod);
    const now = performance.now();
    lastEnd = Math.max(now, lastEnd + apart);
    endings.push(terminate(world, pod, lastEnd - now));
  };
  while (old.length || waiting.length || available.size < replicas) {
    while (waiting.length && present < most) void create(waiting.shift()!);
    while (old.length && available.size > fewest) end(old.shift()!);
    await sleep(5);
  }
  await Promise.all(endings);
}

/** Ends a pod in order: it leaves the Services while its hooks run. */
async function terminate(world: World, pod: Pod, lag: number): Promise<void> {
  pod.leaving = true;
  setTimeout(() => world.setReady(pod, false), ENDPOINTS_LAG_MS);
  await sleep(lag);
  await pod.terminate();
}

/** A number, or a share of the replicas. */
function amount(value: number | string, replicas: number, round: (value: number) => number): number {
  return typeof value === 'number' ? value : round((parseFloat(value) / 100) * replicas);
}
