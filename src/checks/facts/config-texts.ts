import { Fields } from '../manifests/fields';
import { Manifest } from '../manifests/manifest';
import { Manifests } from '../manifests/manifests';
import { Container } from '../manifests/container';
import { Workload } from '../manifests/workload';
import { memoized } from '../manifests/memoized';
import { parse, UnreadableText } from '../manifests/yaml';

/** A container, and the workload whose pods have it. */
export interface Reader {
  readonly workload: Workload;
  readonly container: Container;
}

/** A text that configures a program. */
export interface ConfigText {
  readonly manifest: Manifest;
  /** Leads to the text in its manifest; the paths in a YAML text may be added. */
  readonly at: readonly string[];
  readonly text: string;
  /** Containers that may read it, among these manifests. */
  readonly readers: readonly Reader[];
}

/** Everything in ConfigMaps. */
export const configMapTexts: (manifests: Manifests) => readonly ConfigText[] = memoized((manifests) => {
  const readers = new Map<Manifest, Reader[]>();
  for (const workload of manifests.workloads) {
    for (const name of workload.configMaps) {
      const map = manifests.configMap(workload.manifest.namespace, name);
      if (!map) continue;
      const places = readers.get(map) ?? [];
      readers.set(map, places);
      workload.containers.forEach((container) => places.push({ workload, container }));
    }
  }
  return manifests.ofKind('', 'ConfigMap').flatMap((manifest) =>
    [...manifest.fields.textMap('data')].map(([key, text]) => ({
      manifest,
      at: ['data', key],
      text,
      readers: readers.get(manifest) ?? [],
    })),
  );
});

/** The values that variables have in their own manifest; what a ConfigMap gives them is among its texts. */
export const envTexts: (manifests: Manifests) => readonly (ConfigText & { readonly variable: string })[] = memoized(
  ({ workloads }) =>
    workloads.flatMap((workload) =>
      workload.containers.flatMap((container) =>
        container.environment.own.flatMap(({ name, value, at, isFromConfigMap }) => {
          if (isFromConfigMap) return [];
          const place = [...container.path, ...at, 'value'];
          const readers = [{ workload, container }];
          return [{ manifest: workload.manifest, at: place, text: value, readers, variable: name }];
        }),
      ),
    ),
);

const workloadsByReaders = new WeakMap<readonly Reader[], ReadonlySet<Workload>>();

/** The workloads of readers: worked out once for all texts of a ConfigMap. */
export function readersOf(readers: readonly Reader[]): ReadonlySet<Workload> {
  const known = workloadsByReaders.get(readers) ?? new Set(readers.map(({ workload }) => workload));
  workloadsByReaders.set(readers, known);
  return known;
}

/** Whether a text is what it looks like: a file in a ConfigMap may be a script or a template that makes it. */
export function isPlain({ at: [first, key] }: Pick<ConfigText, 'at'>): boolean {
  return first !== 'data' || /^[^.]*$|\.(ya?ml|json)$/.test(key);
}

/** What a YAML text says, or why it is none. */
export function readYaml(text: string): Fields | UnreadableText {
  try {
    return new Fields(parse(text));
  } catch (error) {
    if (error instanceof UnreadableText) return error;
    throw error;
  }
}
