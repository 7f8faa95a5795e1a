import { DOMParser } from '@xmldom/xmldom';
import Ajv from 'ajv';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GrpcChecks } from '../../../src/checks';
import { folderOf, run } from './run';

const RULES = join(__dirname, '../rules');
const BAD = readFileSync(join(RULES, 'clusterip-grpc/bad.yaml'), 'utf8');

/** Bad manifests that say why. */
const SILENCED = join(
  folderOf({
    'x.yaml': BAD.replace(
      '  name: greeter\n',
      `  name: greeter\n  annotations: {cdk8s-grpc/ignore-clusterip-grpc: '<one> pod'}\n`,
    ),
  }),
  'x.yaml',
);

/** Manifests in which every rule finds something. */
const ALL_BAD = GrpcChecks.rules.map(({ id }) => join(RULES, id, 'bad.yaml'));

const json = async (args: string[], stdin = '') => JSON.parse((await run(['check', ...args], stdin)).stdout);

const parse = (xml: string) => {
  const problems: string[] = [];
  const document = new DOMParser({ onError: (_level, message) => problems.push(message) }).parseFromString(
    xml,
    'text/xml',
  );
  expect(problems).toEqual([]);
  return document;
};
const attributes = (xml: string, tag: string, name: string) =>
  Array.from(parse(xml).getElementsByTagName(tag), (element) => element.getAttribute(name));

describe('json', () => {
  test('has the findings as the API has them', async () => {
    const { findings, summary } = await json(['-', '--format', 'json'], BAD);
    expect(findings).toEqual([
      {
        rule: 'clusterip-grpc',
        severity: 'error',
        kind: 'Service',
        name: 'greeter',
        namespace: 'demo',
        file: '-',
        line: 10,
        message: expect.stringContaining('nothing balances'),
      },
    ]);
    expect(summary).toEqual({
      errors: 1,
      warnings: 0,
      infos: 0,
      ignored: 0,
      objects: 2,
      files: 1,
      filesWithoutObjects: [],
      grpcPorts: 1,
    });
  });
});

describe('sarif', () => {
  /** The schema of OASIS. Ajv knows no draft 4, which this schema uses no peculiarity of. */
  const text = readFileSync(require.resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json'), 'utf8');
  const schema = { ...JSON.parse(text), $schema: undefined, id: undefined };
  const validate = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false }).compile(schema);

  test.each([
    ['what every rule finds', ALL_BAD],
    ['nothing', [join(RULES, 'clusterip-grpc/good.yaml')]],
    ['what is silenced', [SILENCED, '--silenced']],
  ])('keeps to the schema with %s', async (_what, files) => {
    const log = await json([...files, '--format', 'sarif']);
    validate(log);
    expect(validate.errors).toBeNull();
    expect(log.runs[0].tool.driver.rules.length).toBe(GrpcChecks.rules.length + 1);
    for (const { ruleId, ruleIndex } of log.runs[0].results)
      expect(log.runs[0].tool.driver.rules[ruleIndex].id).toBe(ruleId);
  });

  test('the schema finds mistakes', () => {
    expect(validate({ version: '2.1.0', runs: [{ tool: {} }] })).toBe(false);
  });

  test('says where, and what to do', async () => {
    const folder = folderOf({ 'a b/ü.yaml': BAD });
    const before = process.cwd();
    process.chdir(folder);
    try {
      const [{ results, tool }] = (await json(['a b', '--format', 'sarif'])).runs;
      expect(results).toEqual([
        {
          ruleId: 'clusterip-grpc',
          ruleIndex: expect.any(Number),
          level: 'error',
          message: {
            text: expect.stringMatching(/^Service demo\/greeter: nothing balances .*; add a headless Service/),
          },
          locations: [
            {
              physicalLocation: { artifactLocation: { uri: 'a%20b/%C3%BC.yaml' }, region: { startLine: 10 } },
              logicalLocations: [{ name: 'greeter', fullyQualifiedName: 'demo/Service/greeter', kind: 'resource' }],
            },
          ],
        },
      ]);
      const rule = tool.driver.rules[results[0].ruleIndex];
      expect(rule.helpUri).toMatch(/docs\/checks\/clusterip-grpc\.md$/);
      expect(rule.help.markdown).toContain('**What to do:**');
      // GitHub cuts what is longer.
      for (const { fullDescription } of tool.driver.rules)
        expect((fullDescription?.text ?? '').length).toBeLessThan(1024);
      const [{ results: absolute }] = (await json([join(folder, 'a b'), '--format', 'sarif'])).runs;
      expect(absolute).toEqual(results);
    } finally {
      process.chdir(before);
    }
  });
});

