import { round, scrapes, STEP_SECONDS, Timeline, valueAt } from './timeline';

/** One pod, as an observer of everything would describe it. Times are minutes; the test begins at 0. */
export interface PodScene {
  readonly name: string;
  readonly ip: string;
  /** Its address as those who call it know it, if that is another one. */
  readonly dialled?: string;
  /** Name of its Deployment, if it is not the server's. */
  readonly workload?: string;
  /** When it came; three hours ago if not given. */
  readonly start?: number;
  /** When it is gone. */
  readonly end?: number;
  /** 1 or 0. */
  readonly ready?: Timeline;
  /** Whether its metrics can be scraped: 1, 0, or -1 if nobody tries. */
  readonly scraped?: Timeline;
  /** Requests per minute. A pod that was never called has no series in most libraries. */
  readonly perMinute?: Timeline;
  /** Ratio of requests that fail. */
  readonly failing?: Timeline;
  /** How long a request takes. */
  readonly seconds?: Timeline;
  readonly connections?: Timeline;
  /** When its counters start again at 0. */
  readonly resets?: number[];
}

/** One server and all its pods. */
export interface ServerScene {
  readonly namespace: string;
  readonly server: string;
  readonly pods: PodScene[];
  /** Whether kube-state-metrics can be scraped: 1 or 0. */
  readonly kubeStateMetrics?: Timeline;
  /** Whether the pods push what they count: nobody scrapes them. */
  readonly pushed?: boolean;
  /** Whether a proxy in the same pods is scraped too, by a monitor of ours. */
  readonly besideProxy?: boolean;
  /** Whether the server shows nothing of the source, as another library counts. */
  readonly uninstrumented?: boolean;
  /** Metrics that an allowlist leaves out. */
  readonly dropped?: string[];
  /** gRPC probes of the kubelet per minute and pod, which a proxy may take for requests. */
  readonly grpcProbes?: number;
}

/** What a pod has counted by each scrape; undefined where it is not there or not seen. */
export interface Counted {
  readonly succeeded: (number | undefined)[];
  readonly failed: (number | undefined)[];
  /** Requests that took at most so many seconds. */
  within(seconds: number): (number | undefined)[];
  readonly probes: (number | undefined)[];
}

const PROBES_PER_MINUTE = 12;

/** Whether a pod is there. */
export function exists({ start = -180, end = Infinity }: PodScene, minute: number): boolean {
  return minute >= start && minute < end;
}

/** Whether a pod's metrics come in. */
export function isSeen(pod: PodScene, minute: number): boolean {
  return exists(pod, minute) && valueAt(pod.scraped ?? 1, minute) === 1;
}

/** A gauge of a pod. */
export function gauge(pod: PodScene, minutes: number, value: (minute: number) => number): (number | undefined)[] {
  return scrapes(minutes).map((minute) => (isSeen(pod, minute) ? value(minute) : undefined));
}

/** What a pod counts. */
export function count(pod: PodScene, minutes: number): Counted {
  const failing = (minute: number) => valueAt(pod.failing ?? 0, minute);
  return {
    succeeded: counter(pod, minutes, (minute) => requests(pod, minute) * (1 - failing(minute))),
    failed: counter(pod, minutes, (minute) => requests(pod, minute) * failing(minute)),
    within: (seconds) =>
      counter(pod, minutes, (minute) => (valueAt(pod.seconds ?? 0.02, minute) <= seconds ? requests(pod, minute) : 0)),
    probes: counter(pod, minutes, () => PROBES_PER_MINUTE),
  };
}

/** A counter that goes up by `perMinute`; it starts at 0 with the pod, and was counting long before the test for an old one. */
export function counter(pod: PodScene, minutes: number, perMinute: (minute: number) => number): (number | undefined)[] {
  const { start = -180, resets = [] } = pod;
  let total = start < 0 ? 100 * perMinute(0) : 0;
  return scrapes(minutes).map((minute) => {
    if (resets.includes(minute)) total = 0;
    if (minute > 0 && exists(pod, minute)) total = round(total + (perMinute(minute) * STEP_SECONDS) / 60);
    return isSeen(pod, minute) ? total : undefined;
  });
}

function requests(pod: PodScene, minute: number): number {
  return valueAt(pod.perMinute ?? 0, minute);
}

/** A series that appears with the first event. */
export function fromFirst(samples: (number | undefined)[]): (number | undefined)[] {
  return samples.map((sample) => (sample === 0 ? undefined : sample));
}
