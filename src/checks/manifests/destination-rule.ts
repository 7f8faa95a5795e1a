import { Fields } from './fields';
import { Manifest } from './manifest';
import { Manifests } from './manifests';
import { memoized } from './memoized';
import { Service } from './service';

/** A traffic policy and where it stands in the rule. */
export interface TrafficPolicy {
  readonly fields: Fields;
  readonly path: readonly string[];
}

/** What Istio does with the requests to one port. */
export interface PortPolicy {
  readonly outlierDetection?: TrafficPolicy;
  readonly loadBalancer?: TrafficPolicy;
}

/** Istio's DestinationRule. */
export class DestinationRule {
  public readonly host: string;

  public constructor(public readonly manifest: Manifest) {
    this.host = manifest.fields.text('spec', 'host') ?? '';
  }

  /** Every policy in it: that of the rule, of its subsets, and of ports in those. */
  public get policies(): TrafficPolicy[] {
    return [this.own, ...this.ofSubsets].flatMap((policy) => [policy, ...portsOf(policy)]);
  }

  /** What counts for a port: by the rule itself, and in each of its subsets. */
  public policiesFor(port: number): PortPolicy[] {
    const whole = policyFor(port, this.own);
    return [whole, ...this.ofSubsets.map((subset) => policyFor(port, subset, whole))];
  }

  /** The Service that Istio finds by the host: it expands a name without a dot, and no other. */
  public serviceIn(manifests: Manifests): Service | undefined {
    const isRead = !this.host.includes('.') || this.host.endsWith(`.svc.${manifests.settings.clusterDomain}`);
    return isRead ? manifests.serviceAt(this.host, this.manifest.namespace) : undefined;
  }

  private get own(): TrafficPolicy {
    return { fields: this.manifest.fields.get('spec', 'trafficPolicy'), path: ['spec', 'trafficPolicy'] };
  }

  private get ofSubsets(): TrafficPolicy[] {
    return this.manifest.fields.list('spec', 'subsets').map((subset, index) => ({
      fields: subset.get('trafficPolicy'),
      path: ['spec', 'subsets', String(index), 'trafficPolicy'],
    }));
  }
}

/** All DestinationRules that name a host. */
export const destinationRules = memoized((manifests) =>
  manifests
    .ofKind('networking.istio.io', 'DestinationRule')
    .map((manifest) => new DestinationRule(manifest))
    .filter(({ host }) => host !== ''),
);

function portsOf({ fields, path }: TrafficPolicy): TrafficPolicy[] {
  return fields
    .list('portLevelSettings')
    .map((port, index) => ({ fields: port, path: [...path, 'portLevelSettings', String(index)] }));
}

/** A subset replaces what it says of the rule's policy; what is said for a port replaces all, with nothing inherited. */
function policyFor(port: number, policy: TrafficPolicy, inherited?: PortPolicy): PortPolicy {
  const ofPort = portsOf(policy).find(({ fields }) => fields.number('port', 'number') === port);
  const { fields, path } = ofPort ?? policy;
  const rest = ofPort ? undefined : inherited;
  const said = (field: keyof PortPolicy) =>
    fields.has(field) ? { fields: fields.get(field), path: [...path, field] } : rest?.[field];
  return { outlierDetection: said('outlierDetection'), loadBalancer: said('loadBalancer') };
}
