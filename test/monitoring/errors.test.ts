import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Chart, Duration } from 'cdk8s';
import { GrpcServer, LoadBalancing, monitoring } from '../../src';
import { tree } from '../support/synth';

type Wrong = { [option in keyof monitoring.GrpcMonitoringProps]?: any };

function monitor(props: Wrong, namespace: string | undefined = 'demo'): void {
  const chart = new Chart(new App(), 'shop', { namespace });
  new monitoring.GrpcMonitoring(chart, 'monitoring', { serverName: 'greeter', ...props } as any);
}

const AT = '[shop/monitoring]';
const LABEL_NAME = 'use letters, digits and underscores, and begin with a letter';

const CASES: [name: string, props: Wrong, message: string][] = [
  [
    'a namespace that is none',
    { namespace: 'Demo "1"' },
    `${AT} 'namespace' must be a DNS label of at most 63 characters, got 'Demo "1"'; use lower case letters, digits and hyphens, and begin and end with a letter or digit`,
  ],
  ['readiness', { readiness: 'alive' }, `${AT} 'readiness' is unknown, got 'alive'; use kube-state-metrics, up`],
  [
    'monitor',
    { monitor: 'both' },
    `${AT} 'monitor' is unknown, got 'both'; use pod-monitor, service-monitor, annotations, none`,
  ],
  [
    'a window that is too short',
    { window: Duration.seconds(30) },
    `${AT} 'window' must be whole seconds from 60 to 3600, got 30 s; pass a duration in this range`,
  ],
  [
    'a window of no whole minutes',
    { window: Duration.seconds(90) },
    `${AT} 'window' must be whole minutes, got 90 s; round it`,
  ],
  [
    'a window that is no Duration',
    { window: '5m' },
    `${AT} 'window' must be a Duration of cdk8s, got '5m'; pass one such as 'Duration.seconds(30)'`,
  ],
  [
    'scrapes that are too rare',
    { scrapeInterval: Duration.minutes(6) },
    `${AT} 'scrapeInterval' must be whole seconds from 1 to 300, got 360 s; pass a duration in this range`,
  ],
  [
    'scrapes that are too rare for the window',
    { scrapeInterval: Duration.seconds(76) },
    `${AT} 'window' must hold 4 scrapes, at least 304 s, got 300 s; lengthen it, or shorten 'scrapeInterval'`,
  ],
  [
    'a label with a name of Kubernetes',
    { alertLabels: { 'acme.dev/team': 'a' } },
    `${AT} 'alertLabels' has a name that Prometheus does not take, got 'acme.dev/team'; ${LABEL_NAME}`,
  ],
  [
    'a label with a name that Prometheus keeps for itself',
    { alertLabels: { __team: 'a' } },
    `${AT} 'alertLabels' has a name that Prometheus does not take, got '__team'; ${LABEL_NAME}`,
  ],
  [
    'a label that tells servers apart',
    { alertLabels: { grpc_server: 'a' } },
    `${AT} 'alertLabels' has a label that the alerts have already, got 'grpc_server'; choose another name`,
  ],
  [
    'a label that is no text',
    { alertLabels: { team: 1 } },
    `${AT} 'alertLabels' must have text for 'team', got 1; put it in quotes`,
  ],
  [
    'a runbook that is no URL',
    { runbookUrl: 'runbooks' },
    `${AT} 'runbookUrl' must be the beginning of a URL, got 'runbooks'; pass one such as 'https://runbooks.acme.dev/'`,
  ],
  [
    'a severity',
    { podIdle: { severity: 'page' } },
    `${AT} 'podIdle.severity' is unknown, got 'page'; use critical, warning, info`,
  ],
  [
    'a time that is too long',
    { podSlow: { for: Duration.days(2) } },
    `${AT} 'podSlow.for' must be whole seconds from 0 to 86400, got 172800 s; pass a duration in this range`,
  ],
  [
    'a threshold below 0',
    { podIdle: { threshold: -1 } },
    `${AT} 'podIdle.threshold' must be a number from 0, got -1; correct it`,
  ],
  ...['requestsUneven', 'requestsUnevenForLong', 'connectionsUneven', 'podSlow'].map(
    (option): [string, Wrong, string] => [
      `a threshold of ${option} that even pods pass`,
      { [option]: { threshold: 0.99 } },
      `${AT} '${option}.threshold' must be a number from 1, got 0.99; correct it`,
    ],
  ),
  [
    'a ratio of failures that no pod passes',
    { podFailing: { threshold: 5 } },
    `${AT} 'podFailing.threshold' must be a number from 0 and below 1, got 5; correct it`,
  ],
  [
    'a ratio that new pods are always below',
    { newPodsNotJoined: { threshold: 50 } },
    `${AT} 'newPodsNotJoined.threshold' must be a number above 0 and below 1, got 50; correct it`,
  ],
  [
    'a ratio that new pods are never below',
    { newPodsNotJoined: { threshold: 0 } },
    `${AT} 'newPodsNotJoined.threshold' must be a number above 0 and below 1, got 0; correct it`,
  ],
  [
    'a threshold that is no number',
    { metricsMissing: { threshold: '2' } },
    `${AT} 'metricsMissing.threshold' must be a number from 0, got '2'; correct it`,
  ],
  [
    'traffic that an alert does not wait for',
    { metricsMissing: { minimumTraffic: 5 } },
    `${AT} 'metricsMissing.minimumTraffic' has no effect, got 5; leave it out`,
  ],
  ...([0, null, ''] as const).map((window): [string, Wrong, string] => [
    `a window that is ${JSON.stringify(window)}`,
    { window },
    `${AT} 'window' must be a Duration of cdk8s, got ${window === '' ? "''" : window}; pass one such as 'Duration.seconds(30)'`,
  ]),
  [
    'an empty time between scrapes',
    { scrapeInterval: '' },
    `${AT} 'scrapeInterval' must be a Duration of cdk8s, got ''; pass one such as 'Duration.seconds(30)'`,
  ],
  [
    'a time of an alert that is 0',
    { podIdle: { for: 0 } },
    `${AT} 'podIdle.for' must be a Duration of cdk8s, got 0; pass one such as 'Duration.seconds(30)'`,
  ],
  [
    'a list of runbooks',
    { runbookUrl: ['https://runbooks.acme.dev/'] },
    `${AT} 'runbookUrl' must be the beginning of a URL, got 'https://runbooks.acme.dev/'; pass one such as 'https://runbooks.acme.dev/'`,
  ],
  ...(['', 'x(+', null] as const).map((workloadName): [string, Wrong, string] => [
    `a name of a workload that is ${JSON.stringify(workloadName)}`,
    { workloadName },
    `${AT} 'workloadName' must be a DNS-1123 subdomain of at most 253 characters, got ${workloadName === null ? null : `'${workloadName}'`}; use lower case letters, digits, hyphens and dots, and begin and end with a letter or digit`,
  ]),
  [
    'a label of an object that is a number',
    { labels: { team: 5 } },
    `${AT} 'labels' has a bad value for 'team', got 5; put it in quotes`,
  ],
  [
    'an annotation that is a flag',
    { annotations: { x: true } },
    `${AT} 'annotations' must have text for 'x', got true; put it in quotes`,
  ],
  ...(['podSelector', 'serviceSelector'] as const).map((prop): [string, Wrong, string] => [
    `a ${prop} with a number`,
    { [prop]: { a: 1 } },
    `${AT} '${prop}' has a bad value for 'a', got 1; put it in quotes`,
  ]),
  [
    'an endpoint whose port has no name',
    { endpoints: [{ portName: '', port: 1, path: '/metrics' }] },
    `${AT} 'endpoints[0].portName' must be the name of a container port, got ''; use at most 15 lower case letters, digits and single hyphens, one letter at least`,
  ],
  [
    'an endpoint without a path',
    { endpoints: [{ portName: 'metrics', port: 1, path: '' }] },
    `${AT} 'endpoints[0].path' must be a path that begins with '/', got ''; pass one such as '/metrics'`,
  ],
  ...(['proxy', 'scrapedByMesh'] as const).map((flag): [string, Wrong, string] => [
    `an endpoint whose ${flag} is a word`,
    { endpoints: [{ portName: 'metrics', port: 1, path: '/metrics', [flag]: 'no' }] },
    `${AT} 'endpoints[0].${flag}' must be true or false, got 'no'; pass one of them, without quotes`,
  ]),
  [
    'an endpoint with an empty map of labels',
    { endpoints: [{ portName: 'metrics', port: 1, path: '/metrics', labelMap: '' }] },
    `${AT} 'endpoints[0].labelMap' must be a regular expression, got ''; pass one such as '__meta_kubernetes_pod_label_(.+)'`,
  ],
  [
    'traffic that is no number',
    { podFailing: { minimumTraffic: NaN } },
    `${AT} 'podFailing.minimumTraffic' must be a number from 0, got NaN; correct it`,
  ],
  [
    'an alert that is a flag',
    { podIdle: false },
    `${AT} 'podIdle' must be an object, got false; put its options in curly brackets`,
  ],
  [
    'an alert that is switched off by text',
    { podIdle: { enabled: 'false' } },
    `${AT} 'podIdle.enabled' must be true or false, got 'false'; pass one of them, without quotes`,
  ],
  [
    'a source that is a word',
    { source: 'istio' },
    `${AT} 'source' must be a TelemetrySource, got 'istio'; pass what a factory of TelemetrySource returns, such as TelemetrySource.micrometer()`,
  ],
  [
    'a source whose factory was not called',
    { source: monitoring.TelemetrySource.micrometer },
    `${AT} 'source' must be a TelemetrySource, got a function; pass what a factory of TelemetrySource returns, such as TelemetrySource.micrometer()`,
  ],
  [
    'a convergence that is a number',
    { convergence: 600 },
    `${AT} 'convergence' must be a Duration of cdk8s, got 600; pass one such as 'Duration.seconds(30)'`,
  ],
  [
    'endpoints that are one',
    { endpoints: { portName: 'metrics', port: 9090 } },
    `${AT} 'endpoints' must be a list, got {"portName":"metrics","port":9090}; put it in square brackets`,
  ],
  [
    'an endpoint that has no port',
    { endpoints: [{ portName: 'metrics', path: '/metrics' }] },
    `${AT} 'endpoints[0].port' must be a whole number from 1 to 65535, got undefined; pass one in this range`,
  ],
  [
    'a kind in lower case, whose pods would be none',
    { workloadKind: 'statefulset' },
    `${AT} 'workloadKind' must be a kind of Kubernetes, got 'statefulset'; write it as manifests do, such as 'StatefulSet'`,
  ],
  [
    'a name that no Service can have',
    { serverName: '3d' },
    `${AT} 'serverName' must be a DNS-1035 label, got '3d'; use lower case letters, digits and hyphens, begin with a letter and end with a letter or digit`,
  ],
];

