import { balancingForDirectCallers, balancingOf, directCallers } from './balancing';
import { callersAt, someCaller } from './callers';
import { GrpcPort, grpcPorts } from './grpc-ports';
import { Manifests } from '../manifests/manifests';
import { memoized } from '../manifests/memoized';
import { Service } from '../manifests/service';
import { servicesSharingPods } from './services-sharing-pods';
import { Workload } from '../manifests/workload';

/** A port whose requests nothing balances, and something should. */
export interface Unbalanced extends GrpcPort {
  /** A workload that is told to dial it; where there is none, who calls is not known, nor in which way. */
  readonly caller?: Workload;
  /** Where its requests may be balanced after all: what must be so for that, `in the mesh that Deployment 'other' tells of`. */
  readonly unless?: string;
}

export const unbalancedPorts: (manifests: Manifests) => readonly Unbalanced[] = memoized((manifests) =>
  grpcPorts(manifests).flatMap((grpc) => {
    if (grpc.service.isHeadless || isControlPlane(grpc) || isBound(grpc.service)) return [];
    const found = forDirectCallers(manifests, grpc);
    if (found) return found;
    // What is wrong for an Envoy, envoy-clusterip-upstream tells.
    if (isDialledByEnvoys(manifests, grpc) || isDialledOtherwise(manifests, grpc.service)) return [];
    return balancingOf(manifests, grpc) ? [] : [grpc];
  }),
);

/** The caller for whom it is most certain that nobody balances, if there is one; undefined if there are no callers. */
function forDirectCallers(manifests: Manifests, grpc: GrpcPort): Unbalanced[] | undefined {
  let found: Unbalanced[] | undefined;
  for (const caller of directCallers(manifests, grpc)) {
    const balancing = balancingForDirectCallers(manifests, grpc, [caller]);
    if (!balancing) return [{ ...grpc, caller }];
    const unless = balancing.membership;
    if (!found?.length) found = unless === undefined ? [] : [{ ...grpc, caller, unless }];
  }
  return found;
}

function isDialledByEnvoys(manifests: Manifests, grpc: GrpcPort): boolean {
  const [caller] = callersAt(manifests, grpc);
  return caller !== undefined;
}

/** Whether its pods are known to be dialled by the name of another Service: what a mesh splits requests over, for one. */
function isDialledOtherwise(manifests: Manifests, service: Service): boolean {
  const [other] = dialledWithSamePods(manifests, service);
  return other !== undefined;
}

const dialledWithSamePods = servicesSharingPods((manifests, service) => someCaller(manifests, service));

/** A Service that is to lead a client to the pod of its own node, or always to the same one, is not there to balance. */
function isBound({ manifest: { fields } }: Service): boolean {
  return (
    fields.text('spec', 'internalTrafficPolicy') === 'Local' || fields.text('spec', 'sessionAffinity') === 'ClientIP'
  );
}

/** xDS is one stream for each proxy, which its control plane ends from time to time: connections are what there is to balance. */
function isControlPlane({ service, port }: GrpcPort): boolean {
  return /(^|-)xds(-?server)?(-|$)/.test(port.name ?? '') || /(^|-)xds(-?server)?(-|$)/.test(service.name);
}
