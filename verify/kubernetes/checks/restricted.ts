import { find, Output } from '../../support/outputs';
import { SHOP } from '../apps';
import { KubernetesCheck } from '../check';
import { Gitops } from '../gitops';

/** Pods of every emitted template are let into a namespace in which the Pod Security standard `restricted` is enforced. */
export const restricted: KubernetesCheck = {
  name: 'kubernetes/restricted',
  apps: [SHOP],
  run: async (gitops, outputs) =>
    `${await admitAll(gitops, outputs)} pods of ${outputs.length} strategies are admitted`,
  controls: [
    {
      broken: 'a server that may gain privileges',
      app: SHOP,
      edit: (outputs) =>
        (podOf(outputs, 'client-side').containers[0].securityContext.allowPrivilegeEscalation = undefined),
      says: /client-side: Pod .*violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false/,
    },
    {
      broken: 'no seccomp profile',
      app: SHOP,
      edit: (outputs) => delete podOf(outputs, 'linkerd').securityContext.seccompProfile,
      says: /linkerd: Pod .*violates PodSecurity "restricted:latest": seccompProfile/,
    },
    {
      broken: 'an Envoy with capabilities',
      app: SHOP,
      edit: (outputs) => {
        const { initContainers } = podOf(outputs, 'envoy-sidecar server-pod');
        delete initContainers[0].securityContext.capabilities;
      },
      says: /server-pod: Pod .*violates PodSecurity "restricted:latest": unrestricted capabilities \(container "grpc-envoy"/,
    },
  ],
};

/** With what Istio injects if its CNI plugin is installed. */
export const restrictedIstio: KubernetesCheck = {
  name: 'kubernetes/restricted-istio',
  apps: [SHOP],
  run: async (gitops, outputs) => {
    const meshed = structuredClone(outputs.filter(({ name }) => name === 'istio'));
    for (const spec of injectedPods(meshed)) spec.initContainers = [VALIDATION, ...(spec.initContainers ?? []), PROXY];
    return `${await admitAll(gitops, meshed)} pods with Istio's proxy are admitted`;
  },
  controls: [
    {
      broken: 'Istio without its CNI plugin',
      app: SHOP,
      edit: (outputs) => {
        for (const spec of injectedPods(outputs)) spec.initContainers = [INIT];
      },
      says: /istio: Pod .*violates PodSecurity .*container "istio-init" must not include "NET_ADMIN"/,
    },
  ],
};

const UNPRIVILEGED = {
  allowPrivilegeEscalation: false,
  privileged: false,
  capabilities: { drop: ['ALL'] },
  readOnlyRootFilesystem: true,
  runAsNonRoot: true,
  runAsUser: 1337,
  runAsGroup: 1337,
};

/** What decides about admission of what Istio's injection template gives: with the plugin, without it, and in both cases. */
const VALIDATION = { name: 'istio-validation', image: 'docker.io/istio/proxyv2:1.31.4', securityContext: UNPRIVILEGED };
const INIT = {
  ...VALIDATION,
  name: 'istio-init',
  securityContext: {
    ...UNPRIVILEGED,
    capabilities: { add: ['NET_ADMIN', 'NET_RAW'], drop: ['ALL'] },
    readOnlyRootFilesystem: false,
    runAsNonRoot: false,
    runAsUser: 0,
    runAsGroup: 0,
  },
};
const PROXY = { ...VALIDATION, name: 'istio-proxy', restartPolicy: 'Always' };

/** The pods that ask for injection. */
function injectedPods(outputs: Output[]): any[] {
  const templates = templatesOf(outputs.flatMap(({ manifests }) => manifests)).map(({ template }) => template);
  const pods = templates.filter(({ metadata }) => metadata.labels['sidecar.istio.io/inject'] === 'true');
  if (!pods.length) throw new Error('no pod asks for injection');
  return pods.map(({ spec }) => spec);
}

const NAMESPACE = 'restricted';

async function admitAll(gitops: Gitops, outputs: Output[]): Promise<number> {
  await gitops.createNamespace(NAMESPACE, { 'pod-security.kubernetes.io/enforce': 'restricted' });
  let pods = 0;
  await gitops.each(outputs, async ({ manifests }) => {
    for (const { name, template } of templatesOf(manifests)) {
      const metadata = { ...template.metadata, name: `${name}-0`, namespace: NAMESPACE };
      await gitops.api.admit({ apiVersion: 'v1', kind: 'Pod', ...template, metadata });
      pods++;
    }
  });
  return pods;
}

function templatesOf(manifests: any[]): { name: string; template: any }[] {
  return manifests
    .filter(({ spec }) => spec?.template?.spec)
    .map(({ metadata: { name }, spec: { template } }) => ({ name, template }));
}

const podOf = (outputs: Output[], strategy: string) =>
  find(outputs, strategy, 'Deployment', 'catalog').spec.template.spec;
