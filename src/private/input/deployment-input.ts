import { AutoscalingOptions, GrpcServerProps } from '../../grpc-server-props';
import { HealthProbe } from '../../grpc-server-options';
import { Place, refuse, Words } from '../errors';
import { checkObjectName } from './names';
import { checkShapes, checkStruct } from './shapes';
import { checkResources } from './sizes';
import { checkDurations, checkImage, checkInteger, checkIntegers } from './values';

/** Refuses what a Deployment of ours cannot be made of. */
export function checkDeploymentProps(place: Place, props: GrpcServerProps): void {
  checkStruct(place, 'props', props);
  checkShapes(place, props, {
    flags: ['externalAutoscaler', 'readOnlyRootFilesystem', 'topologySpread', 'disruptionBudget'],
    structs: ['autoscaling', 'resources'],
    lists: ['imagePullSecrets'],
  });
  checkImage(place, 'image', props.image);
  checkIntegers(place, props, { replicas: [0, 10000], user: [1, 2 ** 31 - 1] });
  checkDurations(place, props, { minReady: [1, 3600] });
  if (props.serviceAccountName !== undefined) checkObjectName(place, 'serviceAccountName', props.serviceAccountName);
  props.imagePullSecrets?.forEach((secret, index) => checkObjectName(place, `imagePullSecrets[${index}]`, secret));
  if (props.health?.probe === HealthProbe.NONE) {
    const got = new Words('HealthProbe.NONE');
    refuse(place, 'a Deployment that the library makes has no probes of its own', got, 'use HealthProbe.GRPC or TCP');
  }
  if (props.preStop?.toSeconds() === 0) {
    refuse(place, "'preStop' must not be 0 for a Deployment that the library makes", props.preStop, 'leave it out');
  }
  if (props.resources) checkResources(place, props.resources);
  refuseContradiction(place, props);
  if (props.autoscaling) checkAutoscaling(place, props.autoscaling, props);
}

/** The number of pods is decided in one place. */
function refuseContradiction(place: Place, { replicas, autoscaling, externalAutoscaler }: GrpcServerProps): void {
  if (!autoscaling && !externalAutoscaler) return;
  const given = Object.entries({ replicas, autoscaling, externalAutoscaler: externalAutoscaler || undefined });
  const [one, other] = given.filter(([, value]) => value !== undefined);
  if (other) refuse(place, `'${one[0]}' and '${other[0]}' contradict each other`, one[1], 'pass one of them');
}

function checkAutoscaling(place: Place, options: AutoscalingOptions, { resources }: GrpcServerProps): void {
  const { minReplicas = 2, maxReplicas, cpuUtilization = 70 } = options;
  if (resources && !resources.cpu?.request && !resources.cpu?.limit) {
    refuse(place, "'autoscaling' needs a CPU request in 'resources'", resources, "pass 'resources.cpu.request'");
  }
  checkInteger(place, 'autoscaling.minReplicas', minReplicas, 1, 10000);
  checkInteger(place, 'autoscaling.maxReplicas', maxReplicas, 1, 10000);
  checkInteger(place, 'autoscaling.cpuUtilization', cpuUtilization, 1, 1000);
  if (minReplicas > maxReplicas) {
    refuse(place, "'minReplicas' must not be above 'maxReplicas'", [minReplicas, maxReplicas], 'correct one of them');
  }
  checkDurations(place, options, { scaleUpStabilization: [0, 3600] }, 'autoscaling.');
}
