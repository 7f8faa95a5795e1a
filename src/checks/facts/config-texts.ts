import { Fields } from '../manifests/fields';
import { Manifest } from '../manifests/manifest';
import { Manifests } from '../manifests/manifests';
import { Container } from '../manifests/container';
import { Workload } from '../manifests/workload';
import { memoized } from '../manifests/memoized';
import { parse, UnreadableText } from '../manifests/yaml';

/** A container, and the workload whose pods have it. */
export interface Place {
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
  readonly readers: readonly Place[];
}

/** Everything in ConfigMaps. */
export const configMapTexts: (manifests: Manifests) => readonly ConfigText[] = memoized((manifests) => {
  const readers = new Map<Manifest, Place[]>();
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

/** The plain values of variables. */
export const envTexts: (manifests: Manifests) => readonly (ConfigText & { readonly variable: string })[] = memoized(
  ({ workloads }) =>
    workloads.flatMap((workload) =>
      workload.containers.flatMap((container) =>
        container.fields.list('env').flatMap((entry, index) => {
          const [variable, text] = [entry.text('name'), entry.text('value')];
          const at = [...container.path, 'env', String(index), 'value'];
          if (variable === undefined || text === undefined) return [];
          return [{ manifest: workload.manifest, at, text, readers: [{ workload, container }], variable }];
        }),
      ),
    ),
);

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
