import { Testing } from 'cdk8s';
import { checks, LoadBalancing } from '../../src';
import { Shop } from './shop';

test('the manifests', () => {
  const app = Testing.app();
  LoadBalancing.select(app, LoadBalancing.clientSide()); // an app of a test knows nothing of main.ts
  const manifests = Testing.synth(new Shop(app, 'shop', { namespace: 'shop' }));
  expect(checks.GrpcChecks.check(manifests)).toEqual([]);
  expect(manifests).toMatchSnapshot();
});
