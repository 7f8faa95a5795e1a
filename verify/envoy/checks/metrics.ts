import assert from 'node:assert';
import { status } from '@grpc/grpc-js';
import { EnvoyCheck } from '../check';
import { BOTH } from '../settings';
import { envoySelectors, Series } from '../stats';
import { clusterOf, inBootstrap, managerOf } from '../subject';
import { ADDRESSES, OWN, World } from '../world';

const ADDRESS = 'envoy_endpoint_address';

/** Every selector of the emitted rules finds the series of the pods, and nothing else. */
export const metrics: EnvoyCheck = {
  name: 'envoy/metrics',
  settings: BOTH,
  seconds: 3,
  run: async (scene) => {
    const world = await World.start(scene);
    await world.client().calls(500, 10);
    const all = await world.stats();
    const selectors = [...new Map(scene.subject.expressions.flatMap(envoySelectors).map((s) => [s.text, s])).values()];
    const names = new Set(selectors.map(({ name }) => name));
    assert.ok(names.has('envoy_cluster_endpoint_rq_total'), 'the rules do not read the requests of endpoints');
    for (const selector of selectors) {
      const found = all.filter(selector.matches);
      assert.notEqual(found.length, 0, `nothing matches ${selector.text}`);
      for (const label of selector.labels) {
        const without = found.filter(({ labels }) => labels[label] === undefined);
        assert.equal(without.length, 0, `${selector.name} has no label ${label}`);
      }
      if (selector.labels.includes(ADDRESS)) checkAddresses(found);
    }
    const fallback = all.filter(({ labels }) => labels[ADDRESS] === `${OWN}:${world.port}`).length > 0;
    assert.equal(fallback, scene.placement === 'server-pod', 'the local fallback, which the rules leave out');
    return `${selectors.length} selectors of ${[...names].join(', ')}; one series per pod, such as ${ADDRESSES[0]}:${world.port}`;
  },
  controls: [
    {
      broken: 'no statistics per endpoint',
      edit: inBootstrap((config) => delete clusterOf(config).track_cluster_stats),
      says: /nothing matches envoy_cluster_endpoint_/,
    },
    {
      broken: 'another name of the cluster',
      edit: inBootstrap((config) => {
        clusterOf(config).name = 'demo.grpc-server.grpc';
        managerOf(config).route_config.virtual_hosts[0].routes[0].route.cluster = 'demo.grpc-server.grpc';
      }),
      says: /nothing matches/,
    },
  ],
};

/** In the form that the rules take apart for the address of the pod. */
function checkAddresses(found: Series[]): void {
  const ips = found.map(({ labels }) => /^\[?(.+?)\]?:[0-9]+$/.exec(labels[ADDRESS])?.[1]).sort();
  assert.deepEqual(ips, ADDRESSES, `${found[0].name} of ${ips.join(', ')}`);
}

const METHODS = 200;

/** Any pod of the cluster may call whatever it likes. */
export const unknownMethods: EnvoyCheck = {
  name: 'envoy/unknown-methods',
  settings: BOTH,
  seconds: 3,
  run: async (scene) => {
    const world = await World.start(scene);
    const client = world.client();
    const callAll = (names: string[]) => Promise.all(names.map((name) => client.callUnknown(`/acme.${name}/${name}`)));
    // What there is of statistics for a status comes with the first one.
    const codes = await callAll(['first']);
    assert.deepEqual(codes, [status.UNIMPLEMENTED], `the server answered ${codes.join()}`);
    const before = (await world.stats()).length;
    await callAll(Array.from({ length: METHODS }, (_, number) => `m${number}`));
    const after = (await world.stats()).length;
    assert.ok(after < before + METHODS, `${METHODS} methods that do not exist made ${after - before} series`);
    const failed = await world.sum('envoy_cluster_grpc_12');
    assert.equal(failed, METHODS + 1, `${failed} requests are counted as UNIMPLEMENTED`);
    return `${METHODS} methods that do not exist made ${after - before} series`;
  },
  controls: [
    {
      broken: 'statistics for all methods',
      edit: inBootstrap((config) => (managerOf(config).http_filters[0].typed_config.stats_for_all_methods = true)),
      says: /200 methods that do not exist made \d{4} series/,
    },
  ],
};
