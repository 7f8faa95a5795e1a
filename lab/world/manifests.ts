import { App, Duration } from 'cdk8s';
import { parseAllDocuments } from 'yaml';
import { LabChart } from '../../examples/lab/chart';
import { LoadBalancing } from '../../src';
import { LocalStrategy, StrategyOptions, strategyOf } from '../strategies';

/** How the experiment is synthesized. */
export interface Settings extends StrategyOptions {
  readonly strategy: LocalStrategy;
  readonly replicas: number;
  /** The capacity of a pod. */
  readonly serviceMs: number;
  readonly slots: number;
  readonly unboundedStreams?: boolean;
}

/** What the emulated cluster takes from the manifests: nothing else tells it what to do. */
export interface Manifests {
  readonly strategy: LocalStrategy;
  readonly replicas: number;
  /** The Deployment's spec, of which the rollout is read. */
  readonly deployment: any;
  /** The container that serves. */
  readonly server: any;
  readonly headless: string;
  /** The Service with a virtual address, if there is one. */
  readonly service?: { readonly name: string; readonly port: number; readonly targetPort: number };
  /** The container of the client. */
  readonly client: any;
  /** The Envoy in the server's pods, or in the client's. */
  readonly serverEnvoy?: Envoy;
  readonly clientEnvoy?: Envoy;
  /** In seconds, as the library computes it: by then a new pod has its share. */
  readonly convergence: number;
  readonly dnsTtl: number;
  /** What the lab's kubelet takes to start a pod, in seconds. */
  readonly podStart: number;
}

export interface Envoy {
  readonly container: any;
  /** The text of envoy.yaml. */
  readonly bootstrap: string;
}

const DOMAIN = 'svc.cluster.local';

/** Synthesizes the experiment for a strategy, and takes the YAML apart. */
export function manifestsOf(settings: Settings): Manifests {
  const { chart, objects } = synthesize(settings);
  const [deployment] = objects.filter(({ kind }) => kind === 'Deployment');
  const [job] = objects.filter(({ kind, metadata }) => kind === 'Job' && metadata.name === 'lab-client');
  const services = objects.filter(({ kind }) => kind === 'Service');
  const headless = services.find(({ spec }) => spec.clusterIP === 'None');
  const service = services.find(({ spec }) => spec.clusterIP !== 'None');
  const { timing } = settings;
  return {
    strategy: settings.strategy,
    replicas: deployment.spec.replicas,
    deployment: deployment.spec,
    server: containerOf(deployment, ({ name }) => name === 'grpc-server'),
    headless: nameOf(headless),
    service: service && serviceOf(service),
    client: containerOf(job, ({ name }) => name === 'caller'),
    serverEnvoy: envoyOf(deployment, objects),
    clientEnvoy: envoyOf(job, objects),
    convergence: chart.server.convergence.toSeconds(),
    dnsTtl: timing?.dnsTtl ?? 0,
    podStart: timing?.podStart ?? 0,
  };
}

const nameOf = ({ metadata }: any) => `${metadata.name}.${metadata.namespace}.${DOMAIN}`;

function serviceOf(service: any): Manifests['service'] {
  const [{ port, targetPort }] = service.spec.ports;
  return { name: nameOf(service), port, targetPort };
}

function synthesize({ strategy, timing, leastRequest, ...rest }: Settings): { chart: LabChart; objects: any[] } {
  const seconds = (value?: number) => (value === undefined ? undefined : Duration.seconds(value));
  const app = new App();
  LoadBalancing.select(app, strategyOf(strategy, { timing, leastRequest }), {
    cluster: { dnsTtl: seconds(timing?.dnsTtl) },
    monitoring: { enabled: false },
  });
  const chart = new LabChart(app, 'lab', {
    ...{ image: 'localhost/lab', replicas: rest.replicas, slots: rest.slots },
    serviceTime: Duration.millis(rest.serviceMs),
    ...{ requests: 1, concurrency: 1 },
    maxConnectionAge: strategy === 'client-side' ? seconds(timing?.maxConnectionAge) : undefined,
    longestRequest: rest.unboundedStreams ? undefined : seconds(timing?.longestRequest),
    minReady: seconds(timing?.minReady),
    unboundedStreams: rest.unboundedStreams,
  });
  const objects = parseAllDocuments(app.synthYaml()).map((document) => document.toJS());
  return { chart, objects };
}

const podOf = (workload: any) => workload.spec.template.spec;

function containerOf(workload: any, matches: (container: any) => boolean): any {
  const { initContainers = [], containers } = podOf(workload);
  return [...initContainers, ...containers].find(matches);
}

/** The Envoy container of a workload, and the ConfigMap that it mounts. */
function envoyOf(workload: any, objects: any[]): Envoy | undefined {
  const container = containerOf(workload, ({ name }) => name === 'grpc-envoy');
  if (!container) return undefined;
  const volume = podOf(workload).volumes.find(({ name }: any) => name === container.volumeMounts[0].name);
  const config = objects.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === volume.configMap.name);
  return { container, bootstrap: config.data['envoy.yaml'] };
}

/** The value of a variable in a container's environment. */
export function valueOf(container: any, variable: string): string | undefined {
  return container.env.find(({ name }: any) => name === variable)?.value;
}
