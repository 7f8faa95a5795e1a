/** Kubernetes cuts a generated name here, before it appends five random characters. */
const LONGEST_GENERATED = 58;

/** What Kubernetes makes random names of (k8s.io/apimachinery, rand.String): no vowels, so that there are no words. */
const RANDOM = '[bcdfghjklmnpqrstvwxz2456789]{5}';

/**
 * The hash of a ReplicaSet: a number of at most ten digits, each written as one of these (rand.SafeEncodeString).
 *
 * With any letter, `greeter` would take the pods of a DaemonSet `greeter-agent` for its own.
 */
const HASH = '[bcdf4-9]';

/** Kinds that make their pods themselves, and kinds that make ReplicaSets. Of others it is not known. */
const MAKES_PODS = ['DaemonSet', 'ReplicaSet', 'CloneSet'];
const MAKES_REPLICA_SETS = ['Deployment', 'Rollout'];

/** How Kubernetes names the pods of a workload: so that `greeter` does not take the pods of `greeter-canary` for its own. */
export function podNamesOf(workloadKind: string, workloadName: string): string {
  const escaped = (name: string) => name.replace(/\./g, '\\.');
  const cut = escaped(`${workloadName}-`.slice(0, LONGEST_GENERATED));
  if (workloadKind === 'StatefulSet') return `${escaped(workloadName)}-[0-9]+`;
  if (MAKES_PODS.includes(workloadKind)) return `${cut}${RANDOM}`;
  if (!MAKES_REPLICA_SETS.includes(workloadKind)) return `${cut}[a-z0-9]*-?[a-z0-9]{5}`;
  const whole = workloadName.length + '-0123456789-'.length <= LONGEST_GENERATED;
  return whole ? `${cut}${HASH}{1,10}-${RANDOM}` : `${cut}${HASH}*-?${RANDOM}`;
}
