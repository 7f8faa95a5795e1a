import { configMapTexts } from '../facts/config-texts';
import { Severity } from '../finding';
import { describe, GrpcPort, grpcPorts, isGrpcName } from '../facts/grpc-ports';
import { Manifests } from '../manifests/manifests';
import { Mesh, meshesBefore } from '../facts/mesh';
import { Misreading, misreading } from '../facts/mesh-protocol';
import { destinationRules } from '../manifests/destination-rule';
import { memoized } from '../manifests/memoized';
import { Problem, Rule } from '../rule';

export const meshPortProtocol: Rule = {
  id: 'mesh-port-protocol',
  severity: Severity.ERROR,
  title: 'A gRPC port that the mesh does not read as HTTP/2',
  why: `A mesh balances requests only if it understands them. If it reads a port as TCP, it balances connections, which for gRPC is no balancing;
retries, timeouts and metrics of requests are missing too. If it reads a port as HTTP/1, it speaks HTTP/1 with a gRPC server, which does not
understand it: every call fails.

* Istio reads \`appProtocol\`, and without it the name of the port, up to the first hyphen. \`tcp\`, \`mongo\`, \`redis\` and \`mysql\` are TCP,
  \`tls\` and \`https\` are encrypted by the application, \`http\` is HTTP/1, unless a DestinationRule upgrades it. It detects the protocol if it
  does not know the word. Tried with istiod: with the name \`http-grpc\` the caller's proxy does not speak HTTP/2 with the pods.
* Linkerd ignores names, and detects HTTP/2 if there is no \`appProtocol\`. Since 2.18 it reads a port as opaque TCP if it does not know the
  \`appProtocol\`, and it does not know \`grpc\` nor \`http2\`.

\`kubernetes.io/h2c\` is the one value that both read as HTTP/2.`,
  fix: "write 'appProtocol: kubernetes.io/h2c'",
  threads: ['linkerd/website#2150', 'linkerd/linkerd2#14033'],
  *check(manifests) {
    for (const grpc of grpcPorts(manifests)) {
      // Over a headless Service clients balance; some charts make such a port TCP so that no mesh interferes.
      if (grpc.service.isHeadless) continue;
      const { who, meshes } = meshesBefore(manifests, grpc.service);
      for (const mesh of meshes) {
        const misread = mesh && misreading(mesh, grpc.port);
        if (misread && !(misread.as === 'HTTP/1' && mayBeHttp1(manifests, grpc, mesh)))
          yield problemOf(grpc, mesh, misread, who);
      }
    }
  },
};

/** Whether the mesh speaks HTTP/2 with the pods after all, or the pods may understand HTTP/1. */
function mayBeHttp1(manifests: Manifests, { isLikely = false }: GrpcPort, mesh: Mesh): boolean {
  return isLikely || (mesh === 'Istio' && someHttpIsUpgraded(manifests));
}

/** For whom is too much to ask: whoever upgrades HTTP/1 knows about it. */
const someHttpIsUpgraded: (manifests: Manifests) => boolean = memoized(
  (manifests) =>
    configMapTexts(manifests).some(({ text }) => text.includes('h2UpgradePolicy')) ||
    destinationRules(manifests)
      .flatMap(({ policies }) => policies.map(({ fields }) => fields.get('connectionPool', 'http')))
      .some((http) => http.text('h2UpgradePolicy') === 'UPGRADE' || http.isTrue('useClientProtocol')),
);

function problemOf(grpc: GrpcPort, mesh: Mesh, { as, field }: Misreading, who: string): Problem {
  const { service, port } = grpc;
  return {
    manifest: service.manifest,
    what: `${mesh}, in which ${who} are, reads ${describe(grpc)}, as ${as} by its ${field}${as === 'HTTP/1' ? ', so that every call fails' : ' and balances no requests'}`,
    got: port[field],
    remedy: remedyOf(grpc, as),
    at: ['spec', 'ports', String(port.index), field],
  };
}

function remedyOf({ port }: GrpcPort, as: Misreading['as']): string | undefined {
  const [h2c, name] = ["write 'appProtocol: kubernetes.io/h2c'", "name the port 'grpc', or 'grpc-' and a word"];
  if (as === 'TLS') return `let the mesh encrypt, and ${h2c}`;
  // The new appProtocol says less than the old one: that the port speaks gRPC must be seen from its name.
  return port.appProtocol === 'grpc' && !isGrpcName(port.name ?? '') ? `${h2c}, and ${name}` : undefined;
}
