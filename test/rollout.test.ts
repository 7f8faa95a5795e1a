import { ApiObject } from 'cdk8s';
import { IConstruct } from 'constructs';
import * as plus27 from 'cdk8s-plus-27';
import * as plus33 from 'cdk8s-plus-33';
import { GrpcServer, LoadBalancing } from '../src';
import { plain } from './errors/case';
import { find } from './support/find';
import { schemaErrors } from './support/schema';
import { synthesized, tree, Tree } from './support/synth';

test.each(['StatefulSet', 'DaemonSet', 'Deployment'])('a %s of another API is left as it is', (kind) => {
  const shop = tree();
  const template = { metadata: { labels: { app: 'a' } }, spec: { containers: [{ name: 'main', image: 'a:1' }] } };
  const spec = { selector: { matchLabels: { app: 'a' } }, template, updateStrategy: { type: 'RollingUpdate' } };
  const metadata = { name: 'frontend' };
  const workload = new ApiObject(shop.chart, 'a', { apiVersion: 'apps.kruise.io/v1beta1', kind, metadata, spec });
  GrpcServer.fromWorkload(shop.chart, 'greeter', { workload });
  const { template: _template, ...others } = find(synthesized(shop.app), kind, 'frontend').spec;
  expect(others).toEqual({ selector: spec.selector, updateStrategy: spec.updateStrategy });
});

/** The spec of a workload that a server is attached to. */
function specOf(define: (shop: Tree) => IConstruct): any {
  const shop = tree(LoadBalancing.clientSide());
  const workload = define(shop);
  GrpcServer.fromWorkload(shop.chart, 'greeter', { workload });
  const manifest = find(synthesized(shop.app), (workload as any).kind, 'frontend');
  expect(schemaErrors(manifest, '1.33')).toEqual([]);
  return manifest.spec;
}

const plainSpec = (kind: string, spec: any = {}) => specOf((shop) => plain(shop, { kind, spec }));

describe.each([
  ['cdk8s-plus-27', plus27],
  ['cdk8s-plus-33', plus33 as unknown as typeof plus27],
])('a Deployment of %s', (_library, plus) => {
  const { absolute, percent } = plus.PercentOrAbsolute;
  const strategyOf = (strategy?: plus27.DeploymentStrategy) =>
    specOf(
      ({ chart }) =>
        new plus.Deployment(chart, 'frontend', {
          metadata: { name: 'frontend' },
          replicas: 5,
          strategy,
          containers: [{ image: 'frontend:1' }],
        }),
    ).strategy;
  const rolling = (maxSurge: number | string, maxUnavailable: number | string) => ({
    type: 'RollingUpdate',
    rollingUpdate: { maxSurge, maxUnavailable },
  });

  test('that says nothing loses no pod', () => {
    expect(strategyOf()).toEqual(rolling('25%', 0));
    expect(strategyOf(plus.DeploymentStrategy.rollingUpdate())).toEqual(rolling('25%', 0));
  });

  test('keeps what it says', () => {
    const given = (options: plus27.DeploymentStrategyRollingUpdateOptions) =>
      strategyOf(plus.DeploymentStrategy.rollingUpdate(options));
    expect(given({ maxUnavailable: absolute(1) })).toEqual(rolling('25%', 1));
    expect(given({ maxUnavailable: percent(10), maxSurge: percent(50) })).toEqual(rolling('50%', '10%'));
    expect(given({ maxUnavailable: absolute(1), maxSurge: absolute(0) })).toEqual(rolling(0, 1));
    expect(given({ maxSurge: absolute(2) })).toEqual(rolling(2, 0));
  });
});

test('a pace of its own stays', () => {
  for (const kind of ['Deployment', 'StatefulSet', 'DaemonSet']) {
    expect(plainSpec(kind, { minReadySeconds: 1 }).minReadySeconds).toBe(1);
    expect(plainSpec(kind).minReadySeconds).toBe(5);
  }
});

test.each([
  ['StatefulSet', { serviceName: 'a', podManagementPolicy: 'Parallel', updateStrategy: { type: 'OnDelete' } }],
  ['StatefulSet', { serviceName: 'a', replicas: 1, updateStrategy: { rollingUpdate: { maxUnavailable: 1 } } }],
  ['DaemonSet', { updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } } }],
  ['DaemonSet', { updateStrategy: { rollingUpdate: { maxUnavailable: '30%' } } }],
])('a %s goes on being updated as it says: %j', (kind, spec) => {
  expect(plainSpec(kind, spec)).toMatchObject(spec);
});
