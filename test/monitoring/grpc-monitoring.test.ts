/** Servers that other tools deploy, and the monitors of all. */
import { App, Chart, Duration, JsonPatch } from 'cdk8s';
import { Deployment } from 'cdk8s-plus-27';
import { GrpcServer, HealthOptions, HealthProbe, LoadBalancing, monitoring, strategies } from '../../src';
import { schemaErrors } from '../support/schema';
import { synthesized, tree } from '../support/synth';

const { GrpcMonitoring, MonitorKind, OperatorLabels, TelemetrySource } = monitoring;

const METRICS = { portName: 'metrics', port: 9090, path: '/metrics' };
const PROXY = { portName: 'proxy', port: 4191, path: '/stats', scrapedByMesh: true, labelMap: 'x_(.+)' };

function alone(props: Partial<monitoring.GrpcMonitoringProps>) {
  const app = new App();
  LoadBalancing.select(app, LoadBalancing.clientSide(), {
    cluster: { ruleLabels: OperatorLabels.kubePrometheusStack() },
  });
  const chart = new Chart(app, 'chart', { namespace: 'demo' });
  const watched = new GrpcMonitoring(chart, 'monitoring', { serverName: 'greeter', ...props });
  return { watched, manifests: synthesized(app) };
}

const METADATA = {
  name: 'greeter',
  namespace: 'demo',
  labels: { 'app.kubernetes.io/name': 'greeter', release: 'kube-prometheus-stack' },
};

describe('a server that another tool deploys', () => {
  test('gets rules and alerts from its name alone', () => {
    const { watched, manifests } = alone({});
    expect(manifests.map(({ kind, metadata }) => ({ kind, metadata }))).toEqual([
      { kind: 'PrometheusRule', metadata: METADATA },
    ]);
    expect(manifests[0].spec.groups.map(({ name }: any) => name)).toEqual(['greeter.rules', 'greeter.alerts']);
    expect(watched.telemetry.sourceName).toBe('go-grpc-middleware');
    expect(watched.monitor).toBeUndefined();
    expect(watched.podAnnotations).toEqual({});
  });

  test('may be of another namespace, kind and workload', () => {
    const { manifests } = alone({ namespace: 'prod', workloadKind: 'StatefulSet', workloadName: 'store' });
    const [{ metadata, spec }] = manifests;
    expect(metadata.namespace).toBe('prod');
    expect(spec.groups[0].rules[0]).toEqual({
      record: 'grpc_server_pod:ready:count',
      expr: 'max by (pod) (kube_pod_status_ready{condition="true",namespace="prod",pod=~"store-[0-9]+"} == 1)',
      labels: { grpc_server: 'greeter', namespace: 'prod' },
    });
  });

  test('waits for its convergence', () => {
    const { manifests } = alone({ convergence: Duration.minutes(30) });
    const alerts = manifests[0].spec.groups[1].rules;
    expect(alerts.find(({ alert }: any) => alert === 'GrpcRequestsUnevenForLong').for).toBe('40m');
    expect(manifests[0].spec.groups[0].rules[2].expr).toContain('[35m]) == 1)');
  });

  test('carries labels and annotations of its user', () => {
    const { manifests } = alone({ labels: { team: 'shop' }, annotations: { note: 'a' }, endpoints: [METRICS] });
    for (const { metadata } of manifests) {
      expect(metadata).toEqual({
        ...METADATA,
        labels: { ...METADATA.labels, team: 'shop' },
        annotations: { note: 'a' },
      });
    }
  });

  test('switched off, has nothing', () => {
    const { watched, manifests } = alone({ enabled: false, endpoints: [METRICS] });
    expect(manifests).toEqual([]);
    expect(watched.prometheusRule).toBeUndefined();
    expect(watched.telemetry.requests).toBe('grpc_server_handled_total');
  });
});

const JOB = { action: 'replace', targetLabel: 'job', replacement: 'greeter' };

test('a rule can be patched, labelled and annotated by its user', () => {
  const { app, chart } = tree();
  const { prometheusRule } = new GrpcMonitoring(chart, 'monitoring', { serverName: 'greeter' });
  const composed = prometheusRule!.toJson().spec;
  prometheusRule!.metadata.addLabel('team', 'greeting');
  prometheusRule!.addJsonPatch(JsonPatch.replace('/spec/groups/0/name', 'renamed'));
  const [rule] = synthesized(app);
  expect(rule.metadata.labels).toMatchObject({ team: 'greeting' });
  const [recorded, alerts] = composed.groups;
  expect(rule.spec.groups).toEqual([{ ...recorded, name: 'renamed' }, alerts]);
});

