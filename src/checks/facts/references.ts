import { groupBy } from '../manifests/group-by';
import { Container } from '../manifests/container';
import { Manifest } from '../manifests/manifest';
import { Manifests } from '../manifests/manifests';
import { memoized } from '../manifests/memoized';
import { Service } from '../manifests/service';
import { Workload } from '../manifests/workload';

/** An address of a Service, and nothing else, that a container is told in a variable or an argument. */
export interface Reference {
  readonly target: Target;
  readonly workload: Workload;
  readonly container: Container;
  /** Undefined if an argument has it. */
  readonly variable?: string;
  readonly at: readonly string[];
}

/** What a text names. */
export interface Target {
  readonly value: string;
  readonly service: Service;
  readonly port: number;
  /** The scheme of gRPC's resolver in lower case, `dns` for one. */
  readonly scheme?: string;
}

/** `dns:///greeter.demo:50051` and `greeter.demo:50051`, and those with a DNS server in between. */
const TARGET = /^(?:([a-z][a-z0-9+.-]*):(?:\/\/[^/]*\/)?)?([a-z0-9]([a-z0-9.-]*[a-z0-9])?\.?):(\d{1,5})$/i;

/** Schemes that names are dialled by. */
const SCHEMES = ['dns', 'passthrough', 'xds'];

/** All that name headless Services, one after another. A ConfigMap that all workloads read makes many: they are not kept. */
export function* headlessReferences(manifests: Manifests): Iterable<Reference> {
  for (const workload of manifests.workloads) {
    for (const container of workload.containers)
      yield* referencesOf(manifests, workload, container, ({ isHeadless }) => isHeadless);
  }
}

/** All of a container, to Services of which something holds. */
export function* referencesOf(
  manifests: Manifests,
  workload: Workload,
  container: Container,
  isWanted: (service: Service) => boolean = () => true,
): Iterable<Reference> {
  const known: Target[] = [];
  for (const { target, variable, at } of listed(manifests, workload, container)) {
    // An argument may only pass on what a variable says.
    const isRepeated = known.some(({ service, port }) => service === target.service && port === target.port);
    known.push(target);
    if ((variable === undefined && isRepeated) || !isWanted(target.service)) continue;
    yield { target, workload, container, variable, at };
  }
  for (const { configMap, prefix, at } of container.environment.shared) {
    const place = [...container.path, ...at];
    for (const { key, target } of targetsOfConfigMaps(manifests).get(configMap) ?? [])
      if (isWanted(target.service)) yield { target, workload, container, variable: prefix + key, at: place };
  }
}

/** How findings name where a reference stands. */
export function placeOf({ variable }: Reference): string {
  return variable === undefined ? 'an argument' : `variable '${variable}'`;
}

type Listed = Pick<Reference, 'target' | 'variable' | 'at'>;

/** Of the variables and arguments that the container lists itself: `--greeter=dns:///greeter:50051`, or the word alone. */
function listed(manifests: Manifests, { manifest: { namespace } }: Workload, container: Container): Listed[] {
  const { environment, words, path } = container;
  const variables = environment.own.map(({ name, value, at, isFromConfigMap }) => {
    return { text: value, variable: name, at: [...path, ...at, isFromConfigMap ? 'valueFrom' : 'value'] };
  });
  const options = words.map(({ text, at }) => {
    return { text: text.replace(/^--?[\w.-]+=/, ''), variable: undefined, at: [...path, ...at] };
  });
  return [...variables, ...options].flatMap(({ text, variable, at }) => {
    const target = targetIn(manifests, text, namespace);
    return target ? [{ target, variable, at }] : [];
  });
}

/** Read once for each ConfigMap, whoever reads it. */
const targetsOfConfigMaps = memoized((manifests) => {
  const all = manifests.ofKind('', 'ConfigMap').flatMap((configMap) =>
    [...configMap.fields.textMap('data')].flatMap(([key, text]) => {
      const target = targetIn(manifests, text, configMap.namespace);
      return target ? [{ configMap, key, target }] : [];
    }),
  );
  return groupBy<(typeof all)[number], Manifest>(all, ({ configMap }) => configMap);
});

function targetIn(manifests: Manifests, value: string, namespace: string): Target | undefined {
  const [, said, host, , port] = TARGET.exec(value) ?? [];
  const scheme = said?.toLowerCase();
  // `http://greeter:80` is no target of gRPC's, but `http` would look like a scheme.
  if (host === undefined || (scheme && !SCHEMES.includes(scheme))) return undefined;
  const service = manifests.serviceAt(host, namespace);
  return service && { value, service, port: Number(port), scheme };
}
