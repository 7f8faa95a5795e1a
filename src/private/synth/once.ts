import { AppState } from '../app-state';

/**
 * Computes something once in a run of `app.synth()`, in which nothing changes any more, and anew at every call outside of it.
 *
 * cdk8s validates the whole app again for every chart, and renders after that: what validation renders would be rendered twice,
 * and a check of the whole app would run as often as there are charts.
 */
export function onceInSynth<T>({ memory }: AppState, key: unknown, compute: () => T): T {
  if (!memory) return compute();
  if (!memory.has(key)) memory.set(key, compute());
  return memory.get(key) as T;
}

/** Like `onceInSynth` for the last reader: the value is dropped from memory, so that the reader may change it. */
export function handOver<T>(app: AppState, key: unknown, compute: () => T): T {
  const value = onceInSynth(app, key, compute);
  app.memory?.delete(key);
  return value;
}

/** Whether a run of `app.synth()` is under way. */
export function isInSynth({ memory }: AppState): boolean {
  return memory !== undefined;
}
