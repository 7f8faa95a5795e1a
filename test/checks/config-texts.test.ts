import { GrpcChecks } from '../../src/checks';
import { envoyConfigs } from '../../src/checks/facts/envoy-config';
import { Manifest } from '../../src/checks/manifests/manifest';
import { Manifests } from '../../src/checks/manifests/manifests';
import { DEFAULT_SETTINGS } from '../../src/checks/settings';

const configMap = (data: unknown) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'edge' }, data });

const bootstrap = (cluster: object) =>
  JSON.stringify({ static_resources: { clusters: [{ name: 'greeter', ...cluster }] } });

function configs(...objects: unknown[]) {
  const manifests = objects.map((object) => new Manifest(object));
  return envoyConfigs(new Manifests(manifests, DEFAULT_SETTINGS));
}

test.each([
  ['broken YAML', 'static_resources: {', /^unexpected end of the stream .*, in its line 1$/],
  ['tabs', 'static_resources:\n\t- x', /^tab characters must not be used in indentation, in its line 2$/],
  ['an alias bomb', `a: &a [x, x, x, x, x, x, x, x, x]\n${bomb(9)}static_resources: *j\n`, /^aliases make it \d+/],
  ['an alias of itself', 'static_resources: &a\n  listeners: [*a]\n', /^an alias is part of what it names/],
  ['what nests without an end', `static_resources: ${'['.repeat(100_000)}`, /maxDepth/],
  ['a template', 'static_resources: {{ toYaml .Values.envoy }}', /complex keys/],
])('%s in a ConfigMap is no Envoy, and is told', (_what, text, reason) => {
  expect(configs(configMap({ 'envoy.yaml': text }))).toEqual([]);
  const [{ rule, message }, ...others] = GrpcChecks.check([configMap({ 'envoy.yaml': text })]);
  expect([rule, others]).toEqual(['unread-config', []]);
  expect(/got (.*); /.exec(message)![1]).toMatch(reason);
});

test.each([
  ['a list', '- static_resources'],
  ['a mention', 'a text that speaks of static_resources'],
])('%s in a ConfigMap is no Envoy, and no finding', (_what, text) => {
  expect(configs(configMap({ 'envoy.yaml': text }))).toEqual([]);
  expect(GrpcChecks.check([configMap({ 'envoy.yaml': text })])).toEqual([]);
});

/** Each line nine times the one before. */
function bomb(lines: number): string {
  const names = 'abcdefghijklmnop';
  const line = (index: number) => `${names[index]}: &${names[index]} [${`*${names[index - 1]}, `.repeat(9)}]\n`;
  return Array.from({ length: lines }, (_value, index) => line(index + 1)).join('');
}

test.each([null, 7, 'text', [], [null], { listeners: 'a' }, { listeners: [null, 3], clusters: { a: 1 } }])(
  'an Envoy whose static resources are %j has nothing in it',
  (resources) => {
    const [config] = configs(configMap({ 'envoy.json': JSON.stringify({ static_resources: resources, x: 1 }) }));
    expect(config?.clusters ?? []).toEqual([]);
    expect(config?.http ?? []).toEqual([]);
  },
);

test.each([
  [{ type: 'STRICT_DNS' }, true],
  [{ type: 'strict_dns' }, true],
  [{ type: 'LOGICAL_DNS' }, true],
  [{ cluster_type: { name: 'envoy.cluster.strict_dns' } }, true],
  [{ cluster_type: { name: 'envoy.clusters.dns' } }, true],
  [{ type: 'EDS' }, false],
  [{ type: 'STATIC' }, false],
  [{}, false],
])('a cluster of %j resolves names: %s', (cluster, isDns) => {
  expect(configs(configMap({ a: bootstrap(cluster) }))[0].clusters[0].isDns).toBe(isDns);
});

const options = (value: unknown) => ({
  typed_extension_protocol_options: { 'envoy.extensions.upstreams.http.v3.HttpProtocolOptions': value },
});

test.each([
  [{}, 'http1'],
  [{ http2_protocol_options: {} }, 'http2'],
  [options({ explicit_http_config: { http2_protocol_options: {} } }), 'http2'],
  [options({ explicit_http_config: { http_protocol_options: {} } }), 'http1'],
  [options({ auto_config: {} }), 'depends'],
  [options({ use_downstream_protocol_config: {} }), 'depends'],
  [{ protocol_selection: 'USE_DOWNSTREAM_PROTOCOL' }, 'depends'],
])('a cluster of %j speaks %s', (cluster, protocol) => {
  expect(configs(configMap({ a: bootstrap(cluster) }))[0].clusters[0].protocol).toBe(protocol);
});

test('an Envoy is configured by an argument too, and read by those who mount it', () => {
  const pod = (name: string, spec: object) => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec });
  const args = ['--config-yaml', bootstrap({})];
  const found = configs(
    configMap({ 'envoy.yaml': bootstrap({}) }),
    pod('inline', { containers: [{ name: 'envoy', args }] }),
    pod('mounted', { containers: [{ name: 'proxy' }], volumes: [{ configMap: { name: 'edge' } }] }),
    pod('dangling', { containers: [{ name: 'envoy', args: ['--config-yaml'] }] }),
  );
  expect(found.map(({ at, readers }) => [at, readers.map(({ container }) => container.name)])).toEqual([
    [['data', 'envoy.yaml'], ['proxy']],
    [['spec', 'containers', '0', 'args', '1'], ['envoy']],
  ]);
});
