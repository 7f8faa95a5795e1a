import { Manifests } from './manifests';

/** Several rules ask for the same of all manifests: it is worked out when the first does. */
export function once<T>(work: (manifests: Manifests) => T): (manifests: Manifests) => T {
  const results = new WeakMap<Manifests, T>();
  return (manifests) => {
    if (!results.has(manifests)) results.set(manifests, work(manifests));
    return results.get(manifests) as T;
  };
}
