import { Fields } from '../manifests/fields';

/** Where an Envoy finds hosts of a cluster. */
export interface EnvoyAddress {
  readonly host: string;
  readonly port: number;
  readonly at: readonly string[];
}

const HTTP_OPTIONS = ['typed_extension_protocol_options', 'envoy.extensions.upstreams.http.v3.HttpProtocolOptions'];

/** What an Envoy sends requests to. */
export class EnvoyCluster {
  public readonly name: string;
  public readonly addresses: readonly EnvoyAddress[];

  public constructor(
    public readonly fields: Fields,
    public readonly at: readonly string[],
  ) {
    this.name = fields.text('name') ?? '';
    this.addresses = [...this.oldHosts(), ...this.endpoints()];
  }

  /** Whether its hosts are what DNS answers. */
  public get isDns(): boolean {
    const type = this.fields.text('type') ?? this.fields.text('cluster_type', 'name') ?? '';
    return /^(envoy\.cluster\.)?(strict|logical)_dns$|^envoy\.clusters\.dns$/i.test(type);
  }

  /** What it speaks with its hosts: Envoy's default is HTTP/1. Some options leave it to TLS, or to who calls. */
  public get protocol(): 'http1' | 'http2' | 'depends' {
    const { fields } = this;
    if (fields.has('http2_protocol_options')) return 'http2';
    if (/downstream/i.test(fields.text('protocol_selection') ?? '')) return 'depends';
    const options = fields.get(...HTTP_OPTIONS);
    if (!options.has()) return 'http1';
    if (options.has('explicit_http_config', 'http2_protocol_options')) return 'http2';
    return options.has('explicit_http_config', 'http_protocol_options') ? 'http1' : 'depends';
  }

  private endpoints(): EnvoyAddress[] {
    return this.fields.list('load_assignment', 'endpoints').flatMap((locality, index) =>
      locality.list('lb_endpoints').flatMap((endpoint, place) => {
        const to = ['load_assignment', 'endpoints', String(index), 'lb_endpoints', String(place)];
        return this.addressOf(endpoint, ['endpoint', 'address', 'socket_address'], to);
      }),
    );
  }

  /** What Envoys before 1.17 read. */
  private oldHosts(): EnvoyAddress[] {
    return this.fields
      .list('hosts')
      .flatMap((host, index) => this.addressOf(host, ['socket_address'], ['hosts', String(index)]));
  }

  private addressOf(fields: Fields, socket: string[], path: string[]): EnvoyAddress[] {
    const [host, port] = [fields.text(...socket, 'address'), fields.number(...socket, 'port_value')];
    const at = [...this.at, ...path, ...socket, 'address'];
    return host === undefined || port === undefined ? [] : [{ host, port, at }];
  }
}
