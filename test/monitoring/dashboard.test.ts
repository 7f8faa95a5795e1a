/** The dashboard as a function of its options: panels, expressions, variables. */
import { Duration } from 'cdk8s';
import { template } from '../../scripts/dashboard';
import { monitoring } from '../../src';
import { dashboard, DashboardOptions } from '../../src/monitoring/dashboard';
import { DASHBOARD_TEMPLATE } from '../../src/monitoring/dashboard-template.generated';
import { seriesOf } from '../../src/monitoring/subject';
import { promqlFault } from '../support/parse-promql';

const { TelemetrySource } = monitoring;

const SOURCES: { [name: string]: monitoring.TelemetrySource } = {
  goGrpcMiddleware: TelemetrySource.goGrpcMiddleware(),
  javaGrpcPrometheus: TelemetrySource.javaGrpcPrometheus(),
  grpcOpenTelemetry: TelemetrySource.grpcOpenTelemetry(),
  openTelemetry: TelemetrySource.openTelemetry(),
  openTelemetryOld: TelemetrySource.openTelemetryOld(),
  micrometer: TelemetrySource.micrometer({ podLabel: 'kubernetes_pod_name' }),
  istio: TelemetrySource.istio(),
  linkerdInbound: TelemetrySource.linkerdInbound(),
  linkerdOutbound: TelemetrySource.linkerdOutbound(),
  envoy: TelemetrySource.envoy(),
  custom: TelemetrySource.custom({ sourceName: 'own', requests: 'calls_total', selector: 'app="$server"' }),
};

const base = { uid: 'grpc-load-balancing', title: 'gRPC load balancing' };

const VARIANTS: { [name: string]: DashboardOptions } = {
  'recorded series alone': base,
  'another window': { ...base, window: Duration.minutes(10) },
  ...Object.fromEntries(Object.entries(SOURCES).map(([name, source]) => [name, { ...base, source }])),
};

/** Panels that show something. */
const panelsOf = (json: any) => json.panels.filter(({ type }: any) => type !== 'row');
const expressionsOf = (json: any): string[] =>
  panelsOf(json).flatMap(({ targets }: any) => targets.map(({ expr }: any) => expr));
const queriesOf = (json: any): string[] =>
  json.templating.list.filter(({ type }: any) => type === 'query').map(({ query }: any) => query);

test('the template is what scripts/dashboard.ts builds; if not, run `npm run dashboard`', () => {
  expect(DASHBOARD_TEMPLATE).toEqual(JSON.parse(JSON.stringify(template())));
});

test('every place of the template is one that is filled', () => {
  const places = new Set([...JSON.stringify(DASHBOARD_TEMPLATE).matchAll(/<(\w+)>/g)].map(([, place]) => place));
  const filled = dashboard({ ...base, source: SOURCES.goGrpcMiddleware });
  expect(filled.panels).toHaveLength(DASHBOARD_TEMPLATE.panels.length);
  expect(filled.templating.list).toHaveLength(DASHBOARD_TEMPLATE.templating.list.length);
  expect([...places].sort()).toEqual(
    expect.arrayContaining(['podLabel', 'rawErrors', 'rawRequests', 'ready', 'runbook', 'share', 'source', 'title']),
  );
});

