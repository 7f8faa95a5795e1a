import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Chart, Duration } from 'cdk8s';
import { template } from '../scripts/dashboard';
import { LoadBalancing, monitoring } from '../src';
import { ALERTS } from '../src/monitoring/alerts';
import { dashboard, DashboardOptions } from '../src/monitoring/dashboard';
import { DASHBOARD_TEMPLATE } from '../src/monitoring/dashboard-template.generated';
import { seriesOf } from '../src/monitoring/subject';
import { GreeterChart } from '../examples/greeter/chart';
import { promqlFault } from './support/parse-promql';
import { schemaErrors } from './support/schema';
import { synthesized } from './support/synth';

const { GrpcDashboard, TelemetrySource } = monitoring;

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

test('raw metrics are those of the pods of the server', () => {
  const [requests, errors] = expressionsOf(dashboard({ ...base, source: SOURCES.goGrpcMiddleware })).slice(-2);
  expect(requests).toBe(
    'sum by (pod) (rate(grpc_server_handled_total{namespace="$namespace",job="$server",pod=~"$pod",grpc_service!~"grpc\\\\.health\\\\.v1\\\\.Health"}[$__rate_interval]))',
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

/** The dashboard of a chart in the namespace `monitoring`. */
function define(props?: monitoring.GrpcDashboardProps, select?: (app: App) => void) {
  const app = new App();
  select?.(app);
  const chart = new Chart(app, 'shop', { namespace: 'monitoring' });
  const construct = new GrpcDashboard(chart, 'dashboard', props);
  return { app, chart, construct, manifest: synthesized(app).find(({ kind }) => kind === 'ConfigMap') };
}

const parsed = ({ data }: any) => JSON.parse(Object.values<string>(data)[0]);

describe('GrpcDashboard', () => {
  test('is a ConfigMap that the sidecar of Grafana finds, by default', () => {
    const { manifest, construct } = define();
    expect(manifest.metadata).toEqual({
      name: 'grpc-load-balancing',
      namespace: 'monitoring',
      labels: { grafana_dashboard: '1' },
    });
    expect(Object.keys(manifest.data)).toEqual(['grpc-load-balancing.json']);
    expect(manifest.data['grpc-load-balancing.json']).toBe(construct.json);
    expect(parsed(manifest)).toEqual(dashboard(base));
    expect(schemaErrors(manifest, '1.33')).toEqual([]);
  });

  test('is small enough for `kubectl apply`, and one field a line', () => {
    const { json } = define({ source: SOURCES.goGrpcMiddleware }).construct;
    expect(json.length).toBeLessThan(64 * 1024);
    expect(json.split('\n').length).toBeGreaterThan(500);
  });

  test('takes name, namespace, folder, title and labels', () => {
    const { manifest } = define({
      name: 'balance',
      namespace: 'grafana',
      folder: 'gRPC & more',
      title: 'Who gets what',
      labels: { team: 'payments', grafana_dashboard: 'yes' },
    });
    expect(manifest.metadata).toEqual({
      name: 'balance',
      namespace: 'grafana',
      annotations: { grafana_folder: 'gRPC & more' },
      labels: { grafana_dashboard: 'yes', team: 'payments' },
    });
    expect(parsed(manifest)).toMatchObject({ uid: 'balance', title: 'Who gets what' });
  });

  test('has a uid that Grafana takes, and another one for another name', () => {
    const uids = ['a', 'b'].map((end) => parsed(define({ name: `${'long-'.repeat(10)}${end}` }).manifest).uid);
    expect(uids[0]).toHaveLength(40);
    expect(uids[0]).not.toBe(uids[1]);
  });

  test('reads the window and the runbooks of the whole app', () => {
    const select = (app: App) =>
      LoadBalancing.select(app, LoadBalancing.clientSide(), {
        monitoring: { window: Duration.minutes(10), runbookUrl: 'https://runbooks.acme.dev/' },
      });
    const text = define({}, select).construct.json;
    expect(text).toContain('ratio_rate10m');
    expect(text).not.toContain('rate5m');
    expect(text).toContain('"url": "https://runbooks.acme.dev/${__value.raw}"');
    expect(define({ window: Duration.minutes(7) }, select).construct.json).toContain('ratio_rate7m');
  });

  test('leads to the runbook that the alert itself names', () => {
    const app = new App();
    new GreeterChart(app, 'greeter');
    const rules = synthesized(app).find(({ kind }) => kind === 'PrometheusRule').spec.groups[1].rules;
    const [{ alert, annotations }] = rules;
    const { json } = define().construct;
    const [, link] = /"url": "([^"]+__value[^"]+)"/.exec(json)!;
    expect(link.replace('${__value.raw}', alert)).toBe(annotations.runbook_url);
    expect(ALERTS.map(({ name }) => name)).toContain(alert);
  });

  test('is the same, byte for byte, whenever it is synthesized', () => {
    const props = { source: SOURCES.istio };
    expect(define(props).app.synthYaml()).toBe(define(props).app.synthYaml());
  });

  test('passes through Helm where the output is a chart', () => {
    const { manifest, construct } = define({}, (app) =>
      LoadBalancing.select(app, LoadBalancing.clientSide(), { helm: true }),
    );
    const [text] = Object.values<string>(manifest.data);
    expect(text).toContain('{{`{{`}}pod}}');
    expect(text.replace(/\{\{`(\{+)`\}\}/g, '$1')).toBe(construct.json);
  });

  test.each<[monitoring.GrpcDashboardProps, string]>([
    [
      { name: 'Grafana' },
      "[shop/dashboard] 'name' must be a DNS-1123 subdomain of at most 253 characters, got 'Grafana'; use lower case letters, digits, hyphens and dots, and begin and end with a letter or digit",
    ],
    [
      { namespace: 'Grafana' },
      "[shop/dashboard] 'namespace' must be a DNS label of at most 63 characters, got 'Grafana'; use lower case letters, digits and hyphens, and begin and end with a letter or digit",
    ],
    [{ title: '' }, "[shop/dashboard] 'title' must be text, got ''; name it"],
    [{ folder: ' ' }, "[shop/dashboard] 'folder' must be text, got ' '; name it"],
    [
      { labels: { team: 'a b' } },
      "[shop/dashboard] 'labels' has a bad value for 'team', got 'a b'; use at most 63 letters, digits, hyphens, underscores and dots, and begin and end with a letter or digit",
    ],
    [{ window: Duration.seconds(90) }, "[shop/dashboard] 'window' must be whole minutes, got 90 s; round it"],
  ])('refuses %j', (props, message) => {
    expect(() => define(props)).toThrow(new Error(message));
  });

  test('refuses a chart without a namespace', () => {
    const chart = new Chart(new App(), 'shop');
    expect(() => new GrpcDashboard(chart, 'dashboard')).toThrow(
      new Error(
        "[shop/dashboard] the namespace of the dashboard is not known, got undefined; pass 'namespace', or give the chart one",
      ),
    );
  });

  test('refuses two dashboards of one name', () => {
    const { app, chart } = define();
    new GrpcDashboard(chart, 'again');
    expect(() => app.synthYaml()).toThrow(/ConfigMap 'grpc-load-balancing' of namespace 'monitoring' is defined twice/);
  });
});

test('the ConfigMap as a reviewer sees it', () => {
  const path = join(__dirname, 'dashboard.golden');
  const actual = define({ folder: 'gRPC', source: SOURCES.goGrpcMiddleware }).app.synthYaml();
  if (process.env.UPDATE_GOLDEN === '1' && !process.env.CI) writeFileSync(path, actual);
  expect(actual).toBe(existsSync(path) ? readFileSync(path, 'utf8') : 'write it with UPDATE_GOLDEN=1');
});
