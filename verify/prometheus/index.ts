import assert from 'node:assert';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { Engine } from '../support/check';
import { withFolder } from '../support/folders';
import { ended, start } from '../support/processes';
import { Report } from '../support/report';
import { synthesize } from '../support/synth';

const ACCEPTS = 'prometheus/accepts';

const PROMTOOLS = { 'Prometheus 2': 'promtool', 'Prometheus 3': join(__dirname, '../../.cache/promtool3') };

/** Every strategy, as the environment chooses it. */
const STRATEGIES: Record<string, string>[] = [
  { GRPC_LB_STRATEGY: 'client-side' },
  { GRPC_LB_STRATEGY: 'istio' },
  { GRPC_LB_STRATEGY: 'linkerd' },
  { GRPC_LB_STRATEGY: 'envoy-sidecar', GRPC_ENVOY_PLACEMENT: 'server-pod' },
  { GRPC_LB_STRATEGY: 'envoy-sidecar', GRPC_ENVOY_PLACEMENT: 'client-pod' },
];

/** What is wrong with a rule, how that is done to it, and what promtool must say. */
const BROKEN: [string, (rule: any, group: any) => void, RegExp][] = [
  ['an expression that ends too soon', (rule) => (rule.expr += ' /'), /parse error: unexpected end of input/],
  ['a function of a range over one point in time', (rule) => (rule.expr = 'rate(up)'), /expected type range vector/],
  [
    'a template without its end',
    (rule) => (rule.annotations.summary += '{{ $value '),
    /annotation "summary": template: .*unclosed action/,
  ],
  ['a field that rules do not have', (rule) => (rule.severity = 'warning'), /field severity not found/],
  ['the same rule twice', (rule, group) => group.rules.push(rule), /duplicate rule/],
];

export const engine: Engine = {
  checks: [ACCEPTS],
  run: async (report) => {
    let specs: any[] = [];
    for (const environment of STRATEGIES) {
      specs = await rulesOf(environment);
      const where = Object.values(environment).join(' ');
      for (const [version, promtool] of Object.entries(PROMTOOLS)) {
        await report.check(ACCEPTS, `${version} ${where}`, () => accepted(promtool, specs));
      }
    }
    await controls(report, specs);
  },
};

async function controls(report: Report, specs: any[]): Promise<void> {
  for (const [version, promtool] of Object.entries(PROMTOOLS)) {
    for (const [broken, edit, says] of BROKEN) {
      const wrong = structuredClone(specs);
      const group = wrong[0].groups.find(({ rules }: any) => rules[0].alert);
      edit(group.rules[0], group);
      await report.control(ACCEPTS, version, broken, says, () => accepted(promtool, wrong));
    }
  }
}

/** The rules that `cdk8s synth` writes, for every source of telemetry. */
async function rulesOf(environment: Record<string, string>): Promise<any[]> {
  const manifests = await synthesize(environment, 'verify/prometheus/app.ts');
  return manifests.filter(({ kind }) => kind === 'PrometheusRule').map(({ spec }) => spec);
}

/** Gives promtool each PrometheusRule as the operator gives it to Prometheus: as a file of its own. */
async function accepted(promtool: string, specs: any[]): Promise<string> {
  return withFolder(async (folder) => {
    const files = specs.map((spec, index) => {
      const file = join(folder, `${index}.yaml`);
      writeFileSync(file, stringify(spec));
      return file;
    });
    const arguments_ = ['check', 'rules', '--lint=all', '--lint-fatal', ...files];
    const { code, stdout, stderr } = await ended(start(promtool, arguments_, { stdio: ['ignore', 'pipe', 'pipe'] }));
    assert.equal(code, 0, `promtool refuses the rules: ${stderr}`);
    const found = [...stdout.matchAll(/SUCCESS: (\d+) rules found/g)].reduce(
      (sum, [, count]) => sum + Number(count),
      0,
    );
    const emitted = specs.flatMap(({ groups }) => groups.flatMap(({ rules }: any) => rules)).length;
    assert.equal(found, emitted, `promtool sees ${found} rules of ${emitted}`);
    return `${specs.length} PrometheusRules, ${found} rules`;
  });
}
