import { Duration } from 'cdk8s';
import { Deployment, HorizontalPodAutoscaler, Metric, MetricTarget } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { AutoscalingOptions } from '../../grpc-server-props';

/** What an autoscaler is made of. */
export interface AutoscalerOptions extends AutoscalingOptions {
  readonly deployment: Deployment;
  readonly labels: { [key: string]: string };
  readonly annotations?: { [key: string]: string };
}

/** Scales by the CPU of the application's container: that of the whole pod would mix in the proxies. */
export function createAutoscaler(scope: Construct, options: AutoscalerOptions): HorizontalPodAutoscaler {
  const { deployment, labels, annotations, minReplicas, maxReplicas, cpuUtilization, scaleUpStabilization } = options;
  return new HorizontalPodAutoscaler(scope, 'HorizontalPodAutoscaler', {
    metadata: { name: deployment.name, labels, annotations },
    target: deployment,
    minReplicas: minReplicas ?? 2,
    maxReplicas,
    metrics: [
      Metric.containerCpu({
        container: deployment.containers[0],
        target: MetricTarget.averageUtilization(cpuUtilization ?? 70),
      }),
    ],
    // At once: new pods lower the mean that it goes by before anybody calls them, so that waiting would not save a single one.
    scaleUp: { stabilizationWindow: scaleUpStabilization ?? Duration.seconds(0) },
  });
}
