import { ApiObject, Chart, Duration } from 'cdk8s';
import {
  GrpcClient,
  GrpcServer,
  HealthProbe,
  IpFamily,
  LoadBalancing,
  monitoring,
  SelectOptions,
  strategies,
} from '../../src';
import { EverythingChart } from './everything';
import { anyScene, STRATEGIES } from './facts';
import { DefineChart, everything, greeter, keyOf, synth, Synthesized, VARIANTS } from './variants';

/** Paths of emitted leaves by kind; those of pods and workloads under `Workload`. */
export interface EmittedPaths {
  readonly made: Map<string, Set<string>>;
  /** What is at a path of a kind, in any of them, as text. */
  readonly values: Map<string, Set<string>>;
  /** What is added to workloads that exist. */
  readonly added: Set<string>;
}

const IMAGE = 'ghcr.io/acme/greeter:1.4.2';

const { EnvoyAlgorithm, EnvoyPlacement } = strategies;
const { MonitorKind } = monitoring;

const ALL_ISTIO: strategies.IstioOptions = {
  h2Upgrade: true,
  revision: 'canary',
  warmup: Duration.seconds(30),
  localityPriority: ['topology.kubernetes.io/zone'],
  outlierDetection: {},
  connectionPool: {
    maxRequests: 1,
    maxRequestsPerConnection: 1,
    maxRetries: 1,
    connectTimeout: Duration.seconds(1),
    idleTimeout: Duration.seconds(1),
  },
};

const ALL_ENVOY: strategies.EnvoySidecarOptions = {
  algorithm: EnvoyAlgorithm.LEAST_REQUEST,
  maxConnectionDuration: Duration.seconds(5),
  consecutiveServerErrors: 5,
};

const ALL_MONITORING: monitoring.MonitoringOptions = { scrapeInterval: Duration.seconds(15), scrapeMesh: true };

interface Run {
  readonly define: DefineChart;
  readonly strategy: strategies.ILoadBalancingStrategy;
  readonly options?: SelectOptions;
}

/** Every strategy and placement as it is by default, and each with all that can be switched on. */
function runs(): Run[] {
  const byDefault = Object.values(VARIANTS).flatMap((strategy) =>
    [greeter, everything].map((define) => ({ define, strategy: strategy() })),
  );
  const old = { cluster: { kubernetesVersion: '1.28' } };
  const full = { define: everythingByTcp, options: { monitoring: ALL_MONITORING } };
  return [
    ...byDefault,
    { define: job, strategy: LoadBalancing.istio() },
    { define: job, strategy: LoadBalancing.linkerd() },
    { define: plain, strategy: LoadBalancing.clientSide() },
    { ...full, strategy: LoadBalancing.istio(ALL_ISTIO) },
    { ...full, strategy: LoadBalancing.linkerd() },
    { ...full, strategy: LoadBalancing.envoySidecar(ALL_ENVOY) },
    { ...full, strategy: LoadBalancing.clientSide({ resolutionFloor: Duration.seconds(5) }) },
    {
      define: greeter,
      strategy: LoadBalancing.envoySidecar(),
      options: { cluster: { ipFamily: IpFamily.DUAL_STACK } },
    },
    { define: greeter, strategy: LoadBalancing.envoySidecar(), options: old },
    { define: greeter, strategy: LoadBalancing.envoySidecar({ placement: EnvoyPlacement.CLIENT_POD }), options: old },
    {
      define: everything,
      strategy: LoadBalancing.linkerd(),
      options: { monitoring: { monitor: MonitorKind.SERVICE_MONITOR, ...ALL_MONITORING } },
    },
    {
      define: greeter,
      strategy: LoadBalancing.envoySidecar({ placement: EnvoyPlacement.CLIENT_POD }),
      options: { monitoring: { monitor: MonitorKind.ANNOTATIONS } },
    },
  ];
}

