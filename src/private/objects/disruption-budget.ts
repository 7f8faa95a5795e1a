import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { GrpcServerProps } from '../../grpc-server-props';
import { NAME_LABEL } from '../input/names';

/** What a disruption budget is made of. */
export interface DisruptionBudgetOptions {
  readonly name: string;
  readonly namespace: string;
  readonly labels: { [key: string]: string };
  readonly props: GrpcServerProps;
}

/** One pod at a time; none for what is always a single pod, of which the budget would say nothing. */
export function createDisruptionBudget(
  scope: Construct,
  { name, namespace, labels, props }: DisruptionBudgetOptions,
): ApiObject | undefined {
  const most = props.autoscaling?.maxReplicas ?? props.replicas ?? 2;
  if (!(props.disruptionBudget ?? most > 1)) return undefined;
  return new ApiObject(scope, 'PodDisruptionBudget', {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name, namespace, labels, annotations: props.annotations },
    spec: {
      maxUnavailable: 1,
      selector: { matchLabels: { [NAME_LABEL]: name } },
      // A pod that is broken anyway must not block the drain of its node.
      unhealthyPodEvictionPolicy: 'AlwaysAllow',
    },
  });
}
