import { leavesOf } from './leaves';

/** Kinds of which a strategy may have more or fewer objects than another; Services are not among them. */
const COME_AND_GO = /^(DestinationRule|ConfigMap|PodMonitor|ServiceMonitor)\//;

/** Where a strategy may differ from another, by kind: the rows of the table of strategies. */
const MAY_CHANGE: { [kind: string]: RegExp } = {
  // To the application, or to Envoy.
  Service: /^\.spec\.ports\[[^\]]+\]\.targetPort$/,
  PrometheusRule: /^\.spec/,
  ServiceMonitor: /^\.spec/,
  PodMonitor: /^\.spec/,
  DestinationRule: /./,
  ConfigMap: /./,
};

/** Of a workload: what injects or runs a proxy, what is dialled, and how the pod ends. */
const POD_MAY_CHANGE = new RegExp(
  [
    String.raw`metadata\.(labels|annotations)`,
    String.raw`spec\.(initContainers|containers)\[grpc-envoy\]`,
    String.raw`spec\.volumes\[grpc-envoy-config\]`,
    String.raw`spec\.terminationGracePeriodSeconds$`,
    String.raw`spec\.containers\[[^\]]+\]\.lifecycle\.preStop`,
    String.raw`spec\.containers\[[^\]]+\]\.env\[[A-Z0-9_]+_(GRPC_TARGET|GRPC_CHANNEL_OPTIONS|SERVER_OPTIONS)\]\.value$`,
  ]
    .map((field) => String.raw`^\.spec\.template\.${field}`)
    .join('|'),
);

type Objects = { [key: string]: any };

/** Every difference between the outputs of two strategies that the table of strategies does not have. */
export function unexpectedChanges(before: Objects, after: Objects): string[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return keys.flatMap((key) => {
    if (before[key] && after[key]) return changedFields(key, before[key], after[key]);
    return COME_AND_GO.test(key) ? [] : [`${key} is only in one of them`];
  });
}

function changedFields(key: string, before: any, after: any): string[] {
  const kind = key.split('/')[0];
  const allowed = MAY_CHANGE[kind] ?? POD_MAY_CHANGE;
  const [old, now] = [before, after].map((object) => new Map(leavesOf(object).map(({ path, value }) => [path, value])));
  return [...new Set([...old.keys(), ...now.keys()])]
    .filter((path) => JSON.stringify(old.get(path)) !== JSON.stringify(now.get(path)) && !allowed.test(path))
    .map((path) => `${key}${path}: ${JSON.stringify(old.get(path))} became ${JSON.stringify(now.get(path))}`);
}
