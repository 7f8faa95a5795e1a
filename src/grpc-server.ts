import { ApiObject, Duration } from 'cdk8s';
import { Container, Deployment, HorizontalPodAutoscaler } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { GrpcServerBase } from './grpc-server-base';
import { AutoscalingOptions, GrpcServerAttributes, GrpcServerProps, GrpcWorkloadProps } from './grpc-server-props';
import { GrpcTls } from './grpc-tls';
import { GrpcPort, IGrpcServer } from './grpc-server-interface';
import { createAutoscaler } from './private/autoscaler';
import { createDeployment } from './private/deployment';
import { createDisruptionBudget } from './private/disruption-budget';
import { refuse, Words } from './private/errors';
import { Workload } from './private/kube';
import {
  checkDuration,
  checkImage,
  checkInteger,
  checkNamespace,
  checkObjectName,
  checkServiceName,
} from './private/names';
import { checkShapes, checkStruct, checkTls } from './private/shapes';
import { checkResources } from './private/sizes';
import { checkDurations, HEADLESS_SUFFIX, portsOf } from './private/server-checks';

/** A gRPC server: its Deployment, its Services, its alerts, and what the selected strategy adds. */
export class GrpcServer extends GrpcServerBase {
  /** A server that an existing workload runs; what the strategy needs is added to it. */
  public static fromWorkload(scope: Construct, id: string, props: GrpcWorkloadProps): GrpcServerBase {
    return new WorkloadGrpcServer(scope, id, props);
  }

  /** A server that another app or repository describes. Nothing is emitted for it. */
  public static fromServerAttributes(scope: Construct, id: string, attributes: GrpcServerAttributes): IGrpcServer {
    return new ImportedGrpcServer(scope, id, attributes);
  }

  /** The Deployment. */
  public readonly deployment: Deployment;
  /** The container that serves: for environment variables and volumes. */
  public readonly container: Container;
  /** The autoscaler, if `autoscaling` was given. */
  public readonly horizontalPodAutoscaler?: HorizontalPodAutoscaler;
  /** The disruption budget, if there is one. */
  public readonly podDisruptionBudget?: ApiObject;

  public constructor(scope: Construct, id: string, props: GrpcServerProps) {
    const name = props?.name ?? id;
    super(scope, id, { ...props, workloadKind: 'Deployment', workloadName: name });
    checkProps(this, props);
    const labels = this.objectLabels;
    this.deployment = createDeployment(this, { name, labels, ports: this.ports, props });
    this.container = this.deployment.containers[0];
    this.attach(this.deployment, name, false);
    this.horizontalPodAutoscaler =
      props.autoscaling &&
      createAutoscaler(this, {
        ...props.autoscaling,
        deployment: this.deployment,
        labels,
        annotations: props.annotations,
      });
    this.podDisruptionBudget = createDisruptionBudget(this, { name, namespace: this.namespace, labels, props });
  }
}

class WorkloadGrpcServer extends GrpcServerBase {
  public constructor(scope: Construct, id: string, props: GrpcWorkloadProps) {
    const place = `${scope.node.path}/${id}`;
    const workload = new Workload(props?.workload, place);
    if (workload.runsToCompletion || workload.kind === 'Pod') {
      refuse(
        place,
        'a server must be run by a workload that keeps its pods',
        new Words(workload.kind),
        'pass a Deployment, StatefulSet or DaemonSet',
      );
    }
    super(scope, id, { ...props, workloadKind: workload.kind, workloadName: workload.name });
    if (workload.namespace !== this.namespace) {
      const remedy = 'define the server in the chart of its workload';
      refuse(
        this,
        `the workload is not in the namespace '${this.namespace}' of the server's chart`,
        workload.namespace,
        remedy,
      );
    }
    this.attach(props.workload, props.container);
  }
}

class ImportedGrpcServer extends Construct implements IGrpcServer {
  public readonly serverName: string;
  public readonly namespace: string;
  public readonly ports: GrpcPort[];
  public readonly serviceName: string;
  public readonly headlessServiceName: string;
  public readonly tls: GrpcTls;
  public readonly keepaliveTime?: Duration;
  public readonly keepaliveTimeout?: Duration;
  public readonly longestRequest: Duration;

