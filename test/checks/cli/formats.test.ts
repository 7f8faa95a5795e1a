import Ajv from 'ajv';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GrpcChecks } from '../../../src/checks';
import { folderOf, run, SILENCED } from './run';
import { attributes, parse } from './xml';

const RULES = join(__dirname, '../rules');
const BAD = readFileSync(join(RULES, 'clusterip-grpc/bad.yaml'), 'utf8');

/** Manifests in which every rule finds something. */
const ALL_BAD = GrpcChecks.rules.map(({ id }) => join(RULES, id, 'bad.yaml'));

const json = async (args: string[], stdin = '') => JSON.parse((await run(['check', ...args], stdin)).stdout);

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
      objects: 3,
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
    expect(log.runs[0].tool.driver.rules.length).toBe(GrpcChecks.rules.length + 2);
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

describe('junit', () => {
  test('has a test for each object, which fails with its findings', async () => {
    const { stdout, code } = await run(['check', '-', '--format', 'junit'], BAD);
    expect(attributes(stdout, 'testcase', 'name')).toEqual([
      'Service demo/greeter',
      'Deployment demo/greeter',
      'Deployment demo/frontend',
    ]);
    expect(attributes(stdout, 'failure', 'type')).toEqual(['clusterip-grpc']);
    expect(attributes(stdout, 'testsuites', 'tests').concat(attributes(stdout, 'testsuites', 'failures'))).toEqual([
      '3',
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
      BAD.replaceAll('greeter', 'x').replace(
        'kind: Deployment\nmetadata:\n  name: x',
        `kind: Deployment\nmetadata:\n  name: ${name}`,
      ),
    );
    expect(attributes(stdout, 'failure', 'type')).toEqual(['clusterip-grpc']);
    expect(attributes(stdout, 'testcase', 'name')[1]).toContain('<![CDATA[&');
  });

  test('is XML with what every rule finds', async () => {
    const { stdout } = await run(['check', ...ALL_BAD, '--format', 'junit']);
    expect(attributes(stdout, 'testsuite', 'name')).toEqual(ALL_BAD);
  });
});

test.each(['json', 'sarif', 'junit'])('%s may go to a file, and the text to the terminal', async (format) => {
  const file = join(folderOf({}), 'report');
  const { stdout, code } = await run(['check', '-', '--format', format, '--output', file], BAD);
  expect(stdout).toContain('1 error in 3 objects');
  expect(code).toBe(1);
  const { stdout: direct } = await run(['check', '-', '--format', format], BAD);
  expect(existsSync(file)).toBe(true);
  expect(readFileSync(file, 'utf8')).toBe(direct);
});

test('a report may be written to standard output by name', async () => {
  const named = await run(['check', '-', '--format', 'json', '--output', '-'], BAD);
  expect(named).toEqual(await run(['check', '-', '--format', 'json'], BAD));
  expect(existsSync('-')).toBe(false);
});
