import { Duration } from 'cdk8s';
import { Deployment, HorizontalPodAutoscaler, Metric, MetricTarget } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { AutoscalingOptions } from '../grpc-server-props';

/** What an autoscaler is made of. */
export interface AutoscalerOptions extends AutoscalingOptions {
  readonly deployment: Deployment;
  readonly labels: { [key: string]: string };
  readonly annotations?: { [key: string]: string };
  readonly convergence: Duration;
}

/** Scales by the CPU of the application's container: that of the whole pod would mix in the proxies. */
export function createAutoscaler(scope: Construct, options: AutoscalerOptions): HorizontalPodAutoscaler {
  const {
    deployment,
    labels,
    annotations,
    minReplicas,
    maxReplicas,
    cpuUtilization,
    scaleUpStabilization,
    convergence,
  } = options;
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
    scaleUp: { stabilizationWindow: scaleUpStabilization ?? shorterThanAnHour(convergence) },
  });
}

/** Kubernetes' own limit. */
function shorterThanAnHour(duration: Duration): Duration {
  return Duration.seconds(Math.min(duration.toSeconds(), 3600));
}
