import type { Latency } from './programs/load';
import { Timing } from './timing';

/** One line of the table: a strategy in a scene. What a scene does not measure is left out. */
export interface Row {
  readonly scene: string;
  readonly strategy: string;
  /** What is special about it, such as `without an age`. */
  readonly variant?: string;
  /** How many clients with connections of their own. */
  readonly clients: number;
  readonly requests?: number;
  readonly failed?: number;
  /** How many of each failure. */
  readonly errors?: Record<string, number>;
  /** Requests that each pod has counted. */
  readonly counts?: number[];
  /** As the callers saw it, in milliseconds. */
  readonly latency?: Latency;
  readonly requestsPerSecond?: number;
  /** The way to a pod and back while nothing else happens, in milliseconds. */
  readonly lowLoad?: Latency;
  /** Something over time: seconds, value. */
  readonly series?: [number, number][];
  /** What else the scene measured. */
  readonly figures?: Record<string, number>;
}

/** Whether something is as it should be. */
export interface Verdict {
  readonly scene: string;
  readonly claim: string;
  readonly measured: string;
  readonly passed: boolean;
}

/** What did not run, and why. */
export interface Skipped {
  readonly strategy: string;
  readonly reason: string;
}

/** Everything that a run gives: the report is made of it and of nothing else. */
export interface Results {
  /** The scenes that were played, in the order in which they are told. */
  readonly scenes: { readonly name: string; readonly title: string; readonly capacity: string }[];
  readonly settings: {
    readonly replicas: number;
    readonly requests: number;
    readonly concurrency: number;
    readonly seed: number;
    /** In percent: by so much a figure may miss its limit. */
    readonly margin: number;
  };
  /** Where it ran. */
  readonly place: string;
  readonly real: string[];
  readonly simulated: string[];
  /** Times that were shortened, and what the library emits if nobody says otherwise. */
  readonly timing?: { readonly compressed: Timing; readonly uncompressed: Timing };
  readonly rows: Row[];
  readonly verdicts: Verdict[];
  readonly skipped: Skipped[];
}

/** What a scene gives. */
export interface SceneResult {
  readonly rows: Row[];
  readonly verdicts: Verdict[];
}

/** The shares of the pods in percent. */
export function sharesOf(counts: number[]): number[] {
  const sum = counts.reduce((total, count) => total + count, 0);
  return counts.map((count) => (sum ? (100 * count) / sum : 0));
}

export const largestOf = (counts: number[]) => Math.max(...sharesOf(counts));

/** Failures by the tenth of a second, as a series. */
export const failuresOverTime = (failures: number[]) =>
  failures.map((count, tenth): [number, number] => [tenth / 10, count]);
