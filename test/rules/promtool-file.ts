import { App, Chart, Duration } from 'cdk8s';
import { stringify } from 'yaml';
import { monitoring } from '../../src';
import { Check, concerns, Firing, RuleCase } from './case';
import { CASES } from './cases';
import { panelTests } from './panels';
import { ServerScene } from './scene';
import { kubeStateMetrics, upOfProxy } from './shapes/cluster';
import { inputSeries, Series } from './shapes/series';
import { SourceUnderTest, SOURCES } from './sources';
import { Alert, annotations, TEXTS } from './texts';

const { GrpcMonitoring, MonitorKind } = monitoring;

/** A case, of one source, scraped by one kind of monitor. */
export interface Run {
  readonly case: RuleCase;
  readonly source: SourceUnderTest;
  readonly monitor: monitoring.MonitorKind;
}

/** Everything that is run. */
export function runs(): Run[] {
  return CASES.flatMap((case_) =>
    SOURCES.filter((source) => concerns(case_, source)).flatMap((source) =>
      monitorsOf(case_, source).map((monitor) => ({ case: case_, source, monitor })),
    ),
  );
}

/** The kinds of monitor change only what is scraped in the server's pods; without ours, the rules are those for annotations. */
function monitorsOf({ everyMonitor }: RuleCase, { inServer, key }: SourceUnderTest): monitoring.MonitorKind[] {
  const { POD_MONITOR, SERVICE_MONITOR, ANNOTATIONS, NONE } = MonitorKind;
  if (!everyMonitor || !inServer) return [POD_MONITOR];
  return [POD_MONITOR, SERVICE_MONITOR, ANNOTATIONS, ...(key === 'goGrpcMiddleware' ? [NONE] : [])];
}

/** The rules of one server, as the library renders them. */
export function rulesOf(run: Run, { namespace, server }: ServerScene): string {
  const { renamed = {}, props } = run.case;
  const chart = new Chart(new App(), 'chart', { namespace });
  const { prometheusRule } = new GrpcMonitoring(chart, 'monitoring', {
    serverName: server,
    source: run.source.source({ podLabel: renamed.pod, namespaceLabel: renamed.namespace }),
    monitor: run.monitor,
    endpoints: [{ portName: 'metrics', port: 9090, path: '/metrics' }],
    convergence: Duration.seconds(390),
    ...props,
  });
  return stringify(prometheusRule!.toJson().spec, { lineWidth: 0 });
}

/** The test in the format of promtool. */
export function testOf(run: Run, ruleFiles: string[]): string {
  const { name, servers, checks } = run.case;
  return stringify(
    {
      rule_files: ruleFiles,
      evaluation_interval: '1m',
      // Alerts read what was recorded at the same time.
      group_eval_order: servers.flatMap(({ server }) => [`${server}.rules`, `${server}.alerts`]).filter(isFirst),
      tests: [
        {
          name: `${name} (${run.source.key}, ${run.monitor})`,
          interval: '30s',
          input_series: servers.flatMap((server) => seriesOf(run, server)),
          alert_rule_test: checks.flatMap((check) => expected(check, run)),
          promql_expr_test: checks.flatMap(({ at, panels }) =>
            panels ? panelTests(panels(run.source), at, servers[0], run.source) : [],
          ),
        },
      ],
    },
    { lineWidth: 0, aliasDuplicateObjects: false },
  );
}

function isFirst(value: string, index: number, all: string[]): boolean {
  return all.indexOf(value) === index;
}

function seriesOf({ case: { minutes, renamed = {} }, source, monitor }: Run, server: ServerScene) {
  const { pushed, uninstrumented, besideProxy, dropped = [] } = server;
  const shown = source
    .shape(server, monitor, minutes)
    .filter(({ metric }) => (metric === 'up' ? !pushed : !uninstrumented))
    .map((series) => renameLabels(series, renamed));
  const ofProxy = besideProxy ? upOfProxy(server, minutes) : [];
  return [...kubeStateMetrics(server, minutes), ...shown, ...ofProxy]
    .filter(({ metric }) => !dropped.includes(metric))
    .map(inputSeries)
    .filter((series) => series !== undefined);
}

/** `pod` → another name, or `code="a"` → `code="b"`. */
function renameLabels(series: Series, renamed: { [from: string]: string }): Series {
  const labels = Object.entries(series.labels).map(([label, value]) => {
    const [name, other] = (renamed[`${label}="${value}"`] ?? `${renamed[label] ?? label}="${value}"`).split('="');
    return [name, other.slice(0, -1)];
  });
  return { ...series, labels: Object.fromEntries(labels) };
}

/** Every alert is asked for: those that are not expected must not fire. */
function expected({ at, firing }: Check, { source }: Run) {
  return (Object.keys(TEXTS) as Alert[]).map((alert) => ({
    eval_time: `${at * 60}s`,
    alertname: TEXTS[alert].name,
    exp_alerts: firing.filter((one) => one.alert === alert).map((one) => expectedAlert(one, source)),
  }));
}

function expectedAlert({ alert, severity = 'warning', labels, ...firing }: Firing, source: SourceUnderTest) {
  const { server = 'demo/greeter', pod, value, runbook } = firing;
  const [namespace, grpc_server] = server.split('/');
  return {
    exp_labels: { severity, namespace, grpc_server, ...(pod && { pod }), ...labels },
    exp_annotations: annotations(alert, {
      server,
      pod,
      value: typeof value === 'function' ? value(source) : value,
      runbook,
    }),
  };
}
