import { Results } from '../results';
import { Timing } from '../timing';

const NAMES: Record<keyof Timing, string> = {
  maxConnectionAge: 'maxConnectionAge (restarts: 60 s)',
  resolutionFloor: 'resolutionFloor of the clients',
  dnsTtl: 'dnsTtl of the cluster',
  dnsRefresh: 'dnsRefresh of Envoy',
  longestRequest: 'longestRequest',
  minReady: 'minReady',
  podStart: 'a pod starts in',
};

export const TIMING_HEAD = ['', 'as emitted', 'in the lab', 'factor'];

/** Every time that was set, what it is by default, and the factor between them. */
export function timingLines({ compressed, uncompressed }: NonNullable<Results['timing']>): string[][] {
  return (Object.keys(NAMES) as (keyof Timing)[]).map((key) => [
    NAMES[key],
    `${uncompressed[key]} s`,
    `${compressed[key]} s`,
    `${Math.round(uncompressed[key] / compressed[key])}`,
  ]);
}
