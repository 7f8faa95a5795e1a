import { createHash } from 'node:crypto';
import { parse } from 'yaml';
import { ExpectedApp, ExpectedStrategy } from './expected';

/** Manifests to judge, with the documents inside of them parsed, and what is expected of them. */
export interface Scene {
  readonly objects: any[];
  /** Digest of the text of each ConfigMap. */
  readonly digests: Map<string, string>;
  /** The parsed documents. */
  readonly embedded: Set<any>;
  /** `Kind/name` of the workloads that the app brought. */
  readonly brought: ReadonlySet<string>;
  readonly app: ExpectedApp;
  readonly strategy: ExpectedStrategy;
}

const NOTHING: ExpectedApp = { namespace: '', servers: [], clients: [] };

/** Manifests of which no more is known than what they say themselves. */
export function anyScene(objects: any[], brought: Iterable<string>, strategy: ExpectedStrategy): Scene {
  return sceneOf(objects, brought, NOTHING, strategy);
}

/** Parses what is text in the objects: Envoy's bootstrap, channel arguments, service configs and JSON in annotations. */
export function sceneOf(
  originals: any[],
  brought: Iterable<string>,
  app: ExpectedApp,
  strategy: ExpectedStrategy,
): Scene {
  const objects = structuredClone(originals);
  const digests = new Map<string, string>();
  const embedded = new Set<any>();
  const open = (document: any) => (embedded.add(document), document);
  for (const object of objects) {
    const text = object.data?.['envoy.yaml'];
    if (text !== undefined) {
      digests.set(object.metadata.name, createHash('sha256').update(text).digest('hex'));
      object.data['envoy.yaml'] = open(parse(text));
    }
    if (podTemplate(object)) openPod(podTemplate(object), open);
  }
  return { objects, digests, embedded, brought: new Set(brought), app, strategy };
}

/** The annotation that is JSON. */
export const ISTIO_CONFIG = 'proxy.istio.io/config';

function openPod(template: any, open: (document: any) => any): void {
  const { annotations = {} } = template.metadata;
  if (annotations[ISTIO_CONFIG]) annotations[ISTIO_CONFIG] = open(JSON.parse(annotations[ISTIO_CONFIG]));
  for (const variable of template.spec.containers.flatMap((container: any) => container.env ?? [])) {
    if (!variable.value?.startsWith('{')) continue;
    variable.value = open(JSON.parse(variable.value));
    const config = variable.value['grpc.service_config'];
    if (config !== undefined) variable.value['grpc.service_config'] = JSON.parse(config);
  }
}

/** Where an object says what its pods are like; undefined where it has none. */
export function podTemplate(object: any): any {
  return object.kind === 'PrometheusRule' ? undefined : object.spec?.template;
}

/** The containers that run together in a pod, native sidecars first. */
export function runningContainers(template: any): any[] {
  const sidecars = (template.spec.initContainers ?? []).filter(({ restartPolicy }: any) => restartPolicy === 'Always');
  return [...sidecars, ...template.spec.containers];
}

/** What a pod sees of a container's variable. */
export function variable(container: any, name: string): any {
  return container?.env?.find((candidate: any) => candidate.name === name)?.value;
}

/** Lookups, each of which must find one. */
export function find(scene: Scene, kind: string, name: string): any {
  return scene.objects.find((object) => object.kind === kind && object.metadata?.name === name);
}

export function ofKind(scene: Scene, kind: string): any[] {
  return scene.objects.filter((object) => object.kind === kind);
}

export const ENVOY = 'grpc-envoy';

/** Envoy's container in a pod, which is a native sidecar unless the cluster is too old for them. */
export function envoyOf(template: any): any {
  return [...(template.spec.initContainers ?? []), ...template.spec.containers].find(({ name }) => name === ENVOY);
}
