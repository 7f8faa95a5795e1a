import { Fields } from './fields';

/** Where a manifest was read. */
export interface Source {
  /** The file as the user named it, `-` for standard input. */
  readonly file: string;
  /** Number of the document in the file, from 1. */
  readonly document: number;
  /** The line of a field, or of the nearest one that is there; counted from 1. */
  line(path: readonly string[]): number;
}

/** Kubernetes' default for what names no namespace: it is not known before it is applied. */
export const NO_NAMESPACE = '';

/** One Kubernetes object. */
export class Manifest {
  public readonly fields: Fields;
  public readonly kind: string;
  public readonly name: string;
  public readonly namespace: string;
  public readonly labels: Map<string, string>;
  public readonly annotations: Map<string, string>;
  /** Of the API group alone: versions differ in no field that is read here. */
  public readonly group: string;

  public constructor(
    object: unknown,
    public readonly source?: Source,
  ) {
    this.fields = new Fields(object);
    this.kind = this.fields.text('kind') ?? '';
    const metadata = this.fields.get('metadata');
    this.name = metadata.text('name') ?? '';
    this.namespace = metadata.text('namespace') ?? NO_NAMESPACE;
    this.labels = metadata.textMap('labels');
    this.annotations = metadata.textMap('annotations');
    const [group, version] = (this.fields.text('apiVersion') ?? '').split('/');
    this.group = version === undefined ? '' : group;
  }
}
