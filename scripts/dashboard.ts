/**
 * Writes src/monitoring/dashboard-template.generated.ts: the Grafana dashboard, built with Grafana's own SDK.
 *
 *   npm run dashboard
 *
 * The SDK stays out of the library: its types cannot be those of a jsii package, and its users would install 12 MB for one
 * file. Texts in angle brackets are filled in at synth, as the names of recorded series depend on an option; a panel or a
 * variable of which one is not known is left out. See docs/decisions/0004-dashboard.md.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as common from '@grafana/grafana-foundation-sdk/common';
import * as grafana from '@grafana/grafana-foundation-sdk/dashboard';
import * as prometheus from '@grafana/grafana-foundation-sdk/prometheus';
import * as stat from '@grafana/grafana-foundation-sdk/stat';
import * as table from '@grafana/grafana-foundation-sdk/table';
import * as timeseries from '@grafana/grafana-foundation-sdk/timeseries';
import * as units from '@grafana/grafana-foundation-sdk/units';
import { seriesOf } from '../src/monitoring/subject';

const FILE = 'src/monitoring/dashboard-template.generated.ts';

const DATASOURCE: common.DataSourceRef = { type: 'prometheus', uid: '${datasource}' };
const OWN = '{grpc_server="$server",namespace="$namespace"}';

/** Beside the pods' lines: what they are held against. */
const REFERENCE = [
  { id: 'color', value: { mode: 'fixed', fixedColor: 'text' } },
  { id: 'custom.lineStyle', value: { fill: 'dash', dash: [10, 10] } },
  { id: 'custom.fillOpacity', value: 0 },
];

/** Series, by their key, of the server that is looked at. */
function own(key: keyof ReturnType<typeof seriesOf>): string {
  return `<${key}>${OWN}`;
}

let refIds = 0;

function query(expr: string, legend?: string): prometheus.DataqueryBuilder {
  const builder = new prometheus.DataqueryBuilder().expr(expr).refId(String.fromCharCode(65 + refIds++));
  return legend === undefined ? builder : builder.legendFormat(legend);
}

/** The values of now, one row per pod. */
function column(expr: string): prometheus.DataqueryBuilder {
  return query(expr).instant().format(prometheus.PromQueryFormat.Table);
}

const ofPods = (key: Parameters<typeof own>[0]) => column(`sum by (pod) (${own(key)})`);
const perPod = (key: Parameters<typeof own>[0]) => query(own(key), '{{pod}}').range();

type Panel = stat.PanelBuilder | table.PanelBuilder | timeseries.PanelBuilder;

/** What every panel has. Positions are given, since the SDK's own layout takes every row for as high as its last panel. */
function place<P extends Panel>(panel: P, title: string, [x, y, w, h]: number[], description: string): P {
  refIds = 0;
  panel.title(title).description(description).datasource(DATASOURCE).gridPos({ x, y, w, h });
  return panel;
}

function lines(title: string, position: number[], unit: string, description: string): timeseries.PanelBuilder {
  return place(new timeseries.PanelBuilder(), title, position, description)
    .unit(unit)
    .min(0)
    .fillOpacity(0)
    .showPoints(common.VisibilityMode.Never)
    .legend(
      new common.VizLegendOptionsBuilder()
        .showLegend(true)
        .displayMode(common.LegendDisplayMode.Table)
        .placement(common.LegendPlacement.Bottom)
        .calcs(['lastNotNull', 'max'])
        // Of many pods the first few are seen.
        .sortBy('Last *')
        .sortDesc(true),
    )
    .tooltip(
      new common.VizTooltipOptionsBuilder().mode(common.TooltipDisplayMode.Multi).sort(common.SortOrder.Descending),
    );
}

function figure(title: string, x: number, w: number, unit: string, description: string): stat.PanelBuilder {
  return place(new stat.PanelBuilder(), title, [x, 0, w, 4], description)
    .unit(unit)
    .colorMode(common.BigValueColorMode.Value)
    .graphMode(common.BigValueGraphMode.Area)
    .reduceOptions(new common.ReduceDataOptionsBuilder().calcs(['lastNotNull']))
    .thresholds(steps(['green', null]));
}

