import { configMapTexts, readersOf } from './config-texts';
import { envoyConfigs } from './envoy-config';
import { groupBy } from '../manifests/group-by';
import { Manifests } from '../manifests/manifests';
import { Service } from '../manifests/service';
import { Workload } from '../manifests/workload';
import { memoized } from '../manifests/memoized';

/** The address of a Service in a text, and the workloads that read it. */
export interface Mention {
  readonly workloads: Iterable<Workload>;
  /** Undefined where the address has none, which a Service with one port needs not. */
  readonly port?: number;
  /** By what they are told: `GREETER=greeter:50051`, `ConfigMap 'frontend'`. */
  readonly by: string;
  /** Whether it is an Envoy that is told. */
  readonly isEnvoy?: boolean;
}

/**
 * A name of a host wherever it stands: the scheme of a URL before it, its first label, its domain and a port. The bounds keep a text that is
 * made for that from being searched for minutes.
 */
const ADDRESS = /(?:([a-z][a-z0-9+.-]{0,20}):\/{2,3}(?:[^\s/@]{0,100}@)?)?([\w-]+)((?:\.[\w-]+)*)\.?(?::(\d{1,5}))?/gi;

/** Schemes by which gRPC is dialled; `postgres`, `redis` and the like tell of something else, whatever the port is called. */
const SCHEMES = /^(dns|passthrough|grpcs?|https?|h2c|tcp|tls)$/i;

/** Variables with a mere name that is a host: `GREETER_HOST`. */
const CALLED_AFTER_HOSTS = /(host|addr|address|endpoint|server|target|url)$/i;

/** All places in which the address of a Service stands, its own pods' among them. */
export function mentionsOf(manifests: Manifests, service: Service): readonly Mention[] {
  return byService(manifests).get(service) ?? [];
}

interface Found extends Mention {
  readonly service: Service;
}

const byService = memoized((manifests): ReadonlyMap<Service, readonly Mention[]> => {
  const all = [...inTexts(manifests), ...ofEnvoys(manifests)];
  const groups = groupBy(all, ({ service }) => service);
  return new Map([...groups].map(([service, own]) => [service, own.map(({ service: _, ...mention }) => mention)]));
});

function inTexts(manifests: Manifests): Found[] {
  return told(manifests).flatMap((one) =>
    [...addressesIn(one)].flatMap(({ name, domain, port, isWhole }) => {
      if (!manifests.servicesNamed(name.toLowerCase()).length) return [];
      const service = manifests.serviceAt(name + domain, one.namespace);
      if (!service || (port === undefined && domain && !isDomainOf(service, domain))) return [];
      // What has an @ may have a password before it.
      const isShown = one.isVariable && isWhole && !one.text.includes('@');
      return [{ service, port, by: isShown ? `${one.name}=${one.text}` : one.by, workloads: one.workloads }];
    }),
  );
}

/** What may be addresses in a text, each once; a name without anything only where the text is for that. */
function addressesIn({ text, name: key = '' }: Told) {
  const found = new Map<string, { name: string; domain: string; port?: number; isWhole: boolean }>();
  for (const [address, scheme, name, domain, port] of text.matchAll(ADDRESS)) {
    const isWhole = address === text;
    const isBare = !domain && !port;
    if (scheme && !SCHEMES.test(scheme)) continue;
    if (isBare && !(isWhole && CALLED_AFTER_HOSTS.test(key))) continue;
    found.set(`${name}${domain}:${port}`, { name, domain, port: port ? Number(port) : undefined, isWhole });
  }
  return found.values();
}

/** `.demo` or `.demo.svc`: where a chart names no namespace, `greeter.yaml` is no host. */
function isDomainOf({ namespace }: Service, domain: string): boolean {
  return /^\.[^.]+\.svc(\.|$)/.test(domain) || (namespace !== '' && domain === `.${namespace}`);
}

interface Told {
  readonly text: string;
  readonly namespace: string;
  readonly workloads: Iterable<Workload>;
  readonly by: string;
  /** Of the variable, or of the key in a ConfigMap, which may become one. */
  readonly name?: string;
  readonly isVariable?: boolean;
}

/** All that workloads are told, but for the configurations of Envoys, which are read as such. */
function told(manifests: Manifests): Told[] {
  const ofEnvoy = new Set(envoyConfigs(manifests).map(({ text }) => text));
  const own = manifests.workloads.flatMap(toldToItself);
  const maps = configMapTexts(manifests).map(({ manifest, at, text, readers }) => ({
    text,
    namespace: manifest.namespace,
    workloads: readersOf(readers),
    by: `ConfigMap '${manifest.name}'`,
    name: at[1],
  }));
  return [...own, ...maps].filter(({ text }) => !ofEnvoy.has(text));
}

/** The variables and arguments of a workload. */
function toldToItself(workload: Workload): Told[] {
  const { namespace } = workload.manifest;
  const common = { namespace, workloads: [workload] };
  return workload.containers.flatMap(({ environment, words }) => [
    ...environment.own.map(({ name, value }) => {
      return { ...common, text: value, by: `variable ${name}`, name, isVariable: true };
    }),
    ...words.map(({ text }) => ({ ...common, text, by: 'its arguments' })),
  ]);
}

function ofEnvoys(manifests: Manifests): Found[] {
  return envoyConfigs(manifests).flatMap(({ manifest, clusters, readers }) =>
    clusters
      .flatMap(({ addresses }) => addresses)
      .flatMap(({ host, port }) => {
        const service = manifests.serviceAt(host, manifest.namespace);
        const by = `the Envoy of ${manifest.kind} '${manifest.name}'`;
        return service ? [{ workloads: readersOf(readers), service, port, by, isEnvoy: true }] : [];
      }),
  );
}
