import { Manifests } from './manifests';

/** Memoizes a function of all manifests: several rules ask the same question. */
export function memoized<T>(work: (manifests: Manifests) => T): (manifests: Manifests) => T {
  const results = new WeakMap<Manifests, T>();
  return (manifests) => {
    if (!results.has(manifests)) results.set(manifests, work(manifests));
    return results.get(manifests) as T;
  };
}
