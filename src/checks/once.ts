import { Manifests } from './manifests';

/** Several rules ask for the same of all manifests: it is worked out when the first does. */
export function once<T>(work: (manifests: Manifests) => T): (manifests: Manifests) => T {
  const known = new WeakMap<Manifests, { readonly result: T }>();
  return (manifests) => {
    const { result } = known.get(manifests) ?? { result: work(manifests) };
    known.set(manifests, { result });
    return result;
  };
}