test.each(CASES)('fails because of %s', (_name, props, message) => {
  expect(() => monitor(props)).toThrow(new Error(message));
});

test.each([
  [undefined, "'telemetry' must be an object, got undefined; put its options in curly brackets"],
  [
    { requests: 'rate(calls_total[5m])' },
    "'requests' must be the name of a metric, got 'rate(calls_total[5m])'; pass one such as 'acme_requests_total'",
  ],
  [
    { selector: '{app="greeter"}' },
    `'selector' must be matchers of labels without the braces around them, got '{app="greeter"}'; pass such as 'namespace="demo",job="greeter"'`,
  ],
  [
    { errors: { metric: 'calls_total', selector: 5 } },
    `'errors.selector' must be matchers of labels without the braces around them, got 5; pass such as 'namespace="demo",job="greeter"'`,
  ],
  [
    { latency: { buckets: '' } },
    "'latency.buckets' must be the name of a metric, got ''; pass one such as 'acme_requests_total'",
  ],
  [
    { connections: 'open' },
    "'connections.metric' must be the name of a metric, got undefined; pass one such as 'acme_requests_total'",
  ],
  [
    { podLabel: 'kubernetes-pod' },
    "'podLabel' must be the name of a label in Prometheus, got 'kubernetes-pod'; use letters, digits and underscores, and begin with a letter or underscore",
  ],
  [
    { podLabelIsAddress: 'no' },
    "'podLabelIsAddress' must be true or false, got 'no'; pass one of them, without quotes",
  ],
  [
    { presence: { metric: '' } },
    "'presence.metric' must be the name of a metric, got ''; pass one such as 'acme_requests_total'",
  ],
  [
    { probedSelector: 5 },
    `'probedSelector' must be matchers of labels without the braces around them, got 5; pass such as 'namespace="demo",job="greeter"'`,
  ],
  [
    { upSelector: '{job="a"}' },
    `'upSelector' must be matchers of labels without the braces around them, got '{job="a"}'; pass such as 'namespace="demo",job="greeter"'`,
  ],
])('a source of %j is refused', (wrong, message) => {
  const own = { sourceName: 'own', requests: 'calls_total', selector: 'app="greeter",pod=~"a{2}"' };
  const custom = (telemetry: any) => () => monitoring.TelemetrySource.custom(telemetry);
  expect(custom(own)).not.toThrow();
  expect(custom(wrong && { ...own, ...wrong })).toThrow(new Error(`[TelemetrySource.custom] ${message}`));
});

