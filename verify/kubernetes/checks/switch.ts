import assert from 'node:assert';
import { find, Output } from '../../support/outputs';
import { GREETER, SHOP, TOUR } from '../apps';
import { KubernetesCheck } from '../check';
import { Gitops } from '../gitops';

/** Of which a strategy may have more objects or fewer than another. */
const COME_AND_GO = /^(DestinationRule|ConfigMap|PodMonitor|Service) /;

/** From each strategy to each other and back: nothing that is immutable changes, and nothing that runs pods is deleted. */
export const switches: KubernetesCheck = {
  name: 'kubernetes/switches',
  apps: [GREETER, TOUR, SHOP],
  run: async (gitops, outputs) => {
    const keep = (id: string) => !COME_AND_GO.test(id);
    return `${await switchAll(gitops, outputs, keep)} pairs of strategies, there and back`;
  },
  controls: [
    {
      broken: 'a selector that names the strategy',
      app: GREETER,
      edit: (outputs) => {
        const { spec } = find(outputs, 'istio', 'Deployment', 'grpc-server');
        spec.selector.matchLabels.strategy = spec.template.metadata.labels.strategy = 'istio';
      },
      says: /client-side to istio: Deployment demo\/grpc-server is refused: .*spec\.selector.*field is immutable/,
    },
    {
      broken: 'one Service that is headless for one strategy',
      app: SHOP,
      edit: (outputs) => (find(outputs, 'linkerd', 'Service', 'catalog').spec.clusterIP = 'None'),
      says: /client-side to linkerd: Service shop\/catalog is refused: .*spec\.clusterIPs?\[0\].*may not change/,
    },
    {
      broken: 'a Deployment named after the strategy',
      app: GREETER,
      edit: (outputs) => (find(outputs, 'istio', 'Deployment', 'grpc-server').metadata.name = 'grpc-server-istio'),
      says: /client-side to istio: Deployment demo\/grpc-server is deleted/,
    },
  ],
};

/** With `clusterIpService`, whatever somebody dials stays, with its address. */
export const keepsServices: KubernetesCheck = {
  name: 'kubernetes/keeps-services',
  apps: [SHOP],
  run: async (gitops, outputs) => {
    const keep = (id: string) => id.startsWith('Service ');
    return `no Service is deleted or gets another address in ${await switchAll(gitops, outputs, keep)} pairs of strategies`;
  },
  controls: [
    {
      broken: 'no ClusterIP Service, as without `clusterIpService`',
      app: SHOP,
      edit: (outputs) => {
        const output = outputs.find(({ name }) => name === 'client-side')!;
        output.manifests = output.manifests.filter(
          ({ kind, metadata }) => !(kind === 'Service' && metadata.name === 'catalog'),
        );
      },
      says: /istio to client-side: Service shop\/catalog is deleted/,
    },
  ],
};

/** Goes from each strategy to each other; objects that `keep` names must stay the same objects. Gives the number of pairs. */
async function switchAll(gitops: Gitops, outputs: Output[], keep: (id: string) => boolean): Promise<number> {
  let pairs = 0;
  for (const from of outputs) {
    for (const to of outputs.filter((other) => other !== from)) {
      await gitops.fresh(`${from.name} to ${to.name}`, async () => {
        const before = await gitops.sync(from.manifests);
        const after = await gitops.sync(to.manifests);
        for (const [id, object] of before) {
          if (!keep(id)) continue;
          assert(after.has(id), `${id} is deleted`);
          assert.equal(after.get(id).metadata.uid, object.metadata.uid, `${id} is made anew`);
          assert.equal(after.get(id).spec?.clusterIP, object.spec?.clusterIP, `${id} gets another address`);
        }
        await gitops.sync(from.manifests);
      });
      pairs++;
    }
  }
  return pairs;
}
