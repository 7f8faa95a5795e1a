import { configMapTexts, envTexts } from './config-texts';
import { envoyConfigs } from './envoy-config';
import { Manifests } from './manifests';
import { Service } from './objects/service';
import { once } from './once';

/** A name of a host, taken as a whole: its first label, its domain and a port. */
const HOST = /([a-z0-9-]+)((?:\.[a-z0-9-]+)*)(?::(\d{1,5}))?/gi;

/**
 * The ports with which configurations have the name of a Service; undefined among them where one has the name with a domain and no port,
 * as that is somewhere else then. Whose name it is goes by its first label, whatever the namespace.
 */
export function namedPorts(manifests: Manifests, { name }: Service): ReadonlySet<number | undefined> {
  return hosts(manifests).get(name) ?? new Set();
}

/** Ports by the first label of hosts in variables, arguments, ConfigMaps and clusters of Envoys. */
const hosts = once((manifests) => {
  const found = new Map<string, Set<number | undefined>>();
  const note = (host: string, port: number | undefined) => found.set(host, (found.get(host) ?? new Set()).add(port));
  for (const text of texts(manifests)) {
    for (const [, label, domain, port] of text.matchAll(HOST)) {
      if (domain || port) note(label, port === undefined ? undefined : Number(port));
    }
  }
  for (const { clusters } of envoyConfigs(manifests)) {
    for (const { host, port } of clusters.flatMap(({ addresses }) => addresses)) note(host.split('.')[0], port);
  }
  return found;
});

function texts(manifests: Manifests): string[] {
  const words = manifests.workloads.flatMap(({ containers }) => containers.flatMap((container) => container.words));
  return [...words, ...[...envTexts(manifests), ...configMapTexts(manifests)].map(({ text }) => text)];
}