test('options of a source that are none are refused', () => {
  expect(() => monitoring.TelemetrySource.micrometer('pod' as any)).toThrow(
    new Error("[TelemetrySource] 'options' must be an object, got 'pod'; put its options in curly brackets"),
  );
});

const { TelemetrySource } = monitoring;

test.each([
  ['podLabel', 'kubernetes-pod', TelemetrySource.micrometer],
  ['podLabel', '', TelemetrySource.envoy],
  ['namespaceLabel', '', TelemetrySource.linkerdInbound],
  ['codeLabel', '5xx', TelemetrySource.istio],
  ['serviceLabel', 'grpc.service', TelemetrySource.goGrpcMiddleware],
  ['jobLabel', 'the job', TelemetrySource.openTelemetry],
] as const)('a source whose %s is %j is refused', (option, label, factory) => {
  expect(() => factory({ [option]: label })).toThrow(
    new Error(
      `[TelemetrySource] '${option}' must be the name of a label in Prometheus, got '${label}'; use letters, digits and underscores, and begin with a letter or underscore`,
    ),
  );
});

test('options of a server are checked as they are given, before those of the app come in', () => {
  const { app, chart } = tree();
  const ofApp = { podIdle: { threshold: 1 }, alertLabels: { team: 'a' } };
  LoadBalancing.select(app, LoadBalancing.clientSide(), { monitoring: ofApp });
  const server = (options: any) => () => new GrpcServer(chart, 'greeter', { image: 'greeter:1', monitoring: options });
  const tail = 'put its options in curly brackets';
  expect(server({ podIdle: 'off' })).toThrow(`[shop/greeter] 'podIdle' must be an object, got 'off'; ${tail}`);
  chart.node.tryRemoveChild('greeter');
  expect(server({ alertLabels: 5 })).toThrow(`[shop/greeter] 'alertLabels' must be an object, got 5; ${tail}`);
});

