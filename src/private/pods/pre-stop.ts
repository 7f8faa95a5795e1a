import { Duration } from 'cdk8s';
import { Cluster } from '../../cluster';

/** A hook that the kubelet runs before it tells a container to end. */
export interface PreStopHook {
  readonly sleep?: { readonly seconds: number };
  readonly exec?: { readonly command: string[] };
}

/** A hook that waits. The kubelet sleeps by itself from 1.30; before, the image needs a `sleep`. */
export function preStopHook(preStop: Duration, cluster: Cluster): PreStopHook | undefined {
  const seconds = preStop.toSeconds();
  if (seconds === 0) return undefined;
  return cluster.sleepHooks ? { sleep: { seconds } } : { exec: { command: ['sleep', String(seconds)] } };
}

/** How long a hook of the workload's own waits, as far as that is known. */
export function hookSeconds(hook?: PreStopHook): number {
  if (hook?.sleep) return Number(hook.sleep.seconds) || 0;
  const command = [hook?.exec?.command ?? []].flat().join(' ');
  const [, seconds] = /^(?:\S*sh -c )?\S*\bsleep (\d+)s?$/.exec(command) ?? [];
  return Number(seconds ?? 0);
}