describe('a monitor', () => {
  const monitorOf = (props: Partial<monitoring.GrpcMonitoringProps>) =>
    alone({ endpoints: [METRICS], ...props }).manifests.find(({ kind }) => kind !== 'PrometheusRule');

  test('of pods', () => {
    expect(monitorOf({ scrapeInterval: Duration.seconds(75) })).toEqual({
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'PodMonitor',
      metadata: METADATA,
      spec: {
        podMetricsEndpoints: [{ port: 'metrics', path: '/metrics', interval: '1m15s', relabelings: [JOB] }],
        selector: { matchLabels: { 'app.kubernetes.io/name': 'greeter' } },
      },
    });
  });

  test('of a Service, whose ports do not list that of the metrics', () => {
    const serviceSelector = { which: 'headless' };
    expect(monitorOf({ monitor: MonitorKind.SERVICE_MONITOR, serviceSelector })).toEqual({
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'ServiceMonitor',
      metadata: METADATA,
      spec: {
        endpoints: [{ targetPort: 9090, path: '/metrics', relabelings: [JOB] }],
        selector: { matchLabels: serviceSelector },
      },
    });
  });

  test('by annotations of the pods', () => {
    const { watched, manifests } = alone({ endpoints: [METRICS], monitor: MonitorKind.ANNOTATIONS });
    expect(manifests.map(({ kind }) => kind)).toEqual(['PrometheusRule']);
    expect(watched.podAnnotations).toEqual({
      'prometheus.io/path': '/metrics',
      'prometheus.io/port': '9090',
      'prometheus.io/scrape': 'true',
    });
  });

  test('none, where somebody else scrapes', () => {
    const { watched, manifests } = alone({ endpoints: [METRICS], monitor: MonitorKind.NONE });
    expect(manifests.map(({ kind }) => kind)).toEqual(['PrometheusRule']);
    expect(watched.podAnnotations).toEqual({});
  });

  test('leaves the proxy to the monitor of the mesh', () => {
    expect(monitorOf({ endpoints: [PROXY] })).toBeUndefined();
    expect(monitorOf({ endpoints: [PROXY, METRICS] }).spec.podMetricsEndpoints).toHaveLength(1);
  });

  test('of the proxy, if asked for, with the labels that the mesh gives', () => {
    const [proxy, own] = monitorOf({ endpoints: [PROXY, METRICS], scrapeMesh: true }).spec.podMetricsEndpoints;
    expect(proxy).toEqual({
      port: 'proxy',
      path: '/stats',
      relabelings: [JOB, { action: 'labelmap', regex: 'x_(.+)' }],
    });
    expect(own.port).toBe('metrics');
  });

  test('gives a proxy a job of its own, whatever its kind', () => {
    const endpoints = [{ ...METRICS, port: 15090, portName: 'proxy', proxy: true }, METRICS];
    for (const monitor of [MonitorKind.POD_MONITOR, MonitorKind.SERVICE_MONITOR]) {
      const { podMetricsEndpoints, endpoints: ofService } = monitorOf({ endpoints, monitor }).spec;
      const jobs = (podMetricsEndpoints ?? ofService).map(({ relabelings }: any) => relabelings[0].replacement);
      expect(jobs).toEqual(['greeter-proxy', 'greeter']);
    }
  });

  test('picks other pods by labels of theirs', () => {
    const { selector } = monitorOf({ podSelector: { app: 'a' } }).spec;
    expect(selector).toEqual({ matchLabels: { app: 'a' } });
  });
});

