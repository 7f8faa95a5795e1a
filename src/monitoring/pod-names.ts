/** Kubernetes cuts a generated name here, before it appends five random characters. */
const LONGEST_GENERATED = 58;

/** Kinds that make their pods themselves, and kinds that make ReplicaSets. Of others it is not known. */
const MAKES_PODS = ['DaemonSet', 'ReplicaSet', 'CloneSet'];
const MAKES_REPLICA_SETS = ['Deployment', 'Rollout'];

/** How Kubernetes names the pods of a workload: so that `greeter` does not take the pods of `greeter-canary` for its own. */
export function podNamesOf(workloadKind: string, workloadName: string): string {
  const escaped = (name: string) => name.replace(/\./g, '\\.');
  const cut = escaped(`${workloadName}-`.slice(0, LONGEST_GENERATED));
  if (workloadKind === 'StatefulSet') return `${escaped(workloadName)}-[0-9]+`;
  if (MAKES_PODS.includes(workloadKind)) return `${cut}[a-z0-9]{5}`;
  // The hash of a ReplicaSet has at most ten characters.
  const whole =
    MAKES_REPLICA_SETS.includes(workloadKind) && workloadName.length + '-0123456789-'.length <= LONGEST_GENERATED;
  return whole ? `${cut}[a-z0-9]+-[a-z0-9]{5}` : `${cut}[a-z0-9]*-?[a-z0-9]{5}`;
}
