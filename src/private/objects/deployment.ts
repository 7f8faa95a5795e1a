import { ApiObject, Duration, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { GrpcServerProps } from '../../grpc-server-props';
import { GrpcPort } from '../../grpc-server-interface';
import { editRendered } from '../synth/rendering';
import { NAME_LABEL } from '../input/names';

/** What a Deployment is made of. */
export interface DeploymentOptions {
  readonly name: string;
  readonly labels: { [key: string]: string };
  readonly ports: GrpcPort[];
  readonly props: GrpcServerProps;
}

const DEFAULT_RESOURCES: kplus.ContainerResources = {
  cpu: { request: kplus.Cpu.millis(100) },
  memory: { request: Size.mebibytes(128) },
};

/** Makes Services, NetworkPolicies and affinities of cdk8s-plus find the pods by the same label as the Deployment's own selector. */
class ServerDeployment extends kplus.Deployment {
  /** By the label that selects: the one of cdk8s-plus, the hash of a construct path, is taken from the pods. */
  public toPodSelectorConfig(): kplus.PodSelectorConfig {
    const labels = { [NAME_LABEL]: this.matchLabels[NAME_LABEL] };
    return { ...super.toPodSelectorConfig(), labelSelector: kplus.LabelSelector.of({ labels }) };
  }
}

/** The Deployment of a server; what serving asks of the pods is added when it is attached. */
export function createDeployment(
  scope: Construct,
  { name, labels, ports, props }: DeploymentOptions,
): kplus.Deployment {
  const minReady = props.minReady ?? Duration.seconds(5);
  const metrics = props.metricsPort === undefined ? [] : [{ name: 'metrics', number: props.metricsPort }];
  const deployment = new ServerDeployment(scope, 'Deployment', {
    metadata: { name, labels, annotations: props.annotations },
    podMetadata: { labels },
    // The default selector is the hash of a construct path, which cannot be changed once it is in a cluster.
    select: false,
    replicas: props.autoscaling || props.externalAutoscaler ? undefined : (props.replicas ?? 2),
    minReady,
    progressDeadline: progressDeadline(minReady, props.health?.startupTime),
    strategy: kplus.DeploymentStrategy.rollingUpdate({
      maxSurge: kplus.PercentOrAbsolute.percent(25),
      maxUnavailable: kplus.PercentOrAbsolute.absolute(0),
    }),
    containers: [
      {
        name,
        image: props.image,
        imagePullPolicy: kplus.ImagePullPolicy.IF_NOT_PRESENT,
        ports: [...ports.map((port) => ({ name: port.name, number: port.port })), ...metrics],
        resources: props.resources ?? DEFAULT_RESOURCES,
        securityContext: { user: props.user, group: props.user, readOnlyRootFilesystem: props.readOnlyRootFilesystem },
      },
    ],
  });
  deployment.select(kplus.LabelSelector.of({ labels: { [NAME_LABEL]: name } }));
  editRendered(ApiObject.of(deployment), 'object', ({ spec }) => {
    // cdk8s-plus writes a number where it knows of no autoscaler.
    if (props.externalAutoscaler) delete spec.replicas;
    editTemplate(spec.template, name, props);
  });
  return deployment;
}

/** Kubernetes' own 10 min, or what a pod may take to start and to count as ready: a rollout that goes well must not be reported as failed. */
function progressDeadline(minReady: Duration, startupTime = Duration.minutes(2)): Duration {
  return Duration.seconds(Math.max(600, startupTime.toSeconds() + minReady.toSeconds() + 60));
}

/** What cdk8s-plus-27 cannot say. */
function editTemplate({ spec, metadata }: any, name: string, props: GrpcServerProps): void {
  // The hash of a construct path: it would roll the pods whenever a construct is moved.
  delete metadata.labels['cdk8s.io/metadata.addr'];
  for (const container of spec.containers) {
    container.securityContext = { ...container.securityContext, capabilities: { drop: ['ALL'] } };
  }
  spec.securityContext = { ...spec.securityContext, seccompProfile: { type: 'RuntimeDefault' } };
  if (props.serviceAccountName) spec.serviceAccountName = props.serviceAccountName;
  if (props.imagePullSecrets?.length)
    spec.imagePullSecrets = props.imagePullSecrets.map((secret) => ({ name: secret }));
  if (props.topologySpread ?? true) {
    spec.topologySpreadConstraints = ['kubernetes.io/hostname', 'topology.kubernetes.io/zone'].map((topologyKey) => ({
      topologyKey,
      maxSkew: 1,
      whenUnsatisfiable: 'ScheduleAnyway',
      labelSelector: { matchLabels: { [NAME_LABEL]: name } },
      // Counts the pods of the current rollout alone.
      matchLabelKeys: ['pod-template-hash'],
    }));
  }
}
