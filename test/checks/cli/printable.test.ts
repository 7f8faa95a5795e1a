import { printable } from '../../../src/checks/cli/printable';
import { service } from '../objects';
import { folderOf, run } from './run';

test.each([
  ['a\nb\t\r', 'a\\nb\\t\\r'],
  ['\u001b[31mred\u0007\u007f', '\\u001b[31mred\\u0007\\u007f'],
  ['\u2028\u202e\ufeff', '\\u2028\\u202e\\ufeff'],
  ['::error::x ::error::x a::b', '\\u003a:error::x \\u003a:error::x a::b'],
  ['##vso[x] a##b', '\\u0023#vso[x] a##b'],
  ['grün 负载 it’s', 'grün 负载 it’s'],
])('%j is shown as %s', (text, shown) => {
  expect(printable(text)).toBe(shown);
});

describe('a name of control characters and line breaks', () => {
  const NAME = 'greeter\u001b[31m\n::error::pwn ::error::pwn';
  const pods = { selector: { app: NAME }, ports: [{ name: 'grpc', port: 50051 }] };
  const objects = [
    service({}, pods, { name: NAME, namespace: NAME }),
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: NAME, namespace: NAME },
      spec: { replicas: 3, template: { metadata: { labels: { app: NAME } }, spec: { containers: [{ name: NAME }] } } },
    },
  ];
  const release = { apiVersion: 'helm.cattle.io/v1', kind: 'HelmChart', metadata: { name: NAME } };
  const input = JSON.stringify([...objects, release]);

  test.each([
    ['check', '-'],
    ['check', '-', '--format', 'junit'],
    ['check', '-', '--format', 'json'],
    ['check', '-', '--format', 'sarif'],
    ['explain', '-'],
    ['explain', '-', '--format', 'json'],
  ])('gives no orders to a terminal or a CI server: %s %s %s %s', async (...args) => {
    const { stdout, stderr } = await run(args, input);
    expect(stdout + stderr).toContain('greeter');
    expect(stdout + stderr).not.toContain('\u001b');
    expect(stdout + stderr).not.toMatch(/^\s*::/m);
  });

  test('nor does the name of a file', async () => {
    const folder = folderOf({ 'a\n::error::x.yaml': 'apiVersion: v1\nkind: ConfigMap\na: b: c\n' });
    expect((await run(['check', folder])).stderr).toContain('/a\\n::error::x.yaml:3: document 1 cannot be read: ');
  });
});
