/** Every option does something, the server's win over the app's, and what they do is exact. */
import { App, Chart, Duration } from 'cdk8s';
import { GrpcServer, LoadBalancing, monitoring } from '../../src';
import { everyProp } from '../support/every-prop';
import { synthesized, tree } from '../support/synth';

const { MonitorKind, Readiness, Severity, TelemetrySource } = monitoring;
const minutes = Duration.minutes;

const alert: Required<monitoring.AlertOptions> = {
  enabled: false,
  severity: Severity.CRITICAL,
  for: minutes(7),
  threshold: 7,
  minimumTraffic: 777,
};

const options: Required<monitoring.MonitoringOptions> = {
  enabled: false,
  source: TelemetrySource.micrometer(),
  readiness: Readiness.UP,
  window: minutes(7),
  monitor: MonitorKind.SERVICE_MONITOR,
  scrapeMesh: true,
  scrapeInterval: Duration.seconds(20),
  alertLabels: { team: 'shop' },
  runbookUrl: 'https://runbooks.example/',
  requestsUneven: { enabled: false },
  requestsUnevenForLong: { enabled: false },
  podIdle: { enabled: false },
  connectionsUneven: { enabled: false },
  podSlow: { enabled: false },
  podFailing: { enabled: false },
  metricsMissing: { enabled: false },
  newPodsNotJoined: { enabled: false },
};
const ALERT_OPTIONS = Object.entries(options).flatMap(([option, value]) =>
  (value as monitoring.AlertOptions).enabled === false ? [option] : [],
);

/** What an option needs before it can do something. */
const NEEDS = { connectionsUneven: { source: TelemetrySource.envoy() } };

function server(of: monitoring.MonitoringOptions, app: monitoring.MonitoringOptions = {}, strategy?: any): any[] {
  const { app: root, chart } = tree();
  LoadBalancing.select(root, strategy ?? LoadBalancing.clientSide(), { monitoring: app });
  new GrpcServer(chart, 'greeter', { image: 'greeter:1', metricsPort: 9090, monitoring: of });
  return synthesized(root);
}

function rulesOf(manifests: any[]): any[] {
  return manifests.filter(({ kind }) => kind === 'PrometheusRule').flatMap(({ spec }) => spec.groups.flatMap(rulesIn));
}

function rulesIn({ rules }: any): any[] {
  return rules;
}

const alertOf = (manifests: any[], name: string) => rulesOf(manifests).find((rule) => rule.alert === name);

describe.each([
  ['a server', (given: any) => server(given, {}, LoadBalancing.linkerd())],
  ['the app', (given: any) => server({}, given, LoadBalancing.linkerd())],
  ['a server on its own', (given: any) => standAlone(given)],
])('of %s, every option has an effect', (where, render) => {
  const cases = everyProp(options, (given) => JSON.stringify(render(given)), NEEDS);
  // Linkerd's callers know new pods at once.
  const inert = where === 'a server on its own' ? [] : ['newPodsNotJoined'];

  test.each(cases)('%s', (option, hasEffect) => expect(hasEffect()).toBe(!inert.includes(option)));
});

function standAlone(given: Partial<monitoring.GrpcMonitoringProps>, ofApp: monitoring.MonitoringOptions = {}): any[] {
  const app = new App();
  LoadBalancing.select(app, LoadBalancing.clientSide(), { monitoring: ofApp });
  const chart = new Chart(app, 'chart', { namespace: 'demo' });
  const mesh = { portName: 'proxy', port: 4191, path: '/metrics', scrapedByMesh: true };
  const own = { portName: 'metrics', port: 9090, path: '/metrics' };
  new monitoring.GrpcMonitoring(chart, 'monitoring', { serverName: 'greeter', endpoints: [mesh, own], ...given });
  return synthesized(app);
}

describe('of an alert, every option has an effect', () => {
  test.each(ALERT_OPTIONS)('%s', (option) => {
    const source = TelemetrySource.linkerdInbound();
    const render = (given: any) => JSON.stringify(standAlone({ source, [option]: given }));
    const isRatio = ['podFailing', 'newPodsNotJoined'].includes(option);
    const cases = everyProp({ ...alert, threshold: isRatio ? 0.7 : 7 }, render).filter(
      // Missing is missing, with or without traffic.
      ([prop]) => option !== 'metricsMissing' || prop !== 'minimumTraffic',
    );
    expect(cases.filter(([, hasEffect]) => !hasEffect()).map(([prop]) => prop)).toEqual([]);
  });
});

