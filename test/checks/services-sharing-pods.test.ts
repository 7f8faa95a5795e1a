import { GrpcChecks } from '../../src/checks';
import { servicesSharingPods } from '../../src/checks/facts/services-sharing-pods';
import { Manifests } from '../../src/checks/manifests/manifests';
import { deployment, manifests, service } from './objects';

const named = (name: string) => ({ ...service(), metadata: { name, namespace: 'demo' } });

test('Services with the same pods are found, and what they share', () => {
  const all = manifests([service(), named('other'), named('third'), deployment()]);
  const search = servicesSharingPods((_manifests, { name }) => name !== 'third');
  const found = [...search(all, all.services[0])];
  expect(found.map((one) => [one.service.name, one.workload.manifest.name])).toEqual([['other', 'greeter']]);
  expect([...search(all, all.services[2])]).toHaveLength(2);
});

test('the Services of pods are gone through once, not for each of them', () => {
  const pods = Array.from({ length: 20 }, (_, index) => {
    const { metadata, ...rest } = deployment();
    return { ...rest, metadata: { ...metadata, name: `greeter-${index}` } };
  });
  const services = Array.from({ length: 100 }, (_, index) => named(`greeter-${index}`));
  const asked = jest.spyOn(Manifests.prototype, 'servicesOf');
  expect(GrpcChecks.check([...services, ...pods])).toHaveLength(services.length);
  expect(asked.mock.calls.length).toBeLessThan(services.length * pods.length);
});