function steps(...colors: [color: string, from: number | null][]): grafana.ThresholdsConfigBuilder {
  return new grafana.ThresholdsConfigBuilder()
    .mode(grafana.ThresholdsMode.Absolute)
    .steps(colors.map(([color, value]) => ({ color, value })));
}

function figures(): Panel[] {
  return [
    figure('Ready pods', 0, 4, units.Short, 'Pods among which requests can be spread.').withTarget(
      query(`count without (pod) (${own('ready')})`, 'ready pods').range(),
    ),
    figure('Requests', 4, 5, units.RequestsPerSecond, 'Requests per second that all ready pods answer.').withTarget(
      query(`sum without (pod) (${own('requests')})`, 'requests').range(),
    ),
    figure(
      'Skew',
      9,
      5,
      units.NoUnit,
      'Requests of the busiest pod, as a multiple of the average. Healthy: 1 to 1.2 where pods take turns; up to 2 where the algorithm weighs load or latency. At most the number of pods: then one of them gets everything.',
    )
      .decimals(2)
      .thresholds(steps(['green', null], ['orange', 1.5], ['red', 2.5]))
      .withTarget(query(own('skew'), 'skew').range()),
    figure(
      'Fairness',
      14,
      5,
      units.PercentUnit,
      "Jain's index: the part of the pods that would do if the work were spread evenly over them. Healthy: above 95 %. One of five pods gets everything: 20 %.",
    )
      .min(0)
      .max(1)
      .thresholds(steps(['red', null], ['orange', 0.7], ['green', 0.9]))
      .withTarget(query(own('fairness'), 'fairness').range()),
    figure('Alerts firing', 19, 5, units.Short, 'Healthy: 0. The table below names them.')
      .thresholds(steps(['green', null], ['red', 1]))
      .withTarget(
        query(
          'count(ALERTS{alertstate="firing",grpc_server="$server",namespace="$namespace"}) or vector(0)',
          'alerts firing',
        ).range(),
      ),
  ];
}

function balance(): Panel[] {
  return [
    lines(
      'Share of the requests per pod',
      [0, 4, 16, 10],
      units.PercentUnit,
      'Healthy: all pods close to the dashed line, 1 / number of ready pods. One pod far above it: clients are pinned to it. Pods at 0 %: nobody knows them. A new pod climbs to the line within the convergence time.',
    )
      .withTarget(perPod('share'))
      .withTarget(query(`1 / count without (pod) (${own('share')})`, 'ideal').range())
      .overrideByName('ideal', REFERENCE),
    alerts(),
    lines(
      'Requests per pod',
      [0, 14, 12, 8],
      units.RequestsPerSecond,
      'Healthy: one bundle of lines around the dashed average. A ready pod without requests is drawn at 0; one that cannot be scraped is not drawn.',
    )
      .withTarget(perPod('requests'))
      .withTarget(query(own('average'), 'average').range())
      .overrideByName('average', REFERENCE),
    lines(
      'Skew and fairness',
      [12, 14, 12, 8],
      units.NoUnit,
      'Skew (left) is the busiest pod over the average, of all ready pods and of those that have had time to get their share; healthy: near 1. Fairness (right); healthy: near 100 %. Skew of all pods alone: scaling or a rollout. Both: requests are not balanced.',
    )
      .withTarget(query(own('skew'), 'skew of all ready pods').range())
      .withTarget(query(own('settledSkew'), 'skew of settled pods').range())
      .withTarget(query(own('fairness'), 'fairness').range())
      .overrideByName('fairness', [
        { id: 'unit', value: units.PercentUnit },
        { id: 'max', value: 1 },
        { id: 'custom.axisPlacement', value: common.AxisPlacement.Right },
      ]),
    pods(),
  ];
}

/** The runbook of the alert in a cell. */
const RUNBOOK = { id: 'links', value: [{ title: 'Runbook', url: '<runbook>', targetBlank: true }] };

