import { notation, withStaleness } from '../timeline';

/** One input series of promtool. */
export interface Series {
  readonly metric: string;
  readonly labels: { [label: string]: string };
  readonly samples: (number | undefined)[];
}

/** How promtool reads it; undefined if the series has no sample at all. */
export function inputSeries({ metric, labels, samples }: Series): { series: string; values: string } | undefined {
  if (samples.every((sample) => sample === undefined)) return undefined;
  const matchers = Object.entries(labels).map(([label, value]) => `${label}=${JSON.stringify(value)}`);
  return { series: `${metric}{${matchers.join(',')}}`, values: notation(withStaleness(samples)) };
}