describe('what is silenced', () => {
  // Two Services, one silenced by itself and one by the configuration.
  const folder = folderOf({
    'config.yaml': 'ignore:\n  - {rule: clusterip-grpc, namespace: prod, reason: soon}\n',
    'other.yaml': BAD.replaceAll('namespace: demo', 'namespace: prod'),
  });
  const args = [SILENCED, join(folder, 'other.yaml'), '--config', join(folder, 'config.yaml')];
  const report = (...more: string[]) => run(['check', ...args, ...more]);

  test('is counted, and told only if it is asked for', async () => {
    expect((await report()).stdout).toBe(
      'Nothing found in 4 objects of 2 files; 2 ports of Services speak gRPC; 2 findings silenced, see --silenced\n',
    );
    for (const format of ['json', 'sarif', 'junit']) {
      expect((await report('--format', format)).stdout).not.toMatch(/"silenced": \[|suppressions|<skipped/);
    }
  });

  test('is told with its reason, and where that stands', async () => {
    const { stdout, code } = await report('--silenced');
    expect(stdout.replaceAll(/\/\S*\//g, '').replaceAll(/nothing balances.*;/g, '…;')).toBe(
      `Silenced
  Service demo/greeter: clusterip-grpc: …; add a headless Service and let clients balance over it, put callers into a mesh, or put an Envoy into the pods
    because: <one> pod (x.yaml:5)
  Service prod/greeter: clusterip-grpc: …; add a headless Service and let clients balance over it, put callers into a mesh, or put an Envoy into the pods
    because: soon (config.yaml:2)

Nothing found in 4 objects of 2 files; 2 ports of Services speak gRPC; 2 findings silenced
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

describe('junit', () => {
  test('has a test for each object, which fails with its findings', async () => {
    const { stdout, code } = await run(['check', '-', '--format', 'junit'], BAD);
    expect(attributes(stdout, 'testcase', 'name')).toEqual(['Service demo/greeter', 'Deployment demo/greeter']);
    expect(attributes(stdout, 'failure', 'type')).toEqual(['clusterip-grpc']);
    expect(attributes(stdout, 'testsuites', 'tests').concat(attributes(stdout, 'testsuites', 'failures'))).toEqual([
      '2',
      '1',
    ]);
    expect(code).toBe(1);
  });

  test('tells what does not fail as output', async () => {
    const config = join(folderOf({ 'config.yaml': 'rules: {clusterip-grpc: warning}' }), 'config.yaml');
    const { stdout, code } = await run(['check', '-', '--format', 'junit', '--config', config], BAD);
    expect(attributes(stdout, 'failure', 'type')).toEqual([]);
    expect(parse(stdout).getElementsByTagName('system-out')).toHaveLength(1);
    expect(code).toBe(0);
  });

  test('is XML whatever is in the manifests', async () => {
    const name = String.raw`"<![CDATA[&\u0001\uFFFF\ud800]]>\n'"`;
    const { stdout } = await run(
      ['check', '-', '--format', 'junit'],
      BAD.replaceAll('greeter', 'x').replace('name: x', `name: ${name}`),
    );
    expect(attributes(stdout, 'failure', 'type')).toEqual(['clusterip-grpc']);
    expect(attributes(stdout, 'testcase', 'name')[0]).toContain('<![CDATA[&');
  });

  test('is XML with what every rule finds', async () => {
    const { stdout } = await run(['check', ...ALL_BAD, '--format', 'junit']);
    expect(attributes(stdout, 'testsuite', 'name')).toEqual(ALL_BAD);
  });
});

test.each(['json', 'sarif', 'junit'])('%s may go to a file, and the text to the terminal', async (format) => {
  const file = join(folderOf({}), 'report');
  const { stdout, code } = await run(['check', '-', '--format', format, '--output', file], BAD);
  expect(stdout).toContain('1 error in 2 objects');
  expect(code).toBe(1);
  const { stdout: direct } = await run(['check', '-', '--format', format], BAD);
  expect(existsSync(file)).toBe(true);
  expect(readFileSync(file, 'utf8')).toBe(direct);
});
