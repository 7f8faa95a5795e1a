import { App, Chart, Duration } from 'cdk8s';
import { monitoring } from '../../src';
import { SOURCES, SourceUnderTest } from '../rules/sources';
import { CLUSTER, METRICS, recordedLabels } from './declared';
import { Declared, Expression } from './promql';

const { GrpcMonitoring, MonitorKind, Readiness } = monitoring;
const CONSTANT = ['grpc_server', 'namespace'];

type Props = Partial<monitoring.GrpcMonitoringProps>;

const VARIANTS: [string, Props][] = [
  ['as it is', {}],
  ['annotations', { monitor: MonitorKind.ANNOTATIONS }],
  ['readiness by up', { readiness: Readiness.UP }],
  ['another window and slower scrapes', { window: Duration.minutes(10), scrapeInterval: Duration.minutes(2) }],
  ['uneven by design', { evenShares: false, joinsSlowly: false }],
  ['probed by gRPC', { grpcProbes: true }],
  ['probed by gRPC, readiness by up', { grpcProbes: true, readiness: Readiness.UP }],
  ['the fast alert off', { requestsUneven: { enabled: false } }],
];

interface Rule {
  readonly record?: string;
  readonly alert?: string;
  readonly expr: string;
}

function groupsOf(source: SourceUnderTest, props: Props): { rules: Rule[] }[] {
  const chart = new Chart(new App(), 'chart', { namespace: 'demo' });
  const endpoints = [{ portName: 'metrics', port: 9090, path: '/metrics' }];
  const { prometheusRule } = new GrpcMonitoring(chart, 'monitoring', {
    serverName: 'greeter',
    source: source.source(),
    endpoints,
    ...props,
  });
  return prometheusRule!.toJson().spec.groups;
}

/** Everything that is wrong with the rules of a server, in the order in which Prometheus evaluates them. */
function problems(groups: { rules: Rule[] }[], shown: Declared): string[] {
  const declared: Declared = { ...CLUSTER, ...shown };
  return groups.flatMap(({ rules }) =>
    rules.flatMap(({ record, alert, expr }) => {
      const { problems, labels } = new Expression(expr, declared, CONSTANT);
      const found = problems.map((problem) => `${record ?? alert} ${problem}`);
      if (record) {
        declared[record] = recordedLabels(record);
        const more = labels.filter((label) => !declared[record].includes(label));
        if (more.length > 0) found.push(`${record} has the label ${more.join(', ')}`);
        if (declared[record].includes('pod') && !labels.includes('pod')) found.push(`${record} has no pod`);
      } else if (CONSTANT.some((label) => !labels.includes(label))) {
        found.push(`${alert} does not say of which server it is`);
      }
      return found;
    }),
  );
}

describe.each(SOURCES.map((source) => [source.key, source] as const))('expressions of %s', (key, source) => {
  test.each(VARIANTS)('%s: parse, and read only what is there', (_name, props) => {
    expect(problems(groupsOf(source, props), METRICS[key])).toEqual([]);
  });

  test('recorded series are called level:metric:operation', () => {
    const records = groupsOf(source, {}).flatMap(({ rules }) => rules.flatMap(({ record }) => record ?? []));
    for (const record of records) expect(record).toMatch(/^grpc_server(_pod)?:[a-z0-9_]+:[a-z0-9_]+$/);
    expect(new Set(records).size).toBe(records.length);
  });

  test('what is recorded is called for the window', () => {
    const text = JSON.stringify(groupsOf(source, { window: Duration.minutes(10) }));
    expect(text).toContain('rate10m');
    expect(text).not.toContain('rate5m');
    expect(text).not.toContain('[5m]');
  });
});

test('the job is matched only where a monitor of ours sets it', () => {
  const ofKind = (monitor: monitoring.MonitorKind, endpoints?: []) =>
    JSON.stringify(groupsOf(SOURCES[0], { monitor, ...(endpoints && { endpoints }) })).includes('job=');
  expect(Object.values(MonitorKind).filter((kind) => ofKind(kind))).toEqual(['pod-monitor', 'service-monitor']);
  expect(ofKind(MonitorKind.POD_MONITOR, [])).toBe(false);
});

describe('these tests bite', () => {
  const declared = { calls: ['pod', 'code'], ready: ['pod'], total: [] };
  test.each([
    ['calls >', 'does not parse'],
    ['colls', 'reads colls, which nobody shows'],
    ['calls{zone="a"}', 'calls has no label zone'],
    ['sum by (zone) (calls)', 'there is no label zone to group by'],
    ['sum by (pod) (calls) / sum(calls)', 'only one side has the label pod'],
    ['sum by (pod) (calls) / ignoring (pod) sum(calls)', 'may match several elements that differ in pod'],
    ['calls / on (pod) ready', 'may match several elements that differ in code'],
    ['ready / on (pod) group_left () calls', 'may match several elements that differ in code'],
    ['calls and ready', 'only one side has the label code'],
    ['calls and on (node) ready', 'not both sides have the label node'],
    ['label_replace(calls, "pod", "$1", "node", "(.+)")', 'there is no label node to copy'],
  ])('%s', (expr, problem) => {
    expect(new Expression(expr, declared, []).problems.join()).toContain(problem);
  });

  test.each([
    'sum by (pod) (calls) / ignoring (pod) group_left () sum(calls)',
    'calls / on (pod) group_left () ready',
    'sum by (pod) (rate(calls{code=~"a|b"}[5m])) and on (pod) ready == 1',
    'sum(calls) - on () group_right () calls',
    'calls and on (pod) ready',
  ])('%s is right', (expr) => {
    expect(new Expression(expr, declared, []).problems).toEqual([]);
  });
});
