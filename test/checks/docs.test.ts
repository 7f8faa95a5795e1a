import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FOLDER, leftOver, pages } from '../../scripts/checks-docs';
import { settingsOf } from '../../src/checks/grpc-checks';
import { grpcPorts } from '../../src/checks/facts/grpc-ports';
import { Manifest } from '../../src/checks/manifests/manifest';
import { Manifests } from '../../src/checks/manifests/manifests';
import { folderOf, run } from './cli/run';

const README = readFileSync(join(FOLDER, 'README.md'), 'utf8');

describe('docs/checks', () => {
  test.each([...pages().keys()])('%s is what npm run checks:docs writes', (file) => {
    expect(existsSync(join(FOLDER, file))).toBe(true);
    expect(readFileSync(join(FOLDER, file), 'utf8')).toBe(pages().get(file));
  });

  test('has no pages of rules that there are no more', () => {
    expect(leftOver()).toEqual([]);
  });

  test('every link leads to a file', () => {
    for (const [, target] of README.matchAll(/\]\((?!https?:)([^)#]+)\)/g)) {
      expect(existsSync(join(FOLDER, target))).toBe(true);
    }
  });

  test('the configuration that it shows is one', async () => {
    const [, config] = /<!-- configuration -->\n```yaml\n([^`]*)```/.exec(README)!;
    const file = join(folderOf({ 'config.yaml': config }), 'config.yaml');
    const legacy = readFileSync(join(__dirname, 'rules/clusterip-grpc/bad.yaml'), 'utf8').replaceAll(
      'greeter',
      'legacy',
    );
    const { code, stdout, stderr } = await run(['check', '-', '--config', file], legacy);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('1 finding silenced');
  });

  test('the plugin is configured as in examples/checked', () => {
    const [, yaml] = /<!-- example: checked -->\n```yaml\n([^`]*)```/.exec(README)!;
    expect(readFileSync(join(__dirname, '../../examples/checked/cdk8s.yaml'), 'utf8')).toContain(yaml);
  });
});

describe('the evidence that docs/checks/README.md lists', () => {
  const [, section] = README.split('## How it is known');
  const documented = [...section.split('\n## ')[0].matchAll(/^\| `([^|]*)` \|/gm)].map(([, evidence]) => evidence);

  const service = (port: object, annotations = {}) => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'greeter', annotations },
    spec: { selector: { app: 'greeter' }, ports: [port] },
  });
  const pods = (container: object) => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'greeter' },
    spec: {
      template: { metadata: { labels: { app: 'greeter' } }, spec: { containers: [{ name: 'greeter', ...container }] } },
    },
  });
  const evidence = (...objects: object[]) => {
    const manifests = objects.map((object) => new Manifest(object));
    return grpcPorts(new Manifests(manifests, settingsOf({ grpcPorts: [9000] }))).map((port) => port.evidence);
  };

  test('is what the checks go by, in this order', () => {
    const api = { port: 80, name: 'api', targetPort: 8080 };
    const grpc = { port: 80, name: 'api', targetPort: 'grpc' };
    const found = [
      evidence(service(api, { 'cdk8s-grpc/grpc-ports': '443 api' })),
      evidence(service({ ...api, appProtocol: 'grpc' })),
      evidence(service({ ...api, name: 'grpc-api' })),
      evidence(service(grpc)),
      evidence(service({ port: 9000 }), pods({ readinessProbe: { grpc: { port: 9000 } } })),
      evidence(service({ port: 9000 })),
      evidence(service({ port: 50051 })),
      evidence(service({ ...api, appProtocol: 'kubernetes.io/h2c' })),
      evidence(service(api), pods({ image: 'ghcr.io/acme/grpc-greeter:1', ports: [{ containerPort: 8080 }] })),
    ];
    expect(found.flat()).toEqual(documented);
  });

  test('does not hold for other ports', () => {
    expect(evidence(service({ port: 50051 }, { 'cdk8s-grpc/grpc-ports': 'none' }))).toEqual([]);
    for (const name of ['metrics', 'grpc-web', 'grpc-gateway', 'http-api'])
      expect(evidence(service({ port: 80, name }))).toEqual([]);
    expect(evidence(service({ port: 50051, appProtocol: 'mongo' }))).toEqual([]);
    expect(
      evidence(
        service({ port: 80 }),
        pods({ image: 'acme/grpc-greeter', ports: [{ containerPort: 80 }, { containerPort: 81 }] }),
      ),
    ).toEqual([]);
  });
});
