import { Testing } from 'cdk8s';
import { checks, LoadBalancing } from '../../src';
import { Shop } from './shop';

test('the manifests', () => {
  const app = Testing.app();
  LoadBalancing.select(app, LoadBalancing.clientSide()); // main.ts is not run here
  const manifests = Testing.synth(new Shop(app, 'shop', { namespace: 'shop' }));
  expect(checks.GrpcChecks.check(manifests)).toEqual([]);
  expect(manifests).toMatchSnapshot();
});
