import { Fields } from './fields';
import { Manifest } from './manifest';
import { Container } from './container';
import { ConfigMapOf } from './environment';

/** Where each kind has its pod template. */
const TEMPLATES: { [kind: string]: string[] } = {
  Deployment: ['spec', 'template'],
  StatefulSet: ['spec', 'template'],
  DaemonSet: ['spec', 'template'],
  ReplicaSet: ['spec', 'template'],
  ReplicationController: ['spec', 'template'],
  Rollout: ['spec', 'template'],
  Job: ['spec', 'template'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template'],
  Pod: [],
};

/** Knative's Service has the kind of Kubernetes' own, and a pod template. */
const KNATIVE = 'serving.knative.dev';

/** What makes pods. */
export class Workload {
  public readonly labels: Map<string, string>;
  public readonly annotations: Map<string, string>;
  /** Containers that run beside each other, native sidecars among them. */
  public readonly containers: Container[];
  /** Leads to the pod's specification. */
  public readonly specPath: readonly string[];
  public readonly spec: Fields;
  /** Leads to the pod template; empty for a pod. */
  public readonly templatePath: readonly string[];

  private constructor(
    public readonly manifest: Manifest,
    template: string[],
    configMapOf: ConfigMapOf,
  ) {
    const { fields } = manifest;
    this.templatePath = template;
    this.labels = fields.textMap(...template, 'metadata', 'labels');
    this.annotations = fields.textMap(...template, 'metadata', 'annotations');
    this.specPath = [...template, 'spec'];
    this.spec = fields.get(...this.specPath);
    const at = (list: string, index: number) => [...this.specPath, list, String(index)];
    this.containers = [
      ...this.spec.list('initContainers').flatMap((container, index) => {
        const isSidecar = container.text('restartPolicy') === 'Always';
        return isSidecar ? [new Container(container, at('initContainers', index), configMapOf, true)] : [];
      }),
      ...this.spec
        .list('containers')
        .map((container, index) => new Container(container, at('containers', index), configMapOf)),
    ];
  }

  /** The workload that a manifest describes, if it does; ConfigMaps are those of its namespace. */
  public static of(manifest: Manifest, configMapOf: ConfigMapOf): Workload | undefined {
    const template = templateOf(manifest);
    return template && manifest.fields.has(...template, 'spec')
      ? new Workload(manifest, template, configMapOf)
      : undefined;
  }

  /** Pods that are wanted; unknown where there is one for each node. */
  public get replicas(): number | undefined {
    if (this.manifest.kind === 'DaemonSet') return undefined;
    return this.manifest.fields.number('spec', 'replicas') ?? 1;
  }

  /** Whether it keeps pods running, rather than running some to their end. */
  public get isLongRunning(): boolean {
    return !['Job', 'CronJob', 'Pod'].includes(this.manifest.kind);
  }

  /** The Service that a StatefulSet names its pods by. */
  public get governingService(): string | undefined {
    return this.manifest.fields.text('spec', 'serviceName');
  }

  /** Seconds that the kubelet gives a pod to end, the default of Kubernetes included. */
  public get gracePeriod(): number {
    return this.spec.number('terminationGracePeriodSeconds') ?? 30;
  }

  /** Names of the ConfigMaps that its volumes and variables come from. */
  public get configMaps(): string[] {
    const sources = this.spec.list('volumes').flatMap((volume) => [volume, ...volume.list('projected', 'sources')]);
    const volumes = sources.flatMap((source) => source.text('configMap', 'name') ?? []);
    const env = this.containers.flatMap(({ fields }) => [
      ...fields.list('envFrom').flatMap((source) => source.text('configMapRef', 'name') ?? []),
      ...fields.list('env').flatMap((variable) => variable.text('valueFrom', 'configMapKeyRef', 'name') ?? []),
    ]);
    return [...new Set([...volumes, ...env])];
  }
}

function templateOf({ kind, group }: Manifest): string[] | undefined {
  if (kind === 'Service' && group === KNATIVE) return ['spec', 'template'];
  return Object.hasOwn(TEMPLATES, kind) ? TEMPLATES[kind] : undefined;
}