function alerts(): Panel {
  return place(
    new table.PanelBuilder(),
    'Alerts',
    [16, 4, 8, 10],
    'Alerts of this server that are pending or firing now; a click leads to the runbook. Healthy: empty. Pending for minutes after a rollout is no fault.',
  )
    .unit(units.String)
    .noValue('–')
    .withTarget(column(`ALERTS${OWN}`))
    .withTransformation({
      id: 'organize',
      options: {
        excludeByName: { Time: true, Value: true, __name__: true, grpc_server: true, namespace: true },
        indexByName: { alertname: 0, alertstate: 1, severity: 2, pod: 3 },
        renameByName: { alertname: 'Alert', alertstate: 'State', severity: 'Severity', pod: 'Pod' },
      },
    })
    .overrideByName('Alert', [RUNBOOK, width(245)])
    .overrideByName('State', [width(70)])
    .overrideByName('Severity', [width(75)]);
}

/** Columns are as wide as each other otherwise, and cut names off. */
function width(pixels: number) {
  return { id: 'custom.width', value: pixels };
}

/** Columns of the table of pods: the field of a query becomes a title with a unit. */
const COLUMNS: [title: string, key: Parameters<typeof own>[0], unit: string][] = [
  ['Age', 'age', units.Seconds],
  ['Share', 'share', units.PercentUnit],
  ['Requests', 'requests', units.RequestsPerSecond],
  ['Connections', 'connections', units.Short],
  ['p99', 'latency', units.Seconds],
  ['Errors', 'errorRatio', units.PercentUnit],
];

function pods(): Panel {
  const values = COLUMNS.map((_, index) => `Value #${String.fromCharCode(65 + index)}`);
  const times = ['Time', ...COLUMNS.map((_, index) => `Time ${index + 1}`)];
  const panel = place(
    new table.PanelBuilder(),
    'Age of pods against their share',
    [0, 22, 24, 9],
    'The oldest pod first. Healthy: the same share from top to bottom. Shares that fall with the age: clients keep to the pods that they met first, so that a connection age is missing or not in effect. Columns that the source of metrics cannot fill stay empty or are left out.',
  ).unit(units.Short);
  for (const [, key] of COLUMNS) panel.withTarget(ofPods(key));
  for (const [title, , unit] of COLUMNS) panel.overrideByName(title, [{ id: 'unit', value: unit }]);
  const { Gauge } = common.TableCellDisplayMode;
  return panel
    .overrideByName('Share', [
      { id: 'custom.cellOptions', value: { type: Gauge, mode: common.BarGaugeDisplayMode.Basic } },
      { id: 'min', value: 0 },
      { id: 'max', value: 1 },
      { id: 'color', value: { mode: 'fixed', fixedColor: 'blue' } },
    ])
    .withTransformation({ id: 'joinByField', options: { byField: 'pod', mode: 'outer' } })
    .withTransformation({
      id: 'organize',
      options: {
        excludeByName: Object.fromEntries(times.map((name) => [name, true])),
        indexByName: Object.fromEntries(['pod', ...values].map((name, index) => [name, index])),
        renameByName: { pod: 'Pod', ...Object.fromEntries(values.map((name, index) => [name, COLUMNS[index][0]])) },
      },
    })
    .sortBy([new common.TableSortByFieldStateBuilder().displayName('Age').desc(true)]);
}

function causes(): Panel[] {
  return [
    lines(
      'Connections per pod',
      [0, 31, 8, 8],
      units.Short,
      'Healthy: about as many on each pod. Empty where the source counts no connections: servers of plain gRPC and Istio do not.',
    )
      .decimals(0)
      .withTarget(perPod('connections')),
    lines(
      'p99 latency per pod',
      [8, 31, 8, 8],
      units.Seconds,
      'Healthy: one bundle. The dashed line is the p99 that the slowest pod is held against, that of all its peers together. Empty where the source measures no latencies per pod: Envoy does not.',
    )
      .withTarget(perPod('latency'))
      .withTarget(query(`min without (pod) (${own('peersLatency')})`, 'peers of the slowest').range())
      .overrideByName('peers of the slowest', REFERENCE),
    lines(
      'Error ratio per pod',
      [16, 31, 8, 8],
      units.PercentUnit,
      'Requests that failed through the fault of the server. Healthy: near 0, or the same on all pods: then it is no matter of balance. One pod alone: it is ill and still gets its share.',
    ).withTarget(perPod('errorRatio')),
  ];
}

