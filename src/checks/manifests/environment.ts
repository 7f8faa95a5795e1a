import { Fields } from './fields';
import { Manifest } from './manifest';

/** A variable whose value the manifests tell. */
export interface Variable {
  readonly name: string;
  readonly value: string;
  /** Leads to its entry in the container. */
  readonly at: readonly string[];
  /** Whether a ConfigMap has the value. */
  readonly isFromConfigMap: boolean;
}

/** A ConfigMap of which each key is a variable, after a prefix. */
export interface SharedVariables {
  readonly configMap: Manifest;
  readonly prefix: string;
  /** Leads to its entry in the container. */
  readonly at: readonly string[];
}

/** The ConfigMap of a name in the namespace of a container. */
export type ConfigMapOf = (name: string) => Manifest | undefined;

/** Variables may be made of each other, and double each time: no target of gRPC's is as long as this. */
const MAX_EXPANDED = 4096;

/** The variables of a container, as far as their values are among the manifests. */
export class Environment {
  /** Those that `env` lists. */
  public readonly own: readonly Variable[];
  /** Those of `envFrom`, not copied: each of a thousand workloads may read the same ConfigMap. */
  public readonly shared: readonly SharedVariables[];
  /** Whether there may be others: of Secrets, and of ConfigMaps that are elsewhere. */
  public readonly hasUnknown: boolean;
  private readonly values = new Map<string, string>();

  public constructor(fields: Fields, configMapOf: ConfigMapOf) {
    const sources = fields.list('envFrom').map((source, index) => {
      const configMap = configMapOf(source.text('configMapRef', 'name') ?? '');
      return { configMap, prefix: source.text('prefix') ?? '', at: ['envFrom', String(index)] };
    });
    this.shared = sources.flatMap(({ configMap, ...rest }) => (configMap ? [{ configMap, ...rest }] : []));
    this.hasUnknown = this.shared.length < sources.length;
    this.own = fields.list('env').flatMap((entry, index) => this.read(entry, index, configMapOf));
  }

  /** The value of a variable, if it is known. */
  public get(name: string): string | undefined {
    return this.values.get(name) ?? this.ofShared(name);
  }

  /** The entry that gives a variable its value, as a path in the container. */
  public placeOf(name: string): readonly string[] {
    const own = this.own.find((one) => one.name === name)?.at;
    const shared = [...this.shared].reverse().find(({ configMap, prefix }) => {
      return name.startsWith(prefix) && configMap.fields.has('data', name.slice(prefix.length));
    });
    return own ?? shared?.at ?? [];
  }

  /** A text with `$(NAME)` replaced as the kubelet does; what is not known stays as it is. */
  public expand(text: string): string {
    if (!text.includes('$')) return text;
    const expanded = text.replace(/\$\$|\$\(([\w.-]+)\)/g, (all, name?: string) =>
      name === undefined ? '$' : (this.get(name) ?? all),
    );
    return expanded.length > MAX_EXPANDED ? text : expanded;
  }

  private read(entry: Fields, index: number, configMapOf: ConfigMapOf): Variable[] {
    const name = entry.text('name');
    const text = entry.text('value');
    const reference = entry.get('valueFrom', 'configMapKeyRef');
    const value =
      text === undefined
        ? configMapOf(reference.text('name') ?? '')?.fields.text('data', reference.text('key') ?? '')
        : this.expand(text);
    if (name === undefined || value === undefined) return [];
    this.values.set(name, value);
    return [{ name, value, at: ['env', String(index)], isFromConfigMap: text === undefined }];
  }

  /** The last one that has it counts. */
  private ofShared(name: string): string | undefined {
    const values = this.shared.flatMap(({ configMap, prefix }) =>
      name.startsWith(prefix) ? (configMap.fields.text('data', name.slice(prefix.length)) ?? []) : [],
    );
    return values.at(-1);
  }
}
