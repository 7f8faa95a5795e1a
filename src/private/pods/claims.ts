import { ApiObject } from 'cdk8s';
import { IConstruct } from 'constructs';
import { refuse } from '../errors';

/** What may edit a workload, each at most once. */
type Kind = 'GrpcServer' | 'GrpcClient';

const claims = new WeakMap<ApiObject, Map<Kind, IConstruct>>();

/** Refuses a second construct of a kind for one object: the edits of the first would be lost. */
export function claim(apiObject: ApiObject, construct: IConstruct, kind: Kind, remedy: string): void {
  const claimants = claims.get(apiObject) ?? new Map<Kind, IConstruct>();
  claims.set(apiObject, claimants);
  const first = claimants.get(kind);
  if (first) refuse(construct, `'${apiObject.node.path}' has two ${kind}s`, [first, construct], remedy);
  claimants.set(kind, construct);
}

/** The construct that describes an object which others defined. */
export function claimantOf(apiObject: ApiObject): IConstruct | undefined {
  return claims.get(apiObject)?.values().next().value;
}
