import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GrpcValidation } from '../../src';
import { Severity } from '../../src/checks';
import { folderOf } from './cli/run';

const root = join(__dirname, '../..');
const BAD = join(__dirname, 'rules/clusterip-grpc/bad.yaml');
const GOOD = join(__dirname, 'rules/clusterip-grpc/good.yaml');

describe('examples/checked, in cdk8s synth', () => {
  /** Runs it from the sources: the package that users install is `lib/`, which `npm run consumer` tries. */
  function synth(files: { [name: string]: string } = {}) {
    const folder = mkdtempSync(join(tmpdir(), 'cdk8s-grpc-checked-'));
    const tsx = join(root, 'node_modules/tsx/dist/loader.mjs');
    const yaml = readFileSync(join(root, 'examples/checked/cdk8s.yaml'), 'utf8')
      .replace('./node_modules/cdk8s-grpc', join(root, 'src'))
      .replace('node --import tsx main.ts', `node ${join(root, 'examples/checked/main.ts')}`);
    for (const [name, text] of Object.entries({ 'cdk8s.yaml': yaml, ...files }))
      writeFileSync(join(folder, name), text);
    const env = { ...process.env, CDK8S_CHECK_UPGRADE: 'false', NODE_OPTIONS: `--import ${tsx}` };
    return spawnSync(join(root, 'node_modules/.bin/cdk8s'), ['synth'], { cwd: folder, env, encoding: 'utf8' });
  }

  test('fails, and says why', () => {
    const { status, stdout, stderr } = synth();
    expect(stdout).toContain('clusterip-grpc (error) (1 occurrences)');
    expect(stdout).toContain('Construct Path: greeter/greeter/greeterService/Resource');
    expect(stdout).toMatch(/Locations:\s+> line 60/);
    expect(stdout).toContain("over the pods of Deployment 'greeter' with 5 replicas: whoever dials it stays");
    expect(stdout).toContain('docs/checks/clusterip-grpc.md');
    expect(stderr).toContain('Validation failed');
    expect(status).toBe(2);
  });

  test('passes with a reason', () => {
    const entry = (name: string) => `  - {rule: clusterip-grpc, name: ${name}, reason: a demonstration}\n`;
    const config = `ignore:\n${entry('greeter')}${entry('gone')}`;
    const { status, stdout, stderr } = synth({ '.cdk8s-grpc.yaml': config });
    expect(stderr).toContain(".cdk8s-grpc.yaml:3: an entry under 'ignore' silences nothing in these manifests, got ");
    expect(stdout).toMatch(/Status {2}│ success/);
    expect(status).toBe(0);
  });

  test('tells what is wrong with the configuration, and not where in our code', () => {
    const { status, stdout, stderr } = synth({ '.cdk8s-grpc.yaml': 'ignroe: []\n' });
    expect(stdout + stderr).toContain(
      "[GrpcValidation] .cdk8s-grpc.yaml:1: there is no such key, got 'ignroe'; did you mean 'ignore'? there are rules,",
    );
    expect(stdout + stderr).not.toMatch(/^ +at /m);
    expect(status).not.toBe(0);
  });

  test('names the version of the package', () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    expect(readFileSync(join(root, 'examples/checked/cdk8s.yaml'), 'utf8')).toContain(`version: ${version}\n`);
  });
});

describe('the plugin', () => {
  async function validate(props: ConstructorParameters<typeof GrpcValidation>[0], ...manifests: string[]) {
    const violations: any[] = [];
    let status = '';
    const report = { addViolation: (one: any) => violations.push(one), submit: (one: string) => (status = one) };
    await new GrpcValidation(props).validate({ manifests, report });
    return { violations, status };
  }

  test('reports what the checks find', async () => {
    expect(await validate(undefined, GOOD)).toEqual({ violations: [], status: 'success' });
    const { violations, status } = await validate({}, BAD);
    expect(status).toBe('failure');
    expect(violations).toEqual([
      {
        ruleName: 'clusterip-grpc (error)',
        recommendation: expect.stringContaining('nothing balances'),
        fix: expect.stringMatching(/clusterip-grpc\.md$/),
        violatingResources: [{ resourceName: 'greeter', manifestPath: BAD, locations: ['line 10'] }],
      },
    ]);
  });

  test('fails from a severity on', async () => {
    const config = join(folderOf({ 'config.yaml': 'rules: {clusterip-grpc: warning}' }), 'config.yaml');
    expect((await validate({ config }, BAD)).status).toBe('success');
    expect((await validate({ config }, BAD)).violations).toHaveLength(1);
    expect((await validate({ config, failOn: Severity.WARNING }, BAD)).status).toBe('failure');
    expect(() => new GrpcValidation({ failOn: Severity.INFO })).toThrow(
      "[GrpcValidation] 'failOn' must be error or warning, got 'info'; choose one",
    );
    expect(() => new GrpcValidation({ failon: 'warning' } as any)).toThrow(
      "[GrpcValidation] there is no such property, got 'failon'; did you mean 'failOn'? there are config, failOn",
    );
  });

  test('refuses what cannot be read', async () => {
    const file = join(folderOf({ 'x.yaml': 'a: b: c' }), 'x.yaml');
    await expect(validate({}, file)).rejects.toThrow(/a manifest cannot be read, got .*x\.yaml:1: bad indentation/);
    await expect(validate({ config: '/nowhere' }, GOOD)).rejects.toThrow(/the configuration cannot be read/);
  });
});
