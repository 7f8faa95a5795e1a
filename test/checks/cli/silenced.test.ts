import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderOf, run, SILENCED } from './run';
import { attributes } from './xml';

const BAD = readFileSync(join(__dirname, '../rules/clusterip-grpc/bad.yaml'), 'utf8');
const json = async (args: string[]) => JSON.parse((await run(['check', ...args])).stdout);

describe('what is silenced', () => {
  // Two Services, one silenced by itself and one by the configuration.
  const folder = folderOf({
    'config.yaml': 'ignore:\n  - {rule: clusterip-grpc, namespace: prod, reason: soon}\n',
    'other.yaml': BAD.replaceAll('namespace: demo', 'namespace: prod').replace('greeter.demo', 'greeter.prod'),
  });
  const args = [SILENCED, join(folder, 'other.yaml'), '--config', join(folder, 'config.yaml')];
  const report = (...more: string[]) => run(['check', ...args, ...more]);

  test('is counted, and told only if it is asked for', async () => {
    expect((await report()).stdout).toBe(
      'Nothing found in 6 objects of 2 files; 2 ports of Services speak gRPC; 2 findings silenced, see --silenced\n',
    );
    for (const format of ['json', 'sarif', 'junit']) {
      expect((await report('--format', format)).stdout).not.toMatch(/"silenced": \[|suppressions|<skipped/);
    }
  });

  test('is told with its reason, and where that stands', async () => {
    const { stdout, code } = await report('--silenced');
    expect(stdout.replaceAll(/\/\S*\//g, '').replaceAll(/nothing balances[^;]*;[^()]*into the pods\n/g, '…\n')).toBe(
      `Silenced
  Service demo/greeter: clusterip-grpc
    …
    because: <one> pod (x.yaml:5)
  Service prod/greeter: clusterip-grpc
    …
    because: soon (config.yaml:2)

Nothing found in 6 objects of 2 files; 2 ports of Services speak gRPC; 2 findings silenced
`,
    );
    expect(code).toBe(0);
  });

  test('is in JSON a finding with a reason', async () => {
    const { silenced, findings, summary } = await json([...args, '--silenced', '--format', 'json']);
    expect([findings, summary.ignored]).toEqual([[], 2]);
    expect(silenced).toMatchObject([
      { finding: { rule: 'clusterip-grpc', namespace: 'demo' }, reason: '<one> pod', by: 'annotation' },
      { finding: { namespace: 'prod' }, reason: 'soon', by: 'configuration', place: `${folder}/config.yaml:2` },
    ]);
  });

  test('is in SARIF a suppression', async () => {
    const log = await json([...args, '--silenced', '--format', 'sarif']);
    expect(log.runs[0].results).toMatchObject([
      { level: 'error', suppressions: [{ kind: 'inSource', status: 'accepted', justification: '<one> pod' }] },
      { level: 'error', suppressions: [{ kind: 'external', status: 'accepted', justification: 'soon' }] },
    ]);
  });

  test('is in JUnit a skipped test, unless that fails', async () => {
    const { stdout } = await report('--silenced', '--format', 'junit');
    expect(attributes(stdout, 'skipped', 'message')).toEqual(['clusterip-grpc: <one> pod', 'clusterip-grpc: soon']);
    expect(attributes(stdout, 'testsuite', 'skipped')).toEqual(['1', '1']);
    const annotation = '  annotations: {cdk8s-grpc/ignore-clusterip-grpc: soon, cdk8s-grpc/ignore-no-such: soon}';
    const both = BAD.replace('  name: greeter\n', `  name: greeter\n${annotation}\n`);
    const failing = (await run(['check', '-', '--silenced', '--format', 'junit'], both)).stdout;
    expect([attributes(failing, 'failure', 'type'), attributes(failing, 'skipped', 'message')]).toEqual([
      ['ignore'],
      [],
    ]);
  });
});
