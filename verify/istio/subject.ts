import { synthesize } from '../support/synth';
import { Setting } from './settings';

/** What a check gets, as plain data. */
export interface Subject {
  /** Settings of the installation, as of `istioctl install --set`. */
  install: string[];
  /** Version of the nodes. */
  kubelet: string;
  /** Labels of every namespace. */
  namespaceLabels: Record<string, string>;
  /** What `cdk8s synth` writes. */
  manifests: any[];
}

/** Of the example: the Deployment that calls, and the one that is called. */
export const CALLER = 'frontend';
export const SERVER = 'grpc-server';
/** Of a variant: the Job that calls. */
export const JOB = 'job';

export async function subjectOf(setting: Setting): Promise<Subject> {
  const { install = [], kubelet = NATIVE_SIDECARS, namespaceLabels = {}, variant } = setting;
  const environment = { GRPC_LB_STRATEGY: 'istio', VARIANT: variant ?? '' };
  const manifests = await synthesize(environment, variant && 'verify/istio/variants.ts');
  return { install, kubelet, namespaceLabels, manifests };
}

/** Istio asks for native sidecars where all nodes are of this version. */
const NATIVE_SIDECARS = 'v1.33.0';

/** The object of that kind and name in the manifests. */
export function object({ manifests }: Subject, kind: string, name: string): any {
  const found = manifests.filter((manifest) => manifest.kind === kind && manifest.metadata.name === name);
  if (found.length !== 1) throw new Error(`expected one ${kind} '${name}' in the manifests, got ${found.length}`);
  return found[0];
}

export const rule = (subject: Subject) => object(subject, 'DestinationRule', SERVER);
export const service = (subject: Subject) => object(subject, 'Service', SERVER);
export const template = (subject: Subject, deployment: string) =>
  object(subject, 'Deployment', deployment).spec.template;

/** The first pod of a Deployment, as `namespace/name`. */
export function firstPod(subject: Subject, deployment: string): string {
  return `${object(subject, 'Deployment', deployment).metadata.namespace}/${deployment}-0`;
}

/** The variable of the caller whose name ends so. */
export function variable(subject: Subject, suffix: string): { value: string } {
  const { containers } = template(subject, CALLER).spec;
  const found = containers.flatMap(({ env = [] }: any) => env).find(({ name }: any) => name.endsWith(suffix));
  if (!found) throw new Error(`the caller has no variable …${suffix}`);
  return found;
}
