import assert from 'node:assert';
import { find } from '../../support/outputs';
import { idOf } from '../api';
import { SHOP } from '../apps';
import { KubernetesCheck } from '../check';

/** Workloads of the shop that were there before. */
const EXISTING = ['StatefulSet shop/ledger', 'Deployment shop/web'];

/** What is added to workloads that run already may be changed in them, so that nobody has to delete them first. */
export const attaches: KubernetesCheck = {
  name: 'kubernetes/attaches',
  apps: [SHOP],
  run: async (gitops, outputs) => {
    await gitops.each(outputs, async ({ manifests }) => {
      const existing = manifests.filter((manifest) => EXISTING.includes(idOf(manifest)));
      const before = await gitops.sync(existing.map(bare));
      const after = await gitops.sync(manifests);
      for (const id of EXISTING) assert.equal(after.get(id).metadata.uid, before.get(id).metadata.uid, id);
    });
    return `${EXISTING.length} workloads of ${outputs.length} strategies are updated in place`;
  },
  controls: [
    {
      broken: 'a StatefulSet that would start all pods at once',
      app: SHOP,
      edit: (outputs) => (find(outputs, 'client-side', 'StatefulSet', 'ledger').spec.podManagementPolicy = 'Parallel'),
      says: /client-side: StatefulSet shop\/ledger is refused: .*updates to statefulset spec for fields other than/,
    },
  ],
};

/** A workload without what the library adds. */
function bare({ apiVersion, kind, metadata, spec }: any): any {
  const { serviceName, selector, template } = spec;
  const [{ name, image, securityContext }] = template.spec.containers;
  const pod = { securityContext: template.spec.securityContext, containers: [{ name, image, securityContext }] };
  return {
    apiVersion,
    kind,
    metadata,
    spec: { serviceName, selector, template: { metadata: { labels: selector.matchLabels }, spec: pod } },
  };
}
