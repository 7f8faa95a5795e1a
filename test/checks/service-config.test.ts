import { GrpcChecks } from '../../src/checks';
import { spelling } from '../../src/checks/facts/balancing-policies';
import { Manifest } from '../../src/checks/manifests/manifest';
import { Manifests } from '../../src/checks/manifests/manifests';
import { channelArgs, serviceConfigs } from '../../src/checks/facts/service-config';
import { DEFAULT_SETTINGS } from '../../src/checks/settings';

const pod = (text: unknown) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'frontend' },
  spec: { containers: [{ name: 'frontend', env: [{ name: 'OPTIONS', value: text }] }] },
});

const manifests = (text: unknown) => new Manifests([new Manifest(pod(text))], DEFAULT_SETTINGS);

test.each([
  '["grpc.service_config"]',
  '"grpc.service_config"',
  'null',
  'loadBalancingConfig',
  '{"other":{"loadBalancingPolicy":"ROUND_ROBIN"}}',
  `${'['.repeat(100_000)}"grpc.loadBalancingConfig`,
  7,
])('%j is neither arguments nor a service config', (text) => {
  expect(channelArgs(manifests(text))).toEqual([]);
  expect(serviceConfigs(manifests(text))).toEqual([]);
  expect(GrpcChecks.check([pod(text)])).toEqual([]);
});

test.each([
  ['{"grpc.service_config":', "variable 'OPTIONS'"],
  ['{ "loadBalancingConfig": [', "variable 'OPTIONS'"],
  ['{"loadBalancingConfig":${CONFIG}}', "variable 'OPTIONS'"],
  ['{"grpc.service_config":"{,}"}', "grpc.service_config in variable 'OPTIONS'"],
])('%j is told, as it looks like one', (text, place) => {
  expect(GrpcChecks.check([pod(text)]).map(({ rule, message }) => [rule, message.split(' looks')[0]])).toEqual([
    ['unread-config', place],
  ]);
});

test('a service config is read by itself, nested, and as text within text', () => {
  const config = { loadBalancingConfig: [{ round_robin: {} }] };
  const places = [config, { 'grpc.service_config': config }, { 'grpc.service_config': JSON.stringify(config) }].map(
    (value) => serviceConfigs(manifests(JSON.stringify(value))).map((one) => [one.place, one.config.raw()]),
  );
  expect(places).toEqual([
    [["variable 'OPTIONS'", config]],
    [["grpc.service_config in variable 'OPTIONS'", config]],
    [["grpc.service_config in variable 'OPTIONS'", config]],
  ]);
});

test.each([null, 7, {}, [], [null], [7], [[]], [{ round_robin: null }], [{ __proto__: 1 }]])(
  'a policy of %j makes no rule fail',
  (policy) => {
    const text = JSON.stringify({ loadBalancingConfig: policy, loadBalancingPolicy: policy });
    expect(() => GrpcChecks.check([pod(text)])).not.toThrow();
  },
);

test.each([
  ['round_robin', 'round_robin'],
  ['ROUND_ROBIN', 'round_robin'],
  ['RoundRobin', 'round_robin'],
  ['round-robin', 'round_robin'],
  ['ring_hash', 'ring_hash_experimental'],
  ['outlier_detection', 'outlier_detection'],
  ['p2c_ewma', undefined],
  ['', undefined],
])('%j means %j', (name, policy) => {
  expect(spelling(name)).toBe(policy);
});
