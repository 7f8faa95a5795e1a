import { configMapTexts, envTexts } from './config-texts';
import { envoyConfigs } from './envoy-config';
import { GrpcPort, targetPort } from './grpc-ports';
import { groupBy } from '../manifests/group-by';
import { Manifest } from '../manifests/manifest';
import { Manifests } from '../manifests/manifests';
import { Service } from '../manifests/service';
import { Workload } from '../manifests/workload';
import { memoized } from '../manifests/memoized';

/** A workload that is told the address of a Service: by a variable, an argument, a ConfigMap that its pods read, or a cluster of its Envoy. */
export interface Caller {
  readonly workload: Workload;
  readonly service: Service;
  /** Undefined where the address has none, which a Service with one port needs not. */
  readonly port?: number;
  /** By what it is told: `GREETER=greeter:50051`, `ConfigMap 'frontend'`. */
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

/** Everybody who is told where a Service is, but for its own pods. */
export function callersOf(manifests: Manifests, service: Service): readonly Caller[] {
  return byService(manifests).get(service)?.callers ?? [];
}

/** Whether the pods of a Service are told where it is: they look for each other, or tell others. */
export function isToldToItsPods(manifests: Manifests, service: Service): boolean {
  return byService(manifests).get(service)?.isToldToItsPods ?? false;
}

/** Those who are told to dial a port of it. */
export function callersAt(manifests: Manifests, { service, port }: GrpcPort): readonly Caller[] {
  // By the name of a headless Service pods are dialled, at the port that they have.
  const own = service.isHeadless ? manifests.workloadsOf(service) : [];
  const ports = [port.port, ...own.flatMap((workload) => targetPort(workload, port) ?? [])];
  const isAt = (dialled?: number) => (dialled === undefined ? service.ports.length === 1 : ports.includes(dialled));
  return callersOf(manifests, service).filter((caller) => isAt(caller.port));
}

const byService = memoized((manifests) => {
  const all = [...inTexts(manifests), ...ofEnvoys(manifests)].filter(({ workload }) => !isTest(workload.manifest));
  const told = groupBy(all, ({ service }) => service);
  return new Map(
    [...told].map(([service, everybody]) => {
      const pods = new Set(manifests.workloadsOf(service));
      const callers = everybody.filter(({ workload }) => !pods.has(workload));
      return [service, { callers, isToldToItsPods: callers.length < everybody.length }];
    }),
  );
});

function inTexts(manifests: Manifests): Caller[] {
  return told(manifests).flatMap((one) =>
    [...addressesIn(one)].flatMap(({ name, domain, port, isWhole }) => {
      if (!manifests.servicesNamed(name.toLowerCase()).length) return [];
      // What has an @ may have a password before it.
      const by = one.variable && isWhole && !one.text.includes('@') ? `${one.variable}=${one.text}` : one.by;
      return one.workloads.flatMap((workload) => {
        const service = manifests.serviceAt(name + domain, workload.manifest.namespace);
        if (!service || (port === undefined && domain && !isDomainOf(service, domain))) return [];
        return [{ workload, service, port, by }];
      });
    }),
  );
}

/** What may be addresses in a text; a name without anything only where the text is for that. */
function* addressesIn({ text, variable = '' }: Told) {
  for (const [address, scheme, name, domain, port] of text.matchAll(ADDRESS)) {
    const isWhole = address === text;
    const isBare = !domain && !port;
    if (scheme && !SCHEMES.test(scheme)) continue;
    if (isBare && !(isWhole && CALLED_AFTER_HOSTS.test(variable))) continue;
    yield { name, domain, port: port ? Number(port) : undefined, isWhole };
  }
}

/** `.demo` or `.demo.svc`: where a chart names no namespace, `greeter.yaml` is no host. */
function isDomainOf({ namespace }: Service, domain: string): boolean {
  return /^\.[^.]+\.svc(\.|$)/.test(domain) || (namespace !== '' && domain === `.${namespace}`);
}

interface Told {
  readonly text: string;
  readonly workloads: readonly Workload[];
  readonly by: string;
  readonly variable?: string;
}

/** All that workloads are told, but for the configurations of Envoys, which are read as such. */
function told(manifests: Manifests): Told[] {
  const ofEnvoy = new Set(envoyConfigs(manifests).map(({ text }) => text));
  const words = manifests.workloads.flatMap((workload) =>
    workload.containers.flatMap((container) =>
      container.words.map((text) => ({ text, workloads: [workload], by: 'its arguments' })),
    ),
  );
  const env = envTexts(manifests).map(({ text, readers, variable }) => ({
    text,
    workloads: readers.map(({ workload }) => workload),
    by: `variable ${variable}`,
    variable,
  }));
  const maps = configMapTexts(manifests).map(({ manifest, text, readers }) => ({
    text,
    workloads: [...new Set(readers.map(({ workload }) => workload))],
    by: `ConfigMap '${manifest.name}'`,
  }));
  return [...words, ...env, ...maps].filter(({ text }) => !ofEnvoy.has(text));
}

function ofEnvoys(manifests: Manifests): Caller[] {
  return envoyConfigs(manifests).flatMap(({ manifest, clusters, readers }) =>
    clusters
      .flatMap(({ addresses }) => addresses)
      .flatMap(({ host, port }) => {
        const service = manifests.serviceAt(host, manifest.namespace);
        const by = `the Envoy of ${manifest.kind} '${manifest.name}'`;
        return service ? readers.map(({ workload }) => ({ workload, service, port, by, isEnvoy: true })) : [];
      }),
  );
}

/** A chart's test calls once. */
function isTest({ annotations }: Manifest): boolean {
  return annotations.has('helm.sh/hook');
}
