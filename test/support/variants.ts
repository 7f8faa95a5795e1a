import { ApiObject, App, Chart } from 'cdk8s';
import { parseAllDocuments } from 'yaml';
import { GreeterChart } from '../../examples/greeter/chart';
import { LabChart } from '../../examples/lab/chart';
import { LAB } from '../../examples/lab/settings';
import { GrpcClient, GrpcServerBase, LoadBalancing, SelectOptions, strategies } from '../../src';
import { EverythingChart } from './everything';

const { EnvoyPlacement } = strategies;

/** Every strategy and placement, as in the table of the README. */
export const VARIANTS: { readonly [name: string]: () => strategies.ILoadBalancingStrategy } = {
  'client-side': () => LoadBalancing.clientSide(),
  istio: () => LoadBalancing.istio(),
  linkerd: () => LoadBalancing.linkerd(),
  'envoy-sidecar-server-pod': () => LoadBalancing.envoySidecar({ placement: EnvoyPlacement.SERVER_POD }),
  'envoy-sidecar-client-pod': () => LoadBalancing.envoySidecar({ placement: EnvoyPlacement.CLIENT_POD }),
};

export type DefineChart = (app: App) => Chart;

export const greeter: DefineChart = (app) => new GreeterChart(app, 'greeter');
export const lab: DefineChart = (app) => new LabChart(app, 'lab', LAB);
export const everything: DefineChart = (app) => new EverythingChart(app, 'everything');

/** What `cdk8s synth` of an app writes: its YAML, and the same as objects. */
export interface Synthesized {
  readonly yaml: string;
  readonly objects: any[];
  /** Of each object that does not come from the library, what it would be without the library; by `Kind/name`. */
  readonly brought: Map<string, any>;
}

/** As the example selects it. */
const EXAMPLE: SelectOptions = { cluster: { ruleLabels: { release: 'kube-prometheus-stack' } } };

/** Synthesizes a chart in process. */
export function synth(
  define: DefineChart,
  strategy: strategies.ILoadBalancingStrategy,
  options = EXAMPLE,
): Synthesized {
  const app = new App();
  LoadBalancing.select(app, strategy, options);
  define(app);
  const yaml = app.synthYaml();
  return { yaml, objects: parse(yaml), brought: broughtBy(app) };
}

/** The objects in a file of YAML documents. */
export function parse(yaml: string): any[] {
  return parseAllDocuments(yaml).map((document) => document.toJS());
}

/** A key that tells objects of a namespace apart. */
export function keyOf(object: any): string {
  return `${object.kind}/${object.metadata.name}`;
}

/** The workloads that the app itself defines. The library edits what they render to, so the class still renders them as they were. */
function broughtBy(app: App): Map<string, any> {
  const own = app.node
    .findAll()
    .filter((child): child is ApiObject => ApiObject.isApiObject(child))
    .filter(({ node }) => !node.scopes.some((scope) => scope instanceof GrpcServerBase || scope instanceof GrpcClient));
  return new Map(own.map((object) => [keyOf(object.toJson()), Object.getPrototypeOf(object).toJson.call(object)]));
}
