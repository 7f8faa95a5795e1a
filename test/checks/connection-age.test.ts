import { connectionAgeOf } from '../../src/checks/facts/connection-age';
import { Manifest } from '../../src/checks/manifests/manifest';
import { Manifests } from '../../src/checks/manifests/manifests';
import { DEFAULT_SETTINGS } from '../../src/checks/settings';

const env = (name: string, value: string) => ({ env: [{ name, value }] });
const args = (...words: string[]) => ({ args: words });

function ageOf(container: object, data: object = {}) {
  const spec = { containers: [{ name: 'greeter', ...container }], volumes: [{ configMap: { name: 'config' } }] };
  const objects = [
    { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'greeter' }, spec },
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'config' }, data },
  ];
  const manifests = new Manifests(
    objects.map((object) => new Manifest(object)),
    DEFAULT_SETTINGS,
  );
  return connectionAgeOf(manifests, manifests.workloads[0]);
}

test.each([
  [env('MAX_CONNECTION_AGE', '10s'), 'variable MAX_CONNECTION_AGE', 10],
  [env('GRPC_MAX_CONNECTION_AGE_MS', '120000'), 'variable GRPC_MAX_CONNECTION_AGE_MS', 120],
  [env('MAX_CONNECTION_AGE_SECONDS', '300'), 'variable MAX_CONNECTION_AGE_SECONDS', 300],
  [env('maxConnectionAge.minutes', '5'), 'variable maxConnectionAge.minutes', 300],
  [env('MAX_CONNECTION_AGE', '300'), 'variable MAX_CONNECTION_AGE', undefined],
  [env('MAX_CONNECTION_AGE', 'soon'), 'variable MAX_CONNECTION_AGE', undefined],
  [env('OPTIONS', '{"grpc.max_connection_age_ms": 300000}'), 'variable OPTIONS', 300],
  [args('--max-connection-age=1h30m'), 'argument --max-connection-age', 5400],
  [args('-x', '-grpc.max-connection-age', '2m'), 'argument -grpc.max-connection-age', 120],
  [args('--max_connection_age_ms=500'), 'argument --max_connection_age_ms', 0.5],
  [{ command: ['/server', '--maxConnectionAge=1m0s'] }, 'argument --maxConnectionAge', 60],
  [args('--max-connection-age'), undefined, 'none'],
  [args('--max-connection-age=0s'), undefined, 'none'],
  [args('--max-connection-age-grace=5m'), undefined, 'none'],
  [env('MAX_CONNECTION_AGE_GRACE_MS', '5000'), undefined, 'none'],
  [env('MAX_CONNECTION_AGE', '0'), undefined, 'none'],
  [env('OPTIONS', '{"grpc.max_connection_age_ms":0}'), undefined, 'none'],
  [env('NOTE', 'max connection age is 5m'), undefined, 'none'],
  [{}, undefined, 'none'],
])('%j tells %s: %s', (container, where, seconds) => {
  const age = ageOf(container);
  expect(age ? age.seconds : 'none').toBe(seconds);
  expect(age?.where).toBe(where);
});

test('a file that speaks of one is named', () => {
  expect(ageOf({}, { 'config.yaml': 'server:\n  max_connection_age: 5m\n' })).toEqual({ where: "ConfigMap 'config'" });
  expect(ageOf({}, { 'config.yaml': 'server:\n  max_connection_age_grace: 5m\n' })).toBeUndefined();
});
