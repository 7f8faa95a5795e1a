/** The construct: the ConfigMap that holds the dashboard, and what it refuses. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Chart, Duration } from 'cdk8s';
import { GreeterChart } from '../../examples/greeter/chart';
import { LoadBalancing, monitoring } from '../../src';
import { ALERTS } from '../../src/monitoring/alerts';
import { dashboard } from '../../src/monitoring/dashboard';
import { schemaErrors } from '../support/schema';
import { synthesized } from '../support/synth';

const { GrpcDashboard, TelemetrySource } = monitoring;

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
    expect(parsed(manifest)).toEqual(dashboard({ uid: 'grpc-load-balancing', title: 'gRPC load balancing' }));
    expect(schemaErrors(manifest, '1.33')).toEqual([]);
  });

  test('is small enough for `kubectl apply`, and one field a line', () => {
    const { json } = define({ source: TelemetrySource.goGrpcMiddleware() }).construct;
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
    const props = { source: TelemetrySource.istio() };
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
    ['Grafana' as any, "[shop/dashboard] 'props' must be an object, got 'Grafana'; put its options in curly brackets"],
    [
      { labels: 'team' as any },
      "[shop/dashboard] 'labels' must be an object, got 'team'; put its options in curly brackets",
    ],
    [
      { source: 'istio' as any },
      "[shop/dashboard] 'source' must be a TelemetrySource, got 'istio'; pass what a factory of TelemetrySource returns, such as TelemetrySource.micrometer()",
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
  const actual = define({ folder: 'gRPC', source: TelemetrySource.goGrpcMiddleware() }).app.synthYaml();
  if (process.env.UPDATE_GOLDEN === '1' && !process.env.CI) writeFileSync(path, actual);
  expect(actual).toBe(existsSync(path) ? readFileSync(path, 'utf8') : 'write it with UPDATE_GOLDEN=1');
});
