import { Duration } from 'cdk8s';

/** Label matchers with exact values, in the order given. */
export function matchers(labels: { [label: string]: string }): string {
  return Object.entries(labels)
    .map(([label, value]) => `${label}=${quote(value)}`)
    .join(',');
}

/** A PromQL string. */
export function quote(value: string): string {
  return `"${value.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n')}"`;
}

/** A duration as Prometheus writes it: `6m30s`. */
export function promDuration(duration: Duration): string {
  const seconds = duration.toSeconds();
  const parts = [
    [Math.floor(seconds / 3600), 'h'],
    [Math.floor((seconds % 3600) / 60), 'm'],
    [seconds % 60, 's'],
  ] as const;
  return parts.map(([count, unit]) => (count > 0 ? `${count}${unit}` : '')).join('') || '0s';
}
