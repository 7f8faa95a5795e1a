import { quote } from '../private/promql';
import { knowsAge, ownSeries, RuleSubject } from './subject';

/** Matchers of what Prometheus and kube-state-metrics tell of the server's pods. */
export function podsOf({ namespace, podNames }: RuleSubject): string {
  return `namespace=${quote(namespace)},pod=~${quote(podNames)}`;
}

/** Sums an expression by pod, whatever the source calls it. */
export function byPod(subject: RuleSubject, expr: string, keep: string[] = []): string {
  const { podLabel = 'pod', podLabelIsAddress } = subject.telemetry;
  if (podLabelIsAddress) return byAddress(subject, expr);
  return `sum by (${['pod', ...keep].join(', ')}) (${withPod(expr, podLabel)})`;
}

/** What `up` says, by pod. */
export function upByPod(subject: RuleSubject, expr: (up: string) => string): string {
  const { upSelector, podLabel = 'pod', podLabelIsAddress } = subject.telemetry;
  // Who counts by address counts on the way: `up` is that of the pod itself.
  const label = upSelector === undefined || podLabelIsAddress ? 'pod' : podLabel;
  return `max by (pod) (${withPod(expr(`up{${upSelector ?? podsOf(subject)}}`), label)})`;
}

/** Whether it is known of each pod that its metrics are scraped, called or not. */
export function knowsScrapes({ telemetry }: RuleSubject): boolean {
  return telemetry.presence !== undefined || telemetry.upSelector !== undefined;
}

/** What tells that a pod's metrics are scraped, by pod. */
export function presenceByPod(subject: RuleSubject, expr: (presence: string) => string): string {
  const { presence, selector, podLabel = 'pod' } = subject.telemetry;
  if (!presence) return upByPod(subject, expr);
  return `max by (pod) (${withPod(expr(`${presence.metric}{${presence.selector ?? selector}}`), podLabel)})`;
}

/** Sums an expression by the address of the pod. */
export function byIp({ telemetry }: RuleSubject, expr: string): string {
  const { podLabel = 'pod' } = telemetry;
  return `sum by (pod_ip) (${withoutPort(`sum by (${podLabel}) (${expr})`, podLabel)})`;
}

function byAddress(subject: RuleSubject, expr: string): string {
  return `sum by (pod) (${byIp(subject, expr)} * on (pod_ip) group_left (pod) (${podsByIp(subject)}))`;
}

/** Names of pods by address: of ready ones, as a pod that was evicted keeps the address that another one has by now. */
function podsByIp(subject: RuleSubject): string {
  if (!knowsAge(subject)) {
    return `max by (pod_ip, pod) (${withoutPort(`up{${podsOf(subject)}} == 1`, 'instance')})`;
  }
  return `max by (pod_ip, pod) (kube_pod_info{${podsOf(subject)}}) and on (pod) ${ownSeries(subject).ready}`;
}

function withPod(expr: string, label: string): string {
  return label === 'pod' ? expr : `label_replace(${expr}, "pod", "$1", "${label}", "(.+)")`;
}

function withoutPort(expr: string, label: string): string {
  return `label_replace(${expr}, "pod_ip", "$1", "${label}", "\\\\[?(.+?)\\\\]?:[0-9]+")`;
}
