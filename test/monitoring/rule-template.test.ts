/** Rules are composed once for all servers of a shape; each must get what would have been composed for it alone. */
import { App, Chart } from 'cdk8s';
import * as fc from 'fast-check';
import { parseAllDocuments } from 'yaml';
import { monitoring } from '../../src';
import * as rules from '../../src/monitoring/rules';
import { ruleSpec } from '../../src/monitoring/prometheus-rule';
import { composeOnce, NamedServer } from '../../src/monitoring/rule-template';
import { RuleSubject } from '../../src/monitoring/subject';
import { podNamesOf } from '../../src/monitoring/pod-names';
import { monitoringOptions } from '../support/arbitraries/monitoring';
import { oneOf, seconds } from '../support/arbitraries/parts';

const { GrpcMonitoring, TelemetrySource } = monitoring;

/** Names that occur in the expressions, in each other, or are cut or escaped in the names of pods. */
const serverName = oneOf('greeter', 'pod', 'demo', 'sum', 'a', 'greeter-canary', 'x'.repeat(55));
const namespace = oneOf('demo', 'greeter', 'a', '0', 'kube-system');
const workloadName = fc.oneof(serverName, oneOf('web.v2', 'a.b.c', 'y'.repeat(63)));

const anyServer = fc
  .record({
    serverName,
    namespace,
    workloadName,
    workloadKind: oneOf('Deployment', 'StatefulSet', 'DaemonSet'),
    scraped: fc.boolean(),
  })
  .map(({ scraped, ...server }): NamedServer => ({
    ...server,
    podNames: podNamesOf(server.workloadKind, server.workloadName),
    jobName: scraped ? server.serverName : '',
    proxyJobName: scraped ? '' : `${server.serverName}-proxy`,
  }));

const anyRules = fc.record({
  convergence: seconds(1, 7200),
  joinsSlowly: fc.boolean(),
  evenShares: fc.boolean(),
  grpcProbes: fc.boolean(),
  options: monitoringOptions,
});

/** What rules of a server depend on. */
function subjectOf(alike: Omit<RuleSubject, keyof NamedServer | 'telemetry'>): (server: NamedServer) => RuleSubject {
  const source = alike.options.source ?? TelemetrySource.goGrpcMiddleware();
  return (server) => ({ ...alike, ...server, telemetry: source.bind(server) });
}

const plain = (value: object) => JSON.parse(JSON.stringify(value));

test('of a server with any names and options, the same as without a template', () => {
  const check = fc.property(anyServer, anyRules, (server, alike) => {
    const subject = subjectOf(alike);
    expect(composeOnce(new App(), server, subject, ruleSpec)).toEqual(plain(ruleSpec(subject(server))));
  });
  fc.assert(check, { numRuns: 300 });
});

/** An app that watches servers, each with a name and options of its own. */
function appOf(...servers: monitoring.GrpcMonitoringProps[]): App {
  const app = new App();
  for (const props of servers) {
    new GrpcMonitoring(new Chart(app, `chart-${props.serverName}`, { namespace: 'demo' }), 'monitoring', props);
  }
  return app;
}

const specs = (app: App) => parseAllDocuments(app.synthYaml()).map((document) => document.toJS().spec);

const ODD = 'a text with \x7F in it';
const FLEET: monitoring.GrpcMonitoringProps[] = [
  { serverName: 'one' },
  { serverName: 'two', workloadName: 'web.v2' },
  { serverName: 'three', source: TelemetrySource.envoy() },
  { serverName: 'four', namespace: 'other' },
  { serverName: 'five', podIdle: { threshold: 7 } },
  { serverName: 'six', workloadKind: 'StatefulSet' },
  { serverName: 'seven', source: TelemetrySource.custom({ sourceName: 'x', requests: 'requests', selector: 'a="b"' }) },
  { serverName: 'eight', source: TelemetrySource.custom({ sourceName: 'x', requests: 'requests', selector: 'a="c"' }) },
  { serverName: 'nine', endpoints: [{ portName: 'metrics', port: 9090, path: '/metrics' }] },
  { serverName: 'ten', alertLabels: { odd: ODD } },
];

test('of a server in a fleet, the same as of that server alone', () => {
  expect(specs(appOf(...FLEET))).toEqual(FLEET.flatMap((props) => specs(appOf(props))));
});

test('are composed once for servers that differ in names alone', () => {
  const composed = jest.spyOn(rules, 'recordingRules');
  appOf({ serverName: 'one' }, { serverName: 'two', namespace: 'other', labels: { team: 'a' } }).synthYaml();
  expect(composed).toHaveBeenCalledTimes(1);
});
