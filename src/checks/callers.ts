import { configMapTexts, envTexts } from './config-texts';
import { envoyConfigs } from './envoy-config';
import { GrpcPort, targetPort } from './grpc-ports';
import { groupBy } from './group-by';
import { Manifest } from './manifest';
import { Manifests } from './manifests';
import { Service } from './objects/service';
import { Workload } from './objects/workload';
import { once } from './once';

/** A workload that is told the address of a Service: by a variable, an argument, a ConfigMap that its pods read, or a cluster of its Envoy. */
export interface Caller {
  readonly workload: Workload;
  readonly service: Service;
  /** Undefined where the address has none, which a Service with one port needs not. */
  readonly port?: number;
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

/** Everybody who is told where a Service is, its own pods among them: they tell others, or look for each other. */
export function toldOf(manifests: Manifests, service: Service): readonly Caller[] {
  return byService(manifests).get(service) ?? [];
}

/** The others. */
export function callersOf(manifests: Manifests, service: Service): readonly Caller[] {
  const pods = manifests.workloadsOf(service);
  return toldOf(manifests, service).filter(({ workload }) => !pods.includes(workload));
}

/** Those who are told to dial a port of it. */
export function callersAt(manifests: Manifests, { service, port }: GrpcPort): readonly Caller[] {
  // By the name of a headless Service pods are dialled, at the port that they have.
  const own = service.isHeadless ? manifests.workloadsOf(service) : [];
  const ports = [port.port, ...own.flatMap((workload) => targetPort(workload, port) ?? [])];
  const isAt = (dialled?: number) => (dialled === undefined ? service.ports.length === 1 : ports.includes(dialled));
  return callersOf(manifests, service).filter((caller) => isAt(caller.port));
}

const byService = once((manifests) =>
  groupBy(
    [...inTexts(manifests), ...ofEnvoys(manifests)].filter(({ workload }) => !isTest(workload.manifest)),
    ({ service }) => service,
  ),
);

function inTexts(manifests: Manifests): Caller[] {
  return told(manifests).flatMap(({ text, workloads, isHost }) =>
    [...text.matchAll(ADDRESS)].flatMap(([address, scheme, name, domain, port]) => {
      if (scheme && !SCHEMES.test(scheme)) return [];
      const isBare = !domain && !port;
      if ((isBare && !(isHost && address === text)) || !manifests.servicesNamed(name.toLowerCase()).length) return [];
      return workloads.flatMap((workload) => {
        const service = manifests.serviceAt(name + domain, workload.manifest.namespace);
        if (!service || !(port || isBare || isDomainOf(service, domain))) return [];
        return [{ workload, service, port: port ? Number(port) : undefined }];
      });
    }),
  );
}

/** `.demo` or `.demo.svc`: where a chart names no namespace, `greeter.yaml` is no host. */
function isDomainOf({ namespace }: Service, domain: string): boolean {
  return /^\.[^.]+\.svc(\.|$)/.test(domain) || (namespace !== '' && domain === `.${namespace}`);
}

interface Told {
  readonly text: string;
  readonly workloads: readonly Workload[];
  /** Whether it is the value of a variable that is called after hosts: `GREETER_HOST`. */
  readonly isHost?: boolean;
}

/** All that workloads are told, but for the configurations of Envoys, which are read as such. */
function told(manifests: Manifests): Told[] {
  const ofEnvoy = new Set(envoyConfigs(manifests).map(({ text }) => text));
  const words = manifests.workloads.flatMap((workload) =>
    workload.containers.flatMap((container) => container.words.map((text) => ({ text, workloads: [workload] }))),
  );
  const env = envTexts(manifests).map(({ text, readers, variable }) => ({
    text,
    workloads: readers.map(({ workload }) => workload),
    isHost: /(host|addr|address|endpoint|server|target|url)$/i.test(variable),
  }));
  const maps = configMapTexts(manifests).map(({ text, readers }) => ({
    text,
    workloads: [...new Set(readers.map(({ workload }) => workload))],
  }));
  return [...words, ...env, ...maps].filter(({ text }) => !ofEnvoy.has(text));
}

function ofEnvoys(manifests: Manifests): Caller[] {
  return envoyConfigs(manifests).flatMap(({ manifest, clusters, readers }) =>
    clusters
      .flatMap(({ addresses }) => addresses)
      .flatMap(({ host, port }) => {
        const service = manifests.serviceAt(host, manifest.namespace);
        return service ? readers.map(({ workload }) => ({ workload, service, port, isEnvoy: true })) : [];
      }),
  );
}

/** A chart's test calls once. */
function isTest({ annotations }: Manifest): boolean {
  return annotations.has('helm.sh/hook');
}
