import { Fact, fact, row, differences, unequal } from './fact';
import { find, ofKind, podTemplate, runningContainers, Scene } from './scene';
import { selected } from './services';

/** Facts about monitors that hold for any app. */
export const MONITOR_FACTS: Fact[] = [
  fact(
    'a PodMonitor scrapes ports that the pods have, by name',
    'Prometheus drops the target without a word',
    function* (scene) {
      for (const monitor of ofKind(scene, 'PodMonitor')) {
        const where = `PodMonitor/${monitor.metadata.name}`;
        const workloads = selected(scene, { spec: { selector: monitor.spec.selector.matchLabels } });
        if (workloads.length !== 1) yield `${where} selects the pods of ${workloads.length} workloads`;
        const names = workloads.flatMap((workload) => portNames(podTemplate(workload)));
        for (const { port } of monitor.spec.podMetricsEndpoints) {
          if (![...names, ...INJECTED].includes(port)) yield `${where}: no container has a port '${port}'`;
        }
      }
    },
  ),

  fact('no port is scraped twice', 'rates double', function* (scene) {
    const scraped = ofKind(scene, 'PodMonitor').flatMap(({ spec }) =>
      selected(scene, { spec: { selector: spec.selector.matchLabels } }).flatMap(({ kind, metadata }) =>
        spec.podMetricsEndpoints.map(({ port }: any) => `${kind}/${metadata.name} ${port}`),
      ),
    );
    const twice = scraped.filter((target, index) => scraped.indexOf(target) !== index);
    if (twice.length > 0) yield `${twice.join(', ')} is scraped twice`;
  }),
];

/** Facts about the monitors of an app that is known. */
export const EXPECTED_MONITOR_FACTS: Fact[] = [
  fact(
    'Prometheus scrapes what counts the requests, under the name of the server',
    'the job has the name of the monitor otherwise, and rules read another',
    function* (scene) {
      for (const { name, selector, endpoints } of expectedMonitors(scene)) {
        const { metadata, spec } = find(scene, 'PodMonitor', name);
        const owner = metadata.labels['app.kubernetes.io/name'];
        // With the server's own job, Envoy that is scraped would hide a server that is not.
        const job = (port: string) => (port === 'envoy-stats' ? `${owner}-proxy` : owner);
        const relabelings = (port: string) => [{ action: 'replace', targetLabel: 'job', replacement: job(port) }];
        yield* differences(`PodMonitor/${name}`, spec, [
          row('selector', { matchLabels: selector }),
          row(
            'podMetricsEndpoints',
            endpoints.map(([port, path]) => ({ port, path, relabelings: relabelings(port) })),
          ),
        ]);
      }
    },
  ),

  fact(
    "the monitor of a client's proxy carries the labels that the operator selects by",
    'it is never loaded, and nothing says so',
    function* (scene) {
      if (scene.strategy.envoyIn !== 'client') return;
      for (const { name } of scene.app.clients) {
        const { metadata } = find(scene, 'PodMonitor', `${name}-grpc-client`);
        const labels = { 'app.kubernetes.io/name': name, release: 'kube-prometheus-stack' };
        yield* unequal(`PodMonitor of ${name}`, metadata.labels, labels);
      }
    },
  ),
];

/** Ports of proxies that a webhook adds: Istio's and Linkerd's. */
const INJECTED = ['http-envoy-prom', 'linkerd-admin'];

interface ExpectedMonitor {
  readonly name: string;
  readonly selector: { [label: string]: string };
  /** Name of the port, and path. */
  readonly endpoints: [string, string][];
}

const ENVOY_STATS: [string, string] = ['envoy-stats', '/stats/prometheus'];

/** What must be scraped: the application if it shows metrics, and every Envoy; the meshes have monitors of their own. */
export function expectedMonitors({ app, strategy }: Scene): ExpectedMonitor[] {
  const ofServers = app.servers.map(({ name, selector, metricsPort }) => ({
    name,
    selector,
    endpoints: [
      ...(strategy.envoyIn === 'server' ? [ENVOY_STATS] : []),
      ...(metricsPort === undefined ? [] : [['metrics', '/metrics'] as [string, string]]),
    ],
  }));
  const clients = strategy.envoyIn === 'client' ? app.clients : [];
  const ofClients = clients.map(({ name }) => ({
    name: `${name}-grpc-client`,
    selector: { 'cdk8s-grpc/client': name },
    endpoints: [ENVOY_STATS],
  }));
  return [...ofServers, ...ofClients].filter(({ endpoints }) => endpoints.length > 0);
}

function portNames(template: any): string[] {
  return runningContainers(template).flatMap(({ ports = [] }) => ports.map(({ name }: any) => name));
}
