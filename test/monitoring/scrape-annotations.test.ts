import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Chart } from 'cdk8s';
import { parse } from 'yaml';
import { GrpcClient, GrpcServer, LoadBalancing, monitoring, strategies } from '../../src';
import { plain } from '../errors/case';
import { synthesized } from '../support/synth';

const { MonitorKind } = monitoring;
const { EnvoyPlacement } = strategies;

const OPERATOR = 'use MonitorKind.POD_MONITOR, which scrapes both; without the operator MonitorKind.NONE';
const BY_NAME = "and a scrape job that goes by names of ports (docs/monitoring.md, 'Two ports in one pod')";
const REMEDY = `${OPERATOR}, ${BY_NAME}; or do without one of them, as by leaving out 'metricsPort'`;

function refused(place: string, first: string, second: string): string {
  const what = 'the annotations of a pod have room for one port that is scraped';
  return `[${place}] ${what}, got ${first} and ${second}; ${REMEDY}`;
}

/** An app with one way to scrape all of its pods. */
function scraped(strategy = LoadBalancing.envoySidecar(), monitor = MonitorKind.ANNOTATIONS) {
  const app = new App();
  LoadBalancing.select(app, strategy, { monitoring: { monitor } });
  return { app, chart: new Chart(app, 'shop', { namespace: 'demo' }) };
}

const IMAGE = 'greeter:1';

test("refuses the port of the application beside Envoy's", () => {
  const { chart } = scraped();
  expect(() => new GrpcServer(chart, 'greeter', { image: IMAGE, metricsPort: 9090 })).toThrow(
    refused('shop/greeter/Monitoring', ':19090/stats/prometheus', ':9090/metrics'),
  );
});

test('refuses the port of a server whose pods call others through an Envoy of their own', () => {
  const { app, chart } = scraped(LoadBalancing.envoySidecar({ placement: EnvoyPlacement.CLIENT_POD }));
  const users = new GrpcServer(chart, 'users', { image: IMAGE });
  const greeter = new GrpcServer(chart, 'greeter', { image: IMAGE, metricsPort: 9090 });
  new GrpcClient(chart, 'client', { workload: greeter }).connectTo(users);
  expect(() => app.synthYaml()).toThrow(refused('shop/greeter', ':19090/stats/prometheus', ':9090/metrics'));
});

test.each([
  ['with a path', { 'prometheus.io/path': '/prometheus' }, ':8080/prometheus'],
  ['without a path', {}, ':8080/metrics'],
])('refuses what a workload is annotated by already, %s', (_name, path, address) => {
  const { app, chart } = scraped();
  const annotations = { 'prometheus.io/port': '8080', ...path };
  const workload = plain({ app, chart }, { template: { labels: { app: 'frontend' }, annotations } });
  GrpcServer.fromWorkload(chart, 'greeter', { workload });
  expect(() => app.synthYaml()).toThrow(refused('shop/greeter', address, ':19090/stats/prometheus'));
});

test('refuses annotations that are given for the pods', () => {
  const { app, chart } = scraped();
  new GrpcServer(chart, 'greeter', { image: IMAGE, podAnnotations: { 'prometheus.io/port': '8080' } });
  expect(() => app.synthYaml()).toThrow(refused('shop/greeter', ':8080/metrics', ':19090/stats/prometheus'));
});

test('takes annotations that say the same', () => {
  const { app, chart } = scraped(LoadBalancing.clientSide());
  const podAnnotations = { 'prometheus.io/port': '9090', 'prometheus.io/scrape': 'true' };
  new GrpcServer(chart, 'greeter', { image: IMAGE, metricsPort: 9090, podAnnotations });
  expect(() => app.synthYaml()).not.toThrow();
});

test('both ports have the names by which the scrape job of the docs finds them', () => {
  const docs = readFileSync(join(__dirname, '../../docs/monitoring.md'), 'utf8');
  const [, yaml] = /```yaml\n(scrape_configs:[^`]+)```/.exec(docs)!;
  const [{ relabel_configs: relabelings }] = parse(yaml).scrape_configs;
  const [names] = relabelings;
  const path = relabelings.find((relabeling: any) => relabeling.target_label === '__metrics_path__');

  const { app, chart } = scraped(LoadBalancing.envoySidecar(), MonitorKind.NONE);
  new GrpcServer(chart, 'greeter', { image: IMAGE, metricsPort: 9090 });
  const { spec } = synthesized(app).find(({ kind }) => kind === 'Deployment').spec.template;
  const ports = [...spec.containers, ...spec.initContainers].flatMap((container: any) => container.ports);
  const found = ports.filter(({ name }: any) => new RegExp(`^(${names.regex})$`).test(name));
  expect(found.map(({ name, containerPort }: any) => [name, containerPort])).toEqual([
    ['metrics', 9090],
    ['envoy-stats', 19090],
  ]);
  expect(path).toMatchObject({ regex: 'envoy-stats', replacement: '/stats/prometheus' });
});