/** What Prometheus scraped, without any rule in between. */
function scraped(): Panel[] {
  const rate = (metric: string) => query(`sum by (<podLabel>) (rate(${metric}[$__rate_interval]))`, '{{<podLabel>}}');
  return [
    lines(
      'Requests per pod, as scraped',
      [0, 40, 12, 8],
      units.RequestsPerSecond,
      'The counter itself, of all pods whose names begin with that of the server. Healthy: as in the panel of requests per pod above. No server to choose from: no rules are loaded; write namespace and server into the lists, and lines here show that it is the rules alone. Lines here and none above: the pods are not ready, or have names of another workload. None here: the metric is not scraped, or has other labels.',
    ).withTarget(rate('<rawRequests>').range()),
    lines(
      'Failed requests per pod, as scraped',
      [12, 40, 12, 8],
      units.RequestsPerSecond,
      'The counter itself, of status codes that are the fault of the server. Healthy: none.',
    ).withTarget(rate('<rawErrors>').range()),
  ];
}

function variable(name: string, label: string, values: string): grafana.QueryVariableBuilder {
  return new grafana.QueryVariableBuilder(name)
    .label(label)
    .query(values)
    .definition(values)
    .datasource(DATASOURCE)
    .refresh(grafana.VariableRefresh.OnTimeRangeChanged)
    .sort(grafana.VariableSort.AlphabeticalAsc);
}

/** The dashboard with its places to fill in. */
export function template(): grafana.Dashboard {
  const builder = new grafana.DashboardBuilder('<title>')
    .uid('<uid>')
    .description('Whether the requests to a gRPC server are spread over its pods.')
    .tags(['grpc', 'load-balancing', 'cdk8s-grpc'])
    // Grafana would let people save changes that the next reload of the ConfigMap undoes.
    .readonly()
    .timezone('browser')
    .tooltip(grafana.DashboardCursorSync.Crosshair)
    .time({ from: 'now-3h', to: 'now' })
    .refresh('1m')
    .link(
      new grafana.DashboardLinkBuilder('Runbooks')
        .type(grafana.DashboardLinkType.Link)
        .url('<runbooks>')
        .targetBlank(true),
    )
    .withVariable(new grafana.DatasourceVariableBuilder('datasource').label('Data source').type('prometheus'))
    // Of the one series whose name does not depend on the window.
    .withVariable(variable('namespace', 'Namespace', 'label_values(<ready>, namespace)'))
    .withVariable(variable('server', 'Server', 'label_values(<ready>{namespace="$namespace"}, grpc_server)'));
  let id = 1;
  const panels = [...figures(), ...balance(), ...causes()];
  for (const panel of panels) builder.withPanel(panel.id(id++));
  builder.withRow(new grafana.RowBuilder('As scraped from <source>').id(id++).gridPos({ x: 0, y: 39, w: 24, h: 1 }));
  for (const panel of scraped()) builder.withPanel(panel.id(id++));
  return builder.build();
}

/** The file, as it is committed. */
export async function source(): Promise<string> {
  const text = [
    '// generated by scripts/dashboard.ts (npm run dashboard); do not edit',
    '/* eslint-disable max-lines */',
    '',
    '/** The Grafana dashboard; texts in angle brackets are filled in by dashboard.ts. */',
    `export const DASHBOARD_TEMPLATE: any = ${JSON.stringify(template())};`,
  ].join('\n');
  // Here, since jest cannot load it.
  const prettier = await import('prettier');
  const config = await prettier.resolveConfig(join(__dirname, '..', FILE));
  return prettier.format(text, { ...config, parser: 'typescript' });
}

/** Where it is committed. */
export const path = join(__dirname, '..', FILE);

if (require.main === module) {
  source().then((text) => {
    writeFileSync(path, text);
    console.log(`${FILE}: ${(text.length / 1000).toFixed(0)} kB`);
  });
}