/** Servers of which nothing is said that can be left out. */
const plain: DefineChart = (app) => {
  const chart = new Chart(app, 'plain', { namespace: 'demo' });
  new GrpcServer(chart, 'greeter', { image: IMAGE });
  new GrpcServer(chart, 'scaled', { image: IMAGE, autoscaling: { maxReplicas: 4 } });
  return chart;
};

/** The bigger app without the health service, and with a Deployment that was there before. */
const everythingByTcp: DefineChart = (app) =>
  new EverythingChart(app, 'everything', { probe: HealthProbe.TCP, ledgerKind: 'Deployment' });

/** A caller whose pods end by themselves. */
const job: DefineChart = (app) => {
  const chart = new Chart(app, 'job', { namespace: 'demo' });
  const template = { metadata: {}, spec: { containers: [{ name: 'main', image: 'job:1' }] } };
  const metadata = { name: 'job' };
  const workload = new ApiObject(chart, 'Job', { apiVersion: 'batch/v1', kind: 'Job', metadata, spec: { template } });
  new GrpcClient(chart, 'client', { workload }).connectTo(new GrpcServer(chart, 'greeter', { image: 'greeter:1' }));
  return chart;
};

export function emittedPaths(): EmittedPaths {
  const made = new Map<string, Set<string>>();
  const values = new Map<string, Set<string>>();
  const added = new Set<string>();
  for (const { define, strategy, options } of runs())
    collect(synth(define, strategy, options), { made, values, added });
  return { made, values, added };
}

function collect({ objects, brought }: Synthesized, { made, values, added }: EmittedPaths): void {
  for (const object of anyScene(objects, [], STRATEGIES['client-side']).objects) {
    const original = brought.get(keyOf(object));
    const kind = WORKLOADS.includes(object.kind) ? 'Workload' : object.kind;
    const found = made.get(kind) ?? new Set();
    made.set(kind, found);
    // Where Kubernetes has no native sidecars, Envoy is among the other containers.
    for (const [given, value] of leavesOf(object, original)) {
      const path = given.replace('.containers[grpc-envoy]', '.initContainers[grpc-envoy]');
      const key = `${kind} ${path}`;
      values.set(key, (values.get(key) ?? new Set()).add(String(value)));
      found.add(path);
      if (original) added.add(path);
    }
  }
}

const WORKLOADS = ['Deployment', 'StatefulSet', 'Job'];

/** Paths and values of what is not in the original. */
function leavesOf(value: any, original: any, path = ''): [string, unknown][] {
  if (value !== null && typeof value === 'object' && Object.keys(value).length > 0) {
    return Object.entries(value).flatMap(([key, child]) =>
      isOfTheApp(child) ? [] : leavesOf(child, original?.[key], path + step(value, key, child, path)),
    );
  }
  return JSON.stringify(value) === JSON.stringify(original) ? [] : [[path.slice(1), value]];
}

/** What the charts of the tests add to a container themselves. */
function isOfTheApp(child: any): boolean {
  return child?.name === 'POD_NAME';
}

/** Items of a list are all alike, but for Envoy's container and our variables. Keys that people choose are `<yours>`. */
function step(parent: any, key: string, child: any, path: string): string {
  if (Array.isArray(parent)) return `[${itemOf(child, path)}]`;
  if (/\.(labels|annotations|matchLabels|selector)$/.test(path) && key !== 'matchLabels') return `['${ours(key)}']`;
  return /^[\w@$-]+$/.test(key) ? `.${key}` : `['${key}']`;
}

function itemOf(child: any, path: string): string {
  if (child?.name === 'grpc-envoy') return child.name;
  return /\.env$/.test(path) ? child.name.replace(/^.*(?=_GRPC_)/, '<S>') : '';
}

function ours(key: string): string {
  return ['team', 'release', 'app'].includes(key) || key.startsWith('acme.example/') ? '<yours>' : key;
}
