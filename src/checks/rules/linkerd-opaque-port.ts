import { Severity } from '../finding';
import { describe, grpcPorts } from '../facts/grpc-ports';
import { Manifests } from '../manifests/manifests';
import { meshesBefore } from '../facts/mesh';
import { Service } from '../manifests/service';
import { Rule } from '../rule';

const ANNOTATION = 'config.linkerd.io/opaque-ports';

/** Linkerd's default: protocols in which the server speaks first. */
const DEFAULT = '25,587,3306,4444,5432,6379,9300,11211';

export const linkerdOpaquePort: Rule = {
  id: 'linkerd-opaque-port',
  severity: Severity.ERROR,
  title: 'A gRPC port that Linkerd forwards as opaque TCP',
  why: `Linkerd forwards opaque ports as TCP: it balances connections, and a gRPC client has one. The annotation \`config.linkerd.io/opaque-ports\` of the
Service or of its namespace lists the opaque ports. Without it Linkerd's default list counts: 25, 587, 3306, 4444, 5432, 6379, 9300,
11211. An \`appProtocol\` on the port beats both.`,
  fix: "write 'appProtocol: kubernetes.io/h2c' on the port, or take another port",
  threads: ['linkerd/linkerd2#10657'],
  *check(manifests) {
    for (const grpc of grpcPorts(manifests)) {
      const { service, port } = grpc;
      if (service.isHeadless || port.appProtocol !== undefined) continue;
      if (!meshesBefore(manifests, service).meshes.has('Linkerd')) continue;
      const { text, why, at } = opaquePorts(manifests, service);
      if (!contains(text, port.port)) continue;
      yield {
        manifest: service.manifest,
        what: `Linkerd does not look into ${describe(grpc)}, and balances none of its requests: it is one of its opaque ports, ${why}`,
        got: text,
        at: at ?? ['spec', 'ports', String(port.index), 'port'],
      };
    }
  },
};

/** That of the Service beats that of its namespace, and both replace the default. */
function opaquePorts(
  manifests: Manifests,
  { manifest, namespace }: Service,
): { text: string; why: string; at?: string[] } {
  const own = manifest.annotations.get(ANNOTATION);
  if (own !== undefined)
    return { text: own, why: `by annotation ${ANNOTATION}`, at: ['metadata', 'annotations', ANNOTATION] };
  const ofNamespace = manifests.namespace(namespace)?.annotations.get(ANNOTATION);
  if (ofNamespace !== undefined)
    return { text: ofNamespace, why: `by annotation ${ANNOTATION} of namespace '${namespace}'` };
  return { text: DEFAULT, why: 'by default' };
}

/** `25,4444-4450` */
function contains(list: string, port: number): boolean {
  return list.split(',').some((item) => {
    const [first, last = first] = item.trim().split('-').map(Number);
    return first <= port && port <= last;
  });
}