  public constructor(scope: Construct, id: string, attributes: GrpcServerAttributes) {
    super(scope, id);
    checkStruct(this, 'attributes', attributes);
    checkTls(this, attributes.tls);
    this.serverName = attributes.name;
    this.namespace = attributes.namespace;
    this.ports = portsOf(this, attributes);
    this.serviceName = attributes.serviceName ?? attributes.name;
    this.headlessServiceName = attributes.headlessServiceName ?? `${String(attributes.name)}${HEADLESS_SUFFIX}`;
    this.tls = attributes.tls ?? GrpcTls.plaintext();
    this.keepaliveTime = attributes.keepaliveTime;
    this.keepaliveTimeout = attributes.keepaliveTimeout;
    this.longestRequest = attributes.longestRequest ?? Duration.seconds(10);
    checkNamespace(this, this.namespace);
    checkServiceName(this, 'name', this.serverName);
    checkServiceName(this, 'serviceName', this.serviceName);
    checkServiceName(this, 'headlessServiceName', this.headlessServiceName);
    checkDurations(this, attributes);
    if (this.keepaliveTimeout && !this.keepaliveTime) {
      const remedy = "pass 'keepaliveTime', which the server must permit";
      refuse(this, "'keepaliveTimeout' has no effect without 'keepaliveTime'", this.keepaliveTimeout, remedy);
    }
  }
}

function checkProps(server: GrpcServer, props: GrpcServerProps): void {
  checkStruct(server, 'props', props);
  checkShapes(server, props, {
    flags: ['readOnlyRootFilesystem', 'topologySpread', 'disruptionBudget'],
    structs: ['autoscaling', 'resources'],
    lists: ['imagePullSecrets'],
  });
  checkImage(server, 'image', props.image);
  if (props.replicas !== undefined) checkInteger(server, 'replicas', props.replicas, 0, 10000);
  if (props.user !== undefined) checkInteger(server, 'user', props.user, 1, 2 ** 31 - 1);
  if (props.minReady !== undefined) checkDuration(server, 'minReady', props.minReady, 1, 3600);
  if (props.serviceAccountName !== undefined) checkObjectName(server, 'serviceAccountName', props.serviceAccountName);
  props.imagePullSecrets?.forEach((secret) => checkObjectName(server, 'imagePullSecrets', secret));
  if (props.preStop?.toSeconds() === 0) {
    refuse(server, "'preStop' must not be 0 for a Deployment that the library makes", props.preStop, 'leave it out');
  }
  if (props.resources) checkResources(server, props.resources);
  if (props.autoscaling) checkAutoscaling(server, props.autoscaling, props);
}

function checkAutoscaling(
  server: GrpcServer,
  options: AutoscalingOptions,
  { replicas, resources }: GrpcServerProps,
): void {
  const { minReplicas = 2, maxReplicas, cpuUtilization = 70, scaleUpStabilization } = options;
  if (resources && !resources.cpu?.request && !resources.cpu?.limit) {
    refuse(server, "'autoscaling' needs a CPU request in 'resources'", resources, "pass 'resources.cpu.request'");
  }
  if (replicas !== undefined)
    refuse(server, "'replicas' and 'autoscaling' contradict each other", replicas, 'pass one of them');
  checkInteger(server, 'autoscaling.minReplicas', minReplicas, 1, 10000);
  checkInteger(server, 'autoscaling.maxReplicas', maxReplicas, 1, 10000);
  checkInteger(server, 'autoscaling.cpuUtilization', cpuUtilization, 1, 1000);
  if (minReplicas > maxReplicas) {
    refuse(server, "'minReplicas' must not be above 'maxReplicas'", [minReplicas, maxReplicas], 'correct one of them');
  }
  if (scaleUpStabilization !== undefined)
    checkDuration(server, 'autoscaling.scaleUpStabilization', scaleUpStabilization, 0, 3600);
}