describe.each(Object.entries(VARIANTS))('%s', (_, options) => {
  const json = dashboard(options);
  const panels = panelsOf(json);

  test('nothing is left to fill in', () => {
    expect(JSON.stringify(json)).not.toMatch(/<\w+>|undefined|null,null/);
  });

  test('every panel has a title, a description, a unit and the data source of the variable', () => {
    for (const panel of panels) {
      expect(panel.title).toMatch(/^[A-Z0-9p]/);
      expect(panel.description).toMatch(/[.:].*\.$|^Pods |^Requests /);
      expect(panel.fieldConfig.defaults.unit).toMatch(/^(short|none|string|reqps|percentunit|s)$/);
      expect(panel.datasource).toEqual({ type: 'prometheus', uid: '${datasource}' });
    }
    const descriptions = panels.map(({ description }: any) => description);
    expect(descriptions.filter((text: string) => /[Hh]ealthy: /.test(text)).length).toBeGreaterThanOrEqual(
      panels.length - 2,
    );
  });

  test('ids, titles and queries of a panel are told apart', () => {
    const ids = json.panels.map(({ id }: any) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const titles = json.panels.map(({ title }: any) => title);
    expect(new Set(titles).size).toBe(titles.length);
    for (const { targets } of panels) {
      const refIds = targets.map(({ refId }: any) => refId);
      expect(refIds).toEqual(refIds.map((__: string, index: number) => String.fromCharCode(65 + index)));
    }
  });

  test('panels lie on the grid, and on no other panel', () => {
    const cells = new Set<string>();
    for (const { gridPos } of json.panels) {
      const { x, y, w, h } = gridPos;
      expect(x + w).toBeLessThanOrEqual(24);
      for (let row = y; row < y + h; row++) {
        for (let column = x; column < x + w; column++) {
          expect(cells).not.toContain(`${column}/${row}`);
          cells.add(`${column}/${row}`);
        }
      }
    }
    // No holes, but beside a panel that a source has no metric for.
    const bottom = Math.max(...json.panels.map(({ gridPos }: any) => gridPos.y + gridPos.h));
    expect(cells.size).toBeGreaterThanOrEqual(24 * bottom - 12 * 8);
  });

  test('every line has a legend that names a pod or is a word', () => {
    for (const { type, targets } of panels) {
      if (type !== 'timeseries') continue;
      for (const { legendFormat } of targets) {
        expect(legendFormat).toMatch(/^(\{\{(pod|dst_pod|kubernetes_pod_name|envoy_endpoint_address)\}\}|[a-z ]+)$/);
      }
    }
  });

  test('every variable is used, and none is used that is not there', () => {
    const names = json.templating.list.map(({ name }: any) => name);
    const used = [...JSON.stringify(json).matchAll(/\$\{?(\w+)/g)].map(([, name]) => name);
    const own = used.filter((name) => !name.startsWith('__'));
    expect([...new Set(own)].sort()).toEqual([...names].sort());
  });

  test('every expression is PromQL', () => {
    for (const expr of expressionsOf(json)) {
      expect([expr, promqlFault(expr.replace('$__rate_interval', '5m'))]).toEqual([expr, '']);
    }
  });

  test('recorded series are those that the rules record; counters are read with the interval of the panel', () => {
    const recorded = Object.values(seriesOf({ window: options.window }));
    for (const text of [...expressionsOf(json), ...queriesOf(json)]) {
      for (const [name] of text.matchAll(/grpc_server\w*:[\w:]+/g)) expect(recorded).toContain(name);
      const own = /\{grpc_server="\$server",namespace="\$namespace"\}/;
      const counted = text.includes('rate(');
      expect(counted || own.test(text) || text.startsWith('label_values(') || text.includes('ALERTS{')).toBe(true);
      expect(counted).toBe(text.includes('[$__rate_interval]'));
    }
  });
});

test('the names of recorded series follow the window', () => {
  const expressions = expressionsOf(dashboard({ ...base, window: Duration.minutes(10) }));
  expect(expressions.join()).toContain('grpc_server_pod:requests_share:ratio_rate10m');
  expect(expressions.join()).not.toContain('rate5m');
});

test('without a source there is no row of raw metrics, and no panel of a signal that a source lacks', () => {
  const titles = (options: DashboardOptions) => dashboard(options).panels.map(({ title }: any) => title);
  const raw = [
    'As scraped from go-grpc-middleware',
    'Requests per pod, as scraped',
    'Failed requests per pod, as scraped',
  ];
  const recorded = titles(base);
  expect(recorded).toHaveLength(13);
  expect(titles({ ...base, source: SOURCES.goGrpcMiddleware })).toEqual([...recorded, ...raw]);
  expect(titles({ ...base, source: SOURCES.custom })).toEqual([
    ...recorded,
    'As scraped from own',
    'Requests per pod, as scraped',
  ]);
});

test('raw metrics are those of the pods of the server, without a word of the rules', () => {
  const [requests, errors] = expressionsOf(dashboard({ ...base, source: SOURCES.goGrpcMiddleware })).slice(-2);
  expect(requests).toBe(
    'sum by (pod) (rate(grpc_server_handled_total{namespace="$namespace",pod=~"$server-.*",grpc_service!~"grpc\\\\.health\\\\.v1\\\\.Health"}[$__rate_interval]))',
  );
  expect(errors).toContain(',grpc_code=~"Unknown|');
});

test('the ideal is one over the number of pods', () => {
  const { targets } = dashboard(base).panels.find(({ title }: any) => title === 'Share of the requests per pod');
  expect(targets.map(({ legendFormat, expr }: any) => [legendFormat, expr])).toEqual([
    ['{{pod}}', 'grpc_server_pod:requests_share:ratio_rate5m{grpc_server="$server",namespace="$namespace"}'],
    [
      'ideal',
      '1 / count without (pod) (grpc_server_pod:requests_share:ratio_rate5m{grpc_server="$server",namespace="$namespace"})',
    ],
  ]);
});