describe('options of the app and of a server', () => {
  test('the server wins, option by option', () => {
    const rules = server(
      { runbookUrl: 'https://b.example/' },
      { window: minutes(7), runbookUrl: 'https://a.example/' },
    );
    const uneven = alertOf(rules, 'GrpcRequestsUneven');
    expect(uneven.expr).toContain('rate7m');
    expect(uneven.annotations.runbook_url).toBe('https://b.example/GrpcRequestsUneven');
  });

  test('the server wins within an alert, option by option', () => {
    const app = { podIdle: { severity: Severity.INFO, for: minutes(3), minimumTraffic: 77 } };
    const idle = alertOf(server({ podIdle: { for: minutes(9), severity: undefined } }, app), 'GrpcPodIdle');
    expect(idle.for).toBe('9m');
    expect(idle.labels).toEqual({ severity: 'info' });
    expect(idle.expr).toContain('> 77');
  });

  test('what a server leaves undefined is what the app says', () => {
    const app = { window: minutes(7), source: TelemetrySource.micrometer(), podSlow: { enabled: false } };
    const nothing = { window: undefined, source: undefined, podSlow: undefined, alertLabels: undefined };
    expect(server(nothing, app)).toEqual(server({}, app));
  });

  test('a server that leaves its source undefined has that of the strategy', () => {
    expect(server({ source: undefined }, {}, LoadBalancing.istio())).toEqual(server({}, {}, LoadBalancing.istio()));
  });

  test('a server that another tool deploys has those of the app too', () => {
    const monitoringOfApp = { window: minutes(7), podIdle: { severity: Severity.INFO }, alertLabels: { team: 'a' } };
    const rules = standAlone({ podIdle: { for: minutes(9) }, podSlow: { enabled: false } }, monitoringOfApp);
    const idle = alertOf(rules, 'GrpcPodIdle');
    expect(idle).toMatchObject({ for: '9m', labels: { severity: 'info', team: 'a' } });
    expect(idle.expr).toContain('rate7m');
    expect(alertOf(rules, 'GrpcPodSlow')).toBeUndefined();
    expect(standAlone({}, { enabled: false })).toEqual([]);
  });

  test('labels of both are on the alerts, and the same label is that of the server', () => {
    const app = { alertLabels: { team: 'a', tier: '1' } };
    const idle = alertOf(server({ alertLabels: { team: 'b' } }, app), 'GrpcPodIdle');
    expect(idle.labels).toEqual({ team: 'b', tier: '1', severity: 'warning' });
  });

  test('an alert that the app switches off can be switched on for one server', () => {
    const app = { podSlow: { enabled: false } };
    expect(alertOf(server({}, app), 'GrpcPodSlow')).toBeUndefined();
    expect(alertOf(server({ podSlow: { enabled: true } }, app), 'GrpcPodSlow')).toBeDefined();
  });

  test('the p99 of a server with streams that never end is not watched, unless somebody asks for it', () => {
    const streaming = (podSlow?: monitoring.AlertOptions, ofApp?: monitoring.AlertOptions) => {
      const { app, chart } = tree();
      LoadBalancing.select(app, LoadBalancing.clientSide(), { monitoring: { podSlow: ofApp } });
      const props = { image: 'greeter:1', unboundedStreams: true, monitoring: { podSlow } };
      new GrpcServer(chart, 'greeter', props);
      return alertOf(synthesized(app), 'GrpcPodSlow') !== undefined;
    };
    expect(streaming()).toBe(false);
    expect(streaming({ threshold: 5 })).toBe(false);
    expect(streaming({ enabled: true })).toBe(true);
    expect(streaming(undefined, { enabled: true })).toBe(true);
    expect(alertOf(server({}), 'GrpcPodSlow')).toBeDefined();
  });

  test('undefined is no wish', () => {
    expect(server({ podIdle: { threshold: undefined, for: undefined } })).toEqual(server({}));
  });
});

describe('switched off', () => {
  test('nothing is left', () => {
    const kinds = server({ enabled: false }).map(({ kind }) => kind);
    expect(kinds).not.toContain('PrometheusRule');
    expect(kinds).not.toContain('PodMonitor');
  });

  test('without alerts, recorded series stay', () => {
    const alerts = Object.fromEntries(ALERT_OPTIONS.map((option) => [option, { enabled: false }]));
    const rules = rulesOf(server(alerts));
    expect(rules.filter(({ alert }) => alert)).toEqual([]);
    expect(rules.length).toBeGreaterThan(10);
  });
});
