import { Manifest } from './manifest';
import { Manifests } from './manifests';
import { Workload } from './objects/workload';
import { once } from './once';

const RBAC = 'rbac.authorization.k8s.io';

/** Whether the pods of a workload may take a Lease, by which they agree on one that leads. */
export function electsLeader(manifests: Manifests, { manifest, spec }: Workload): boolean {
  const account = spec.text('serviceAccountName');
  return account !== undefined && leaders(manifests).has(`${manifest.namespace} ${account}`);
}

/** ServiceAccounts that may write Leases, by namespace and name. */
const leaders = once((manifests) => {
  const kinds = ['Role', 'ClusterRole'];
  const roles = kinds.flatMap((kind) => manifests.ofKind(RBAC, kind)).filter(writesLeases);
  const names = new Set(roles.map(({ kind, name }) => `${kind} ${name}`));
  const bindings = ['RoleBinding', 'ClusterRoleBinding'].flatMap((kind) => manifests.ofKind(RBAC, kind));
  const accounts = bindings
    .filter(({ fields }) => names.has(`${fields.text('roleRef', 'kind')} ${fields.text('roleRef', 'name')}`))
    .flatMap(({ fields, namespace }) => fields.list('subjects').map((subject) => ({ subject, namespace })));
  return new Set(
    accounts.flatMap(({ subject, namespace }) => {
      const name = subject.text('name');
      // Charts name the namespace here where their other objects name none.
      return [subject.text('namespace') ?? namespace, namespace, ''].map((one) => `${one} ${name}`);
    }),
  );
});

function writesLeases({ fields }: Manifest): boolean {
  return fields
    .list('rules')
    .some(
      (rule) =>
        rule.texts('resources').includes('leases') &&
        rule.texts('verbs').some((verb) => ['*', 'update', 'patch'].includes(verb)),
    );
}
