/** Seconds between two scrapes, and two evaluations. */
export const STEP_SECONDS = 30;

/** A value, or what it becomes from a minute on. */
export type Timeline = number | [fromMinute: number, value: number][];

/** What a scrape finds: a number, nothing, or the end of a series. */
export type Sample = number | undefined | 'stale';

/** The value at a minute; before the first one it is 0. */
export function valueAt(timeline: Timeline, minute: number): number {
  if (typeof timeline === 'number') return timeline;
  return timeline.filter(([from]) => from <= minute).pop()?.[1] ?? 0;
}

/** The minutes of all scrapes. */
export function scrapes(minutes: number): number[] {
  return Array.from({ length: (minutes * 60) / STEP_SECONDS + 1 }, (_, index) => (index * STEP_SECONDS) / 60);
}

/** Samples as Prometheus stores them: a series that is not in a scrape ends at once, not after five minutes. */
export function withStaleness(samples: (number | undefined)[]): Sample[] {
  return samples.map((sample, index) =>
    sample === undefined && index > 0 && samples[index - 1] !== undefined ? 'stale' : sample,
  );
}

/** Samples in the notation of promtool, such as `1+2x30`. */
export function notation(unrounded: Sample[]): string {
  const samples = unrounded.map((sample) => (typeof sample === 'number' ? round(sample) : sample));
  const words: string[] = [];
  for (let index = 0; index < samples.length;) {
    const length = runLength(samples, index);
    words.push(word(samples, index, length));
    index += length;
  }
  return words.join(' ');
}

/** How many samples from here on lie on a straight line, or are all missing. */
function runLength(samples: Sample[], start: number): number {
  const rest = samples.slice(start);
  const [first, second] = rest;
  if (first === 'stale') return 1;
  if (first === undefined) return runOf(rest, (sample) => sample === undefined);
  if (typeof second !== 'number') return 1;
  const step = round(second - first);
  return runOf(rest, (sample, index) => typeof sample === 'number' && round(first + index * step) === sample);
}

function runOf(samples: Sample[], belongs: (sample: Sample, index: number) => boolean): number {
  const end = samples.findIndex((sample, index) => !belongs(sample, index));
  return end < 0 ? samples.length : end;
}

function word(samples: Sample[], start: number, length: number): string {
  const first = samples[start];
  if (first === 'stale') return 'stale';
  if (first === undefined) return `_x${length}`;
  if (length === 1) return String(first);
  const step = round((samples[start + 1] as number) - first);
  return `${first}${step < 0 ? '-' : '+'}${Math.abs(step)}x${length - 1}`;
}

/** Counters are added up: what binary fractions leave behind would show as changes. */
export function round(value: number): number {
  return Number(value.toFixed(6));
}
