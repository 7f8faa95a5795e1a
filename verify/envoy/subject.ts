import { parse, stringify } from 'yaml';
import { synthesize } from '../support/synth';

/** What a check gets of the manifests, as plain data. */
export interface Subject {
  /** The text of envoy.yaml in the ConfigMap. */
  bootstrap: string;
  /** The container that runs Envoy. */
  container: any;
  /** The name of the headless Service, as the cluster's DNS knows it. */
  headless: string;
  /** The server's own container. */
  server: any;
  /** Of the server's pod, in seconds. */
  terminationGracePeriod: number;
  /** The channel options that the client's environment holds. */
  channelOptions: Record<string, string | number>;
  /** Expressions of the PrometheusRules. */
  expressions: string[];
}

/** What `cdk8s synth` writes for Envoy, taken apart. */
export async function subjectOf(environment: Record<string, string>, app?: string): Promise<Subject> {
  const manifests = await synthesize({ GRPC_LB_STRATEGY: 'envoy-sidecar', ...environment }, app);
  const templates = manifests.filter(({ kind }) => kind === 'Deployment').map(({ spec }) => spec.template.spec);
  const containers = templates.flatMap(({ initContainers = [], containers }) => [...initContainers, ...containers]);
  const environmentOf = (suffix: string) =>
    containers.flatMap(({ env = [] }) => env).find(({ name }: any) => name.endsWith(suffix))?.value;
  const { name, namespace } = only(
    manifests.filter(({ kind, spec }) => kind === 'Service' && isHeadless(spec)),
  ).metadata;
  return {
    headless: `${name}.${namespace}.svc.cluster.local`,
    bootstrap: only(manifests.filter(({ kind, data }) => kind === 'ConfigMap' && data['envoy.yaml'])).data[
      'envoy.yaml'
    ],
    container: only(containers.filter(({ name }) => name === 'grpc-envoy')),
    server: only(containers.filter(({ ports = [] }) => ports.some(({ name }: any) => name === 'grpc'))),
    terminationGracePeriod: Math.max(...templates.map((pod) => pod.terminationGracePeriodSeconds ?? 0)),
    channelOptions: JSON.parse(environmentOf('_GRPC_CHANNEL_OPTIONS')),
    expressions: manifests
      .filter(({ kind }) => kind === 'PrometheusRule')
      .flatMap(({ spec }) => spec.groups.flatMap(({ rules }: any) => rules.map(({ expr }: any) => expr))),
  };
}

const isHeadless = ({ clusterIP }: any) => clusterIP === 'None';

function only<T>(found: T[]): T {
  if (found.length !== 1) throw new Error(`expected one in the manifests, got ${found.length}`);
  return found[0];
}

/** Breaks a manifest on purpose. */
export type Break = (subject: Subject) => void;

/** Breaks the bootstrap. */
export function inBootstrap(edit: (config: any) => void): Break {
  return (subject) => {
    const config = parse(subject.bootstrap);
    edit(config);
    subject.bootstrap = stringify(config);
  };
}

/** The first listener's connection manager, its route, and the cluster that it leads to. */
export const managerOf = (config: any) => config.static_resources.listeners[0].filter_chains[0].filters[0].typed_config;
export const routeOf = (config: any) => managerOf(config).route_config.virtual_hosts[0].routes[0].route;
export const clusterOf = (config: any) => config.static_resources.clusters[0];

/** The first port that Envoy listens on. */
export const LISTENER = 19001;

/** A duration of the bootstrap in milliseconds. */
export const milliseconds = (text: string) => parseFloat(text) * 1000;
