import { execFileSync } from 'child_process';
import { mkdtempSync, readFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { App, Chart, Duration } from 'cdk8s';
import { GrpcServer } from '../src';
import { run } from './checks/cli/run';

const root = join(__dirname, '..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');

/** The first block of a language after a marker. */
function block(document: string, marker: string, language: string): string {
  const from = document.indexOf(`<!-- ${marker} -->`);
  const start = document.indexOf('```' + language + '\n', from) + language.length + 4;
  if (from < 0 || start < from) throw new Error(`no block '${marker}'`);
  return document.slice(start, document.indexOf('```', start));
}

function synthesize(example: string, chart = 'greeter'): string {
  const outdir = mkdtempSync(join(tmpdir(), 'readme-'));
  execFileSync('node', ['--import', 'tsx', join(root, example)], {
    cwd: root,
    env: { ...process.env, CDK8S_OUTDIR: outdir, GRPC_LB_STRATEGY: 'client-side' },
  });
  return readFileSync(join(outdir, `${chart}.k8s.yaml`), 'utf8');
}

const published = (code: string) => code.replace("'../../src'", "'cdk8s-grpc'");

describe('README.md', () => {
  test('the first example is examples/quickstart', () => {
    expect(block(read('README.md'), 'example: greeter', 'ts')).toBe(published(read('examples/quickstart/main.ts')));
  });

  test('the tour is examples/tour, which synthesizes', () => {
    const tour = read('examples/tour/main.ts');
    const quoted = tour.slice(tour.indexOf('// the full server'), tour.indexOf('\napp.synth()'));
    expect(block(read('README.md'), 'example: tour', 'ts')).toBe(quoted);
    expect(tour).toContain(block(read('README.md'), 'example: watched', 'ts'));
    expect(synthesize('examples/tour/main.ts')).toContain('ACCOUNTS_GRPC_TARGET');
  });

  test('the YAML that it shows is what the example gives', () => {
    const manifests = synthesize('examples/quickstart/main.ts');
    const shown = block(read('README.md'), 'parts of the output', 'yaml').replace(/ +# [^\n]*/g, '');
    const parts = shown.split('# …\n').map((part) => part.trimEnd());
    expect(parts.length).toBeGreaterThan(3);
    for (const part of parts) expect(manifests).toContain(part);
  });

  test('the output of the check is what it prints', async () => {
    const { stdout } = await run(['check', '-'], read('test/checks/rules/clusterip-grpc/bad.yaml'));
    expect(block(read('README.md'), 'output of the check', 'text')).toBe(stdout);
  });

  test('the error is the one that users get', () => {
    const [shown] = block(read('README.md'), 'error', 'text').split('…');
    const app = new App({ outdir: mkdtempSync(join(tmpdir(), 'readme-')) });
    const chart = new Chart(app, 'greeter', { namespace: 'demo' });
    const define = () => {
      new GrpcServer(chart, 'grpc-server', { image: 'ghcr.io/acme/greeter:1.4.2', preStop: Duration.seconds(10) });
      app.synth();
    };
    expect(define).toThrow(shown);
  });
});

test('docs/own-strategy.md shows examples/own-strategy, which gives the annotated Service', () => {
  expect(block(read('docs/own-strategy.md'), 'example: own-strategy', 'ts')).toBe(
    published(read('examples/own-strategy/main.ts')),
  );
  expect(synthesize('examples/own-strategy/main.ts')).toContain('service.cilium.io/lb-l7: enabled');
});

describe('docs/adopting.md', () => {
  test.each(['adopting/shop', 'adopting/main', 'adopting/shop.test'])('shows examples/%s', (example) => {
    const page = read('docs/adopting.md');
    expect(block(page, `example: ${example}`, 'ts')).toBe(published(read(`examples/${example}.ts`)));
  });

  test('the old Service and its caller stay, the new address comes beside them', () => {
    const manifests = synthesize('examples/adopting/main.ts', 'shop');
    expect(manifests).toContain('name: orders\n');
    expect(manifests).toContain('value: orders:80\n');
    expect(manifests).toContain('value: dns:///orders-grpc-headless.shop.svc.cluster.local:50051\n');
    expect(manifests).not.toContain('grpc:\n');
  });
});
