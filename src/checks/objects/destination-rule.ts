import { Fields } from '../fields';
import { Manifest } from '../manifest';
import { Manifests } from '../manifests';
import { once } from '../once';
import { Service } from './service';

/** A traffic policy and where it stands in the rule. */
export interface TrafficPolicy {
  readonly fields: Fields;
  readonly path: readonly string[];
}

/** Istio's DestinationRule. */
export class DestinationRule {
  public readonly host: string;

  public constructor(public readonly manifest: Manifest) {
    this.host = manifest.fields.text('spec', 'host') ?? '';
  }

  /** Every policy in it: that of the rule, of its subsets, and of ports in those. */
  public get policies(): TrafficPolicy[] {
    const { fields } = this.manifest;
    const own = { fields: fields.get('spec', 'trafficPolicy'), path: ['spec', 'trafficPolicy'] };
    const subsets = fields.list('spec', 'subsets').map((subset, index) => ({
      fields: subset.get('trafficPolicy'),
      path: ['spec', 'subsets', String(index), 'trafficPolicy'],
    }));
    return [own, ...subsets].flatMap((policy) => [policy, ...portsOf(policy)]);
  }

  /** The Service that Istio finds by the host: it expands a name without a dot, and no other. */
  public serviceIn(manifests: Manifests): Service | undefined {
    const isRead = !this.host.includes('.') || this.host.endsWith(`.svc.${manifests.settings.clusterDomain}`);
    return isRead ? manifests.serviceAt(this.host, this.manifest.namespace) : undefined;
  }
}

/** All DestinationRules that name a host. */
export const destinationRules = once((manifests) =>
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
