/** How the greeter is synthesized, and where it is put. */
export interface Setting {
  readonly name: string;
  /** Options of variants.ts; those of the example by default. */
  readonly variant?: string;
  /** What the caller's proxy must pick pods by. */
  readonly algorithm?: string;
  /** Settings of the installation; the default profile otherwise. */
  readonly install?: string[];
  readonly kubelet?: string;
  readonly namespaceLabels?: Record<string, string>;
}

export const EXAMPLE: Setting = { name: 'example', algorithm: 'ROUND_ROBIN' };
export const LEAST_REQUEST: Setting = { name: 'least request', variant: 'least-request', algorithm: 'LEAST_REQUEST' };
export const RANDOM: Setting = { name: 'random', variant: 'random', algorithm: 'RANDOM' };
export const V1BETA1: Setting = { name: 'v1beta1', variant: 'v1beta1', algorithm: 'ROUND_ROBIN' };
export const EVERY_OPTION: Setting = { name: 'every option', variant: 'every-option', algorithm: 'ROUND_ROBIN' };
export const OUTLIERS: Setting = { name: 'outlier detection', variant: 'outliers', algorithm: 'ROUND_ROBIN' };
/** The caller lives in another namespace than the server. */
export const TWO_NAMESPACES: Setting = { name: 'two namespaces', variant: 'two-namespaces', algorithm: 'ROUND_ROBIN' };
export const RETRYING: Setting = { name: 'a client that retries', variant: 'retrying' };
export const MONITORED: Setting = { name: 'proxies are monitored', variant: 'monitored' };

/** Where the namespace is labelled the pods need not be. */
export const LABELLED_NAMESPACE: Setting = {
  name: 'labelled namespace',
  variant: 'labelled-namespace',
  namespaceLabels: { 'istio-injection': 'enabled' },
};
export const REVISION: Setting = { name: 'revision', variant: 'revision', install: ['revision=canary'] };

/** Nodes on which Istio's proxy is an ordinary container. */
export const OLD_NODES: Setting = { name: 'Kubernetes 1.32', kubelet: 'v1.32.0' };
export const JOB_ON_OLD_NODES: Setting = { ...OLD_NODES, name: 'a Job, Kubernetes 1.32', variant: 'job' };
export const CNI: Setting = { name: "Istio's CNI plugin", install: ['components.cni.enabled=true'] };
export const CNI_ON_OLD_NODES: Setting = { ...CNI, ...OLD_NODES, name: `${CNI.name}, ${OLD_NODES.name}` };
