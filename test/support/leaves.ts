/** One value in a manifest, or an empty object or list. */
export interface Leaf {
  /** Path for people: items of lists go by their name where they have one. */
  readonly path: string;
  /** Path for programs. */
  readonly keys: readonly string[];
  readonly value: any;
}

/** Every leaf of a value. */
export function leavesOf(value: any, path = '', keys: readonly string[] = []): Leaf[] {
  if (value === null || typeof value !== 'object' || Object.keys(value).length === 0) return [{ path, keys, value }];
  return Object.entries(value).flatMap(([key, child]) =>
    leavesOf(child, path + step(value, key, child), [...keys, key]),
  );
}

function step(parent: any, key: string, child: any): string {
  if (Array.isArray(parent)) return `[${child?.name ?? key}]`;
  return /^[\w$-]+$/.test(key) ? `.${key}` : `['${key}']`;
}

/** Runs `judge` while the leaf is another one, and puts it back. */
export function whileAltered<T>(root: any, { keys }: Leaf, how: How, judge: () => T): T {
  const parent = keys.slice(0, -1).reduce((value, key) => value[key], root);
  const key = keys[keys.length - 1];
  const before = parent[key];
  if (how === 'alter') parent[key] = another(before);
  else if (how === 'retype') parent[key] = retyped(before);
  else if (Array.isArray(parent)) parent.splice(Number(key), 1);
  else delete parent[key];
  try {
    return judge();
  } finally {
    if (how === 'delete' && Array.isArray(parent)) parent.splice(Number(key), 0, before);
    else parent[key] = before;
  }
}

export const HOWS = ['delete', 'alter', 'retype'] as const;

export type How = (typeof HOWS)[number];

/** Values that schemas and engines take for another, which is the worst kind of wrong. */
const TWINS: { [value: string]: string } = {
  '0s': '15s',
  '0.0.0.0': '127.0.0.1',
  '127.0.0.1': '0.0.0.0',
  Always: 'Never',
  AlwaysAllow: 'IfHealthyBudget',
  ClusterFirst: 'Default',
  ClusterIP: 'NodePort',
  IfNotPresent: 'Always',
  Max: 'Min',
  RollingUpdate: 'Recreate',
  ROUND_ROBIN: 'LEAST_REQUEST',
  RuntimeDefault: 'Unconfined',
  ScheduleAnyway: 'DoNotSchedule',
  STATIC: 'STRICT_DNS',
  STATE_PREBIND: 'STATE_LISTENING',
  TCP: 'UDP',
  V4_ONLY: 'V6_ONLY',
  enabled: 'disabled',
  'envoy-stats': 'metrics',
  'kubernetes.io/h2c': 'grpc',
  round_robin: 'pick_first',
  true: 'false',
};

/** What YAML makes of a value without quotes, or of one too many. */
function retyped(value: any): any {
  if (typeof value === 'string') return Number(value) || true;
  return typeof value === 'number' ? true : String(value);
}

/** A value of the same type, near the first. */
function another(value: any): any {
  if (typeof value === 'boolean') return !value;
  if (typeof value === 'number') return value === 0 ? 1 : value + 1;
  if (typeof value !== 'string') return Array.isArray(value) ? ['altered'] : { altered: true };
  if (TWINS[value]) return TWINS[value];
  return /^\d+$/.test(value) ? String(Number(value) + 1) : `${value}x`;
}
