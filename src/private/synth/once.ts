import { IConstruct } from 'constructs';

/** What has been computed in the synth that is under way, by the root of its tree. */
const memories = new WeakMap<IConstruct, Map<unknown, unknown>>();
const watched = new WeakSet<IConstruct>();

/**
 * Computes something once in a run of `app.synth()`, in which nothing changes any more, and anew at every call outside of it.
 *
 * cdk8s validates the whole app again for every chart, and renders after that: what validation renders would be rendered twice,
 * and a check of the whole app would run as often as there are charts.
 */
export function onceInSynth<T>(root: IConstruct, key: unknown, compute: () => T): T {
  const memory = memories.get(root);
  if (!memory) return compute();
  if (!memory.has(key)) memory.set(key, compute());
  return memory.get(key) as T;
}

/** The same for whoever asks last: it is forgotten, so that they may change it, and so that memory holds it once. */
export function handOver<T>(root: IConstruct, key: unknown, compute: () => T): T {
  const value = onceInSynth(root, key, compute);
  memories.get(root)?.delete(key);
  return value;
}

/** Whether `app.synth()` of the tree is under way. */
export function isInSynth(root: IConstruct): boolean {
  return memories.has(root);
}

/** Lets `onceInSynth` know when the app at the root of a tree is synthesized. */
export function watchSynth(root: any): void {
  if (watched.has(root)) return;
  watched.add(root);
  for (const method of ['synth', 'synthYaml']) {
    const synth = root[method]?.bind(root); // a chart without an app has none
    if (!synth) continue;
    root[method] = () => {
      memories.set(root, new Map());
      try {
        return synth();
      } finally {
        memories.delete(root);
      }
    };
  }
}
