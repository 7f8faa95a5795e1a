import { groupBy } from './group-by';
import { Manifest, NO_NAMESPACE } from './manifest';
import { Service } from './service';
import { Workload } from './workload';
import { CheckSettings } from '../settings';

/** All manifests that are checked together: what they say of each other. */
export class Manifests {
  public readonly services: Service[];
  public readonly workloads: Workload[];
  private readonly servicesByName: Map<string, Service[]>;
  /** By namespace and one label. */
  private readonly workloadsByLabel = new Map<string, Workload[]>();
  private readonly byKind: Map<string, Manifest[]>;
  /** ConfigMaps and Namespaces: of others the name alone is never asked for. */
  private readonly byName = new Map<string, Manifest>();
  private readonly selected = new Map<Service, Workload[]>();
  private readonly selecting = new Map<Workload, Service[]>();

  public constructor(
    public readonly all: readonly Manifest[],
    public readonly settings: CheckSettings,
  ) {
    this.byKind = groupBy(all, ({ group, kind }) => `${group}/${kind}`);
    for (const manifest of [...this.ofKind('', 'ConfigMap'), ...this.ofKind('', 'Namespace')]) {
      const key = nameKey(manifest.kind, manifest.namespace, manifest.name);
      if (!this.byName.has(key)) this.byName.set(key, manifest);
    }
    this.services = all.flatMap((manifest) => Service.of(manifest) ?? []);
    this.workloads = notMadeByOthers(
      all.flatMap((manifest) => Workload.of(manifest, (name) => this.configMap(manifest.namespace, name)) ?? []),
    );
    this.servicesByName = groupBy(this.services, ({ name }) => name);
    for (const workload of this.workloads) {
      for (const label of workload.labels)
        add(this.workloadsByLabel, labelKey(workload.manifest.namespace, label), workload);
    }
    for (const service of this.services) {
      const workloads = this.select(service.namespace, service.selector);
      this.selected.set(service, workloads);
      workloads.forEach((workload) => add(this.selecting, workload, service));
    }
  }

  /** The objects of a kind; `group` is empty for the core API. */
  public ofKind(group: string, kind: string): readonly Manifest[] {
    return this.byKind.get(`${group}/${kind}`) ?? [];
  }

  /** The workloads whose pods a Service leads to, among these manifests. */
  public workloadsOf(service: Service): readonly Workload[] {
    return this.selected.get(service) ?? [];
  }

  /** The Services that lead to a workload's pods. */
  public servicesOf(workload: Workload): readonly Service[] {
    return this.selecting.get(workload) ?? [];
  }

  public configMap(namespace: string, name: string): Manifest | undefined {
    return this.byName.get(nameKey('ConfigMap', namespace, name));
  }

  /** The manifest of a namespace itself. */
  public namespace(name: string): Manifest | undefined {
    return this.byName.get(nameKey('Namespace', NO_NAMESPACE, name));
  }

  /** The Services of a name, in whatever namespace. */
  public servicesNamed(name: string): readonly Service[] {
    return this.servicesByName.get(name) ?? [];
  }

  /** The Service that a DNS name stands for in a namespace: `svc`, `svc.ns`, `svc.ns.svc`, or all of it. */
  public serviceAt(host: string, namespace: string): Service | undefined {
    const name = this.partsOf(host, namespace);
    const services = this.servicesByName.get(name.service) ?? [];
    // Charts name no namespace: their objects and those who name them are of one namespace, whatever that will be.
    return (
      services.find((service) => service.namespace === name.namespace) ?? services.find((service) => !service.namespace)
    );
  }

  /** Takes a DNS name of a Service apart; a trailing dot makes no difference. */
  public partsOf(host: string, namespace: string): { service: string; namespace: string } {
    const [service, other = namespace, ...rest] = host.toLowerCase().replace(/\.$/, '').split('.');
    const suffix = rest.join('.');
    const isService = suffix === '' || suffix === 'svc' || suffix === `svc.${this.settings.clusterDomain}`;
    return isService ? { service, namespace: other } : { service: '', namespace: '' };
  }

  /** The workloads that have all the labels; none for an empty selector, which a Service without one has. */
  private select(namespace: string, selector: Map<string, string>): Workload[] {
    const sets = [...selector].map((label) => this.workloadsByLabel.get(labelKey(namespace, label)) ?? []);
    if (!sets.length) return [];
    const smallest = sets.reduce((one, other) => (other.length < one.length ? other : one));
    return smallest.filter(({ labels }) => [...selector].every(([key, value]) => labels.get(key) === value));
  }
}

/** Leaves out what one of the others made, as `kubectl get` shows it: the pods of a Deployment are no workload of their own. */
function notMadeByOthers(workloads: Workload[]): Workload[] {
  const ownersOf = ({ manifest: { fields, namespace } }: Workload) =>
    fields
      .list('metadata', 'ownerReferences')
      .map((owner) => nameKey(owner.text('kind') ?? '', namespace, owner.text('name') ?? ''));
  if (!workloads.some((workload) => ownersOf(workload).length)) return workloads;
  const here = new Set(workloads.map(({ manifest: { kind, namespace, name } }) => nameKey(kind, namespace, name)));
  return workloads.filter((workload) => !ownersOf(workload).some((owner) => here.has(owner)));
}

function nameKey(kind: string, namespace: string, name: string): string {
  return `${kind} ${namespace}/${name}`;
}

function labelKey(namespace: string, [key, value]: [string, string]): string {
  return `${namespace} ${key}=${value}`;
}

function add<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const values = map.get(key);
  if (values) values.push(value);
  else map.set(key, [value]);
}
