import { Manifest } from './manifest';

/** A port of a Service. */
export interface ServicePort {
  /** Its place in the list. */
  readonly index: number;
  readonly name?: string;
  readonly port: number;
  /** Number or name of the port in the pods; the port itself unless it says something else. */
  readonly target: number | string;
  readonly appProtocol?: string;
}

/** A Kubernetes Service. */
export class Service {
  public readonly name: string;
  public readonly namespace: string;
  public readonly selector: Map<string, string>;
  public readonly ports: ServicePort[];
  public readonly isHeadless: boolean;
  /** Whether it is a name for something outside of the cluster. */
  public readonly isExternal: boolean;

  private constructor(public readonly manifest: Manifest) {
    const { fields } = manifest;
    this.name = manifest.name;
    this.namespace = manifest.namespace;
    this.selector = fields.textMap('spec', 'selector');
    this.isExternal = fields.text('spec', 'type') === 'ExternalName';
    this.isHeadless = !this.isExternal && fields.text('spec', 'clusterIP') === 'None';
    this.ports = fields.list('spec', 'ports').flatMap((entry, index) => {
      const port = entry.number('port');
      if (port === undefined || (entry.text('protocol') ?? 'TCP') !== 'TCP') return [];
      const target = entry.number('targetPort') ?? entry.text('targetPort') ?? port;
      return [{ index, name: entry.text('name'), port, target, appProtocol: entry.text('appProtocol') }];
    });
  }

  public static of(manifest: Manifest): Service | undefined {
    return manifest.kind === 'Service' && manifest.group === '' ? new Service(manifest) : undefined;
  }

  public get publishesUnready(): boolean {
    return this.manifest.fields.isTrue('spec', 'publishNotReadyAddresses');
  }

  /** `demo/greeter`, or without the namespace that nobody named. */
  public get id(): string {
    return this.namespace ? `${this.namespace}/${this.name}` : this.name;
  }
}
