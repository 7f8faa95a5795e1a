import { ApiObject } from 'cdk8s';
import { IConstruct } from 'constructs';
import { appState } from '../app-state';
import { Place, refuse, Words } from '../errors';
import { objectNamespace } from '../namespace';
import { rendered, renderedBare } from '../synth/rendering';
import { checkSelector, checkTemplate } from '../input/workload-input';
import { onceInSynth } from '../synth/once';

/** Something that runs pods: an object of any cdk8s-plus version, of `cdk8s import`, or a plain `ApiObject`. */
export class Workload {
  public readonly apiObject: ApiObject;
  public readonly kind: string;
  public readonly name: string;
  public readonly namespace: string;

  /** @param user the construct that is about the workload, or in whose scope it will be */
  public constructor(
    workload: IConstruct,
    user: IConstruct,
    private readonly place: Place = user,
  ) {
    this.apiObject = findApiObject(workload, place);
    if (this.apiObject.node.root !== user.node.root)
      refuse(place, "'workload' belongs to another app", workload, 'define this in the app of the workload');
    this.kind = this.apiObject.kind;
    this.name = this.apiObject.name;
    this.namespace = objectNamespace(this.apiObject, place);
  }

  /** Whether the pods of a rendered manifest come to an end by themselves, which an ordinary sidecar would prevent. */
  public runsToCompletion(manifest: any): boolean {
    const { restartPolicy } = this.podTemplate(manifest).spec;
    return ['Job', 'CronJob'].includes(this.kind) || ['Never', 'OnFailure'].includes(restartPolicy);
  }

  /** The pod template in a rendered manifest: where its labels, annotations and containers are. */
  public podTemplate(manifest: any): any {
    const template = this.templateIn(manifest);
    if (!template?.spec) {
      const known = 'Deployment, StatefulSet, DaemonSet, Job, CronJob, Pod, or a kind with spec.template';
      refuse(this.place, "'workload' has no pod template", new Words(`${this.kind}/${this.name}`), `pass a ${known}`);
    }
    template.metadata ??= {};
    checkTemplate(this.place, template);
    return template;
  }

  /**
   * The containers that are known while the app is still being defined.
   *
   * Workloads of cdk8s-plus are asked, as rendering changes them: the terms of a `spread` double.
   */
  public containersSoFar(): any[] {
    const { containers } = this.apiObject.node.scope as any;
    if (!Array.isArray(containers)) return this.podTemplate(renderedBare(this.apiObject)).spec.containers ?? [];
    const asRendered = ({ number, ...port }: any) => ({ ...port, containerPort: number });
    return containers.map(({ name, ports = [] }) => ({ name, ports: ports.map(asRendered) }));
  }

  /** Labels by which Services can find the pods. */
  public podSelector(): { [key: string]: string } {
    const selector = onceInSynth(appState(this.apiObject), this, () => rendered(this.apiObject).spec?.selector ?? {});
    checkSelector(this.place, selector);
    if (selector.matchExpressions?.length > 0 || !selector.matchLabels) {
      const remedy = "give the workload a selector with 'matchLabels' alone";
      refuse(this.place, `the selector of ${this.kind}/${this.name} cannot be that of a Service`, selector, remedy);
    }
    return selector.matchLabels;
  }

  private templateIn(manifest: any): any {
    if (this.kind === 'Pod') return manifest;
    if (this.kind === 'CronJob') return manifest.spec?.jobTemplate?.spec?.template;
    return manifest.spec?.template;
  }
}

function findApiObject(workload: IConstruct, place: Place): ApiObject {
  try {
    return ApiObject.of(workload);
  } catch {
    const remedy = 'pass a GrpcServer, a workload of cdk8s-plus, or an ApiObject';
    refuse(place, "'workload' is no Kubernetes object", workload, remedy);
  }
}
