import { ApiObject } from 'cdk8s';
import { Container, Deployment, HorizontalPodAutoscaler } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { GrpcServerBase } from './grpc-server-base';
import { IGrpcServer } from './grpc-server-interface';
import { GrpcServerAttributes, GrpcServerProps, GrpcWorkloadProps } from './grpc-server-props';
import { createAutoscaler } from './private/objects/autoscaler';
import { createDeployment } from './private/objects/deployment';
import { checkDeploymentProps } from './private/input/deployment-input';
import { createDisruptionBudget } from './private/objects/disruption-budget';
import { ImportedGrpcServer } from './private/imported-server';
import { WorkloadGrpcServer } from './private/workload-server';

/** A gRPC server: its Deployment, its Services, its alerts, and what the selected strategy adds. */
export class GrpcServer extends GrpcServerBase {
  /** A server that an existing workload runs; what the strategy needs is added to it. */
  public static fromWorkload(scope: Construct, id: string, props: GrpcWorkloadProps): GrpcServerBase {
    return new WorkloadGrpcServer(scope, id, props);
  }

  /**
   * A server that another app or repository describes. Nothing is emitted for it.
   *
   * The Service that the strategy makes callers dial must exist: the headless one if they or an Envoy beside them balance, the ClusterIP one otherwise.
   */
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
    super(scope, id, { ...props, workloadKind: 'Deployment', workloadName: name, existing: false });
    checkDeploymentProps(this, props);
    const labels = this._objectLabels;
    this.deployment = createDeployment(this, { name, labels, ports: this.ports, props });
    this.container = this.deployment.containers[0];
    this._attach(this.deployment, name);
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
