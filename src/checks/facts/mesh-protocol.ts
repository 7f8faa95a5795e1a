import { Mesh } from './mesh';
import { ServicePort } from '../manifests/service';

/** What a mesh takes a port for, instead of HTTP/2, and the field that says so. */
export interface Misreading {
  readonly as: 'TCP' | 'TLS' | 'HTTP/1';
  readonly field: 'appProtocol' | 'name';
}

/** What Istio does not look into, and what it speaks HTTP/1 with; its other words are HTTP/2, and what it does not know it detects. */
const ISTIO_WORDS: ReadonlyMap<string, Misreading['as']> = new Map<string, Misreading['as']>([
  ['tcp', 'TCP'],
  ['mongo', 'TCP'],
  ['redis', 'TCP'],
  ['mysql', 'TCP'],
  ['tls', 'TLS'],
  ['https', 'TLS'],
  ['http', 'HTTP/1'],
  ['http_proxy', 'HTTP/1'],
]);

/** How a mesh misreads a port that speaks gRPC; undefined if it reads it as HTTP/2, or detects that it is. */
export function misreading(mesh: Mesh, port: ServicePort): Misreading | undefined {
  return mesh === 'Istio' ? ofIstio(port) : ofLinkerd(port);
}

/** The word before the first hyphen counts, and that of appProtocol replaces that of the name. */
function ofIstio({ name = '', appProtocol }: ServicePort): Misreading | undefined {
  const field = appProtocol === undefined ? 'name' : 'appProtocol';
  const as = ISTIO_WORDS.get((appProtocol ?? name).toLowerCase().split('-')[0]);
  return as && { as, field };
}

/** Linkerd reads no names. Since 2.18 an appProtocol that it does not know, `grpc` for one, makes a port opaque. */
function ofLinkerd({ appProtocol }: ServicePort): Misreading | undefined {
  const said = appProtocol?.toLowerCase();
  if (said === undefined || said === 'kubernetes.io/h2c') return undefined;
  return { as: said === 'http' ? 'HTTP/1' : 'TCP', field: 'appProtocol' };
}