test('two of one name in a namespace are refused', () => {
  const app = new App();
  const chart = new Chart(app, 'shop', { namespace: 'demo' });
  for (const id of ['one', 'two']) new monitoring.GrpcMonitoring(chart, id, { serverName: 'greeter' });
  expect(() => app.synthYaml()).toThrow(
    "PrometheusRule 'greeter' of namespace 'demo' is defined twice, got 'shop/one/PrometheusRule' and 'shop/two/PrometheusRule'; rename one of them",
  );
});

test('a window of a dashboard that is 0 is refused', () => {
  const chart = new Chart(new App(), 'shop', { namespace: 'demo' });
  expect(() => new monitoring.GrpcDashboard(chart, 'dashboard', { window: 0 as any })).toThrow(
    new Error("[shop/dashboard] 'window' must be a Duration of cdk8s, got 0; pass one such as 'Duration.seconds(30)'"),
  );
});

test('fails without props', () => {
  const chart = new Chart(new App(), 'shop', { namespace: 'demo' });
  expect(() => new monitoring.GrpcMonitoring(chart, 'monitoring', undefined as any)).toThrow(
    new Error(`${AT} 'props' must be an object, got undefined; put its options in curly brackets`),
  );
});

test('an option for the whole app fails where it is given', () => {
  const select = () =>
    LoadBalancing.select(new App(), LoadBalancing.clientSide(), { monitoring: { runbookUrl: 'runbooks' } });
  expect(select).toThrow(
    new Error(
      "[App] 'runbookUrl' must be the beginning of a URL, got 'runbooks'; pass one such as 'https://runbooks.acme.dev/'",
    ),
  );
});

test('a server may lengthen the window for scrapes that are rare in the whole app', () => {
  const { app, chart } = tree();
  const scrapeInterval = Duration.minutes(2);
  LoadBalancing.select(app, LoadBalancing.clientSide(), { monitoring: { scrapeInterval } });
  const server = (id: string, options: monitoring.MonitoringOptions) => () =>
    new GrpcServer(chart, id, { image: 'greeter:1', monitoring: options });
  expect(server('slow', { window: Duration.minutes(8) })).not.toThrow();
  expect(server('greeter', {})).toThrow("'window' must hold 4 scrapes, at least 480 s, got 300 s");
});

test('a namespace of the props does without that of the chart', () => {
  expect(() => monitor({ namespace: 'other' }, undefined)).not.toThrow();
});

test('every place from which an error can come has a case', () => {
  const places = ['monitoring-input', 'watched-input', 'telemetry-input', 'grpc-monitoring'].map((file) => {
    const text = readFileSync(join(__dirname, `../../src/monitoring/${file}.ts`), 'utf8');
    return text.match(/\brefuse\(|\bcheck(Durations?|Choice|Flag|Port|Labels|Annotations|ObjectName|ServiceName)\(/g)!
      .length;
  });
  // A new place changes these numbers, and needs a case above.
  expect(places).toEqual([16, 12, 4, 1]);
});
