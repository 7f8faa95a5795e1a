import { configMapTexts, envTexts, readersOf } from './config-texts';
import { Manifests } from '../manifests/manifests';
import { memoized } from '../manifests/memoized';
import { Service } from '../manifests/service';
import { Workload } from '../manifests/workload';

/** A target by which clients learn the pods from a control plane or from the Kubernetes API, and the workloads that are told it. */
interface ResolverTarget {
  readonly target: string;
  readonly readers: ReadonlySet<Workload>;
}

/** A name has at most 63 characters. */
const MAX_WORDS = 32;

const TARGET = /\b(?:xds|kubernetes|k8s):\/\/[\w./:-]+/g;

/** The target by which a caller, or anybody if none is given, learns the pods of a Service. */
export function resolverFor(manifests: Manifests, service: Service, caller?: Workload): string | undefined {
  const { name, namespace } = service;
  const named = [name, `${namespace}-${name}`].flatMap((one) => targets(manifests).get(one) ?? []);
  return named.find(({ readers }) => !caller || readers.has(caller))?.target;
}

/** Targets by the Services that they may name. */
const targets = memoized((manifests): ReadonlyMap<string, readonly ResolverTarget[]> => {
  const found = new Map<string, ResolverTarget[]>();
  for (const { text, readers } of [...envTexts(manifests), ...configMapTexts(manifests)]) {
    for (const target of text.match(TARGET) ?? []) {
      const one = { target, readers: readersOf(readers) };
      for (const name of namesIn(target))
        found
          .set(name, found.get(name) ?? [])
          .get(name)!
          .push(one);
    }
  }
  return found;
});

/**
 * Which name a control plane has for a Service is up to it: most often the Service's, perhaps after the namespace, or with a word after it:
 * `greeter`, `demo-greeter`, `greeter-listener`. `payment-api` is not Service `api`.
 */
function namesIn(target: string): Set<string> {
  const parts = target.split(/[/.:]/).map((part) => part.split('-').slice(0, MAX_WORDS));
  return new Set(parts.flatMap((words) => words.map((_word, index) => words.slice(0, index + 1).join('-'))));
}