/** Whether a server that shows no series at all, though it is probed, is told. */
const watchesProbes = (manifests: any[]) =>
  /unless on \(\) grpc_server_handled_total\{(?!.*grpc_service)/m.test(missingOf(manifests));

function missingOf(manifests: any[]): string {
  const { groups } = manifests.find(({ kind }) => kind === 'PrometheusRule').spec;
  return groups[1].rules.find(({ alert }: any) => alert === 'GrpcMetricsMissing').expr;
}

describe('of a server of this library', () => {
  const STRATEGIES: [string, strategies.ILoadBalancingStrategy][] = [
    ['client-side', LoadBalancing.clientSide()],
    ['istio', LoadBalancing.istio()],
    ['linkerd', LoadBalancing.linkerd()],
    ['envoy-sidecar', LoadBalancing.envoySidecar()],
  ];
  const serverOf = (strategy: strategies.ILoadBalancingStrategy, options: monitoring.MonitoringOptions) => {
    const { app, chart } = tree(strategy);
    const server = new GrpcServer(chart, 'greeter', { image: 'greeter:1', metricsPort: 9090, monitoring: options });
    return { server, manifests: synthesized(app) };
  };

  test.each(STRATEGIES)('%s: each kind of monitor keeps the schemas', (_name, strategy) => {
    for (const monitor of [MonitorKind.POD_MONITOR, MonitorKind.SERVICE_MONITOR, MonitorKind.NONE]) {
      const { manifests } = serverOf(strategy, { monitor, scrapeMesh: true, scrapeInterval: Duration.seconds(15) });
      expect(manifests.flatMap((manifest) => schemaErrors(manifest, '1.33'))).toEqual([]);
    }
  });

  test.each(STRATEGIES)('%s: a ServiceMonitor selects one of its Services', (_name, strategy) => {
    const { manifests } = serverOf(strategy, { monitor: MonitorKind.SERVICE_MONITOR });
    const { spec } = manifests.find(({ kind }) => kind === 'ServiceMonitor');
    const wanted = Object.entries(spec.selector.matchLabels);
    const services = manifests.filter(
      ({ kind, metadata }) => kind === 'Service' && wanted.every(([key, value]) => metadata.labels?.[key] === value),
    );
    expect(services.map(({ metadata }) => metadata.name)).toEqual(['greeter-headless']);
  });

  test.each([
    ['client-side', STRATEGIES[0][1], { metricsPort: 9090 }, '9090'],
    ['istio', STRATEGIES[1][1], { metricsPort: 9090 }, '9090'],
    ['linkerd', STRATEGIES[2][1], { metricsPort: 9090 }, '9090'],
    ['envoy-sidecar', STRATEGIES[3][1], {}, '19090'],
  ])('%s: annotations are on the pods', (_name, strategy, props, port) => {
    const { app, chart } = tree(strategy);
    const options = { monitor: MonitorKind.ANNOTATIONS };
    new GrpcServer(chart, 'greeter', { image: 'greeter:1', monitoring: options, ...props });
    const manifests = synthesized(app);
    expect(manifests.flatMap((manifest) => schemaErrors(manifest, '1.33'))).toEqual([]);
    const { template } = manifests.find(({ kind }) => kind === 'Deployment').spec;
    expect(template.metadata.annotations).toMatchObject({
      'prometheus.io/port': port,
      'prometheus.io/scrape': 'true',
    });
  });

  test('the source is that of the strategy, unless the user knows better', () => {
    const sources = STRATEGIES.map(([, strategy]) => serverOf(strategy, {}).server.monitoring.telemetry.sourceName);
    expect(sources).toEqual(['go-grpc-middleware', 'istio', 'linkerd', 'envoy']);
    const { server } = serverOf(STRATEGIES[3][1], { source: TelemetrySource.micrometer() });
    expect(server.monitoring.telemetry.sourceName).toBe('micrometer');
  });

  test('the kubelet is known to call a port that counts requests, of pods that the library makes', () => {
    const probed = (health?: HealthOptions) => {
      const { app, chart } = tree(LoadBalancing.clientSide());
      new GrpcServer(chart, 'greeter', {
        image: 'greeter:1',
        additionalPorts: [{ name: 'grpc-b', port: 50052 }],
        health,
      });
      return watchesProbes(synthesized(app));
    };
    expect(probed()).toBe(true);
    expect(probed({ port: 50052 })).toBe(true);
    expect(probed({ port: 8086 })).toBe(false);
    expect(probed({ probe: HealthProbe.TCP })).toBe(false);
  });

  test('of an existing workload it is not known who probes it, and of a server elsewhere only if it is said', () => {
    const { app, chart } = tree(LoadBalancing.clientSide());
    const workload = new Deployment(chart, 'legacy', { containers: [{ image: 'legacy:1' }] });
    GrpcServer.fromWorkload(chart, 'greeter', { workload });
    expect(watchesProbes(synthesized(app))).toBe(false);
    expect([{}, { grpcProbes: true }].map((props) => watchesProbes(alone(props).manifests))).toEqual([false, true]);
  });

  test('the port of the metrics may go past the proxy of Istio, a gRPC port may not', () => {
    const past = (port: string) => {
      const { app, chart } = tree(LoadBalancing.istio());
      const podAnnotations = { 'traffic.sidecar.istio.io/excludeInboundPorts': port };
      new GrpcServer(chart, 'greeter', { image: 'greeter:1', metricsPort: 9090, podAnnotations });
      return synthesized(app).find(({ kind }) => kind === 'Deployment').spec.template.metadata.annotations;
    };
    expect(past('9090')).toMatchObject({ 'traffic.sidecar.istio.io/excludeInboundPorts': '9090' });
    expect(() => past('50051')).toThrow('excludeInboundPorts');
  });

  test('alerts follow what the algorithm aims at', () => {
    const thresholds = STRATEGIES.map(([, strategy]) => {
      const rules = JSON.stringify(serverOf(strategy, {}).manifests);
      return /"alert":"GrpcRequestsUneven".*?/.test(rules) && / > (1\.5|1 \+ clamp_max)/.exec(rules)![1];
    });
    // Istio is told to take turns; Linkerd weighs latencies, and cannot be told otherwise.
    expect(thresholds).toEqual(['1.5', '1.5', '1 + clamp_max', '1.5']);
  });
});
