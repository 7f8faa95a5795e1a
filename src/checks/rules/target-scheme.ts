import { Severity } from '../finding';
import { grpcPortsOf } from '../grpc-ports';
import { Manifests } from '../manifests';
import { Reference, references } from '../references';
import { Problem, Rule } from '../rule';
import { envTexts } from '../config-texts';

export const targetScheme: Rule = {
  id: 'target-scheme',
  severity: Severity.WARNING,
  title: 'A gRPC target that names a headless Service, but not dns:///',
  why: `Balancing over a headless Service needs gRPC's own resolver, which sees all addresses. Python, Node.js, Java and Go's \`grpc.NewClient\` use
it for a bare name. Go's \`grpc.Dial\`, which most code still calls, does not: it hands the name to the operating system
(\`passthrough\`), sees one address, and \`round_robin\` has one pod to go around. \`dns:///name:port\` means the same everywhere; a bare name
is reported as information.

Three slashes: what stands between the second and the third is the address of a DNS server. \`dns://greeter:50051\` asks \`greeter\` for a name
that is empty, and no client connects.`,
  fix: 'write dns:/// in front of the name',
  threads: ['grpc/grpc-go#1783', 'grpc/grpc-go#3609', 'flipt-io/flipt#2428'],
  *check(manifests) {
    for (const reference of references(manifests)) {
      const problem = ofReference(manifests, reference);
      if (problem) yield problem;
    }
    yield* withoutName(manifests);
  },
};

function ofReference(manifests: Manifests, reference: Reference): Problem | undefined {
  const { workload, service, port, scheme, variable, value, at } = reference;
  const grpc = grpcPortsOf(manifests, service).find((one) => one.port.port === port);
  if (!service.isHeadless || !grpc || (scheme !== undefined && scheme.toLowerCase() !== 'passthrough'))
    return undefined;
  const what = `variable '${variable}' names headless Service '${service.id}', which speaks gRPC (${grpc.evidence}), `;
  const whom =
    scheme === undefined ? "in a way in which Go's grpc.Dial sees one pod" : 'by passthrough, which sees one pod';
  const remedy = `write dns:///${value.replace(/^passthrough:(\/\/[^/]*\/)?/i, '')}`;
  // Whose client it is, the manifests do not tell: most see all pods.
  const severity = scheme === undefined ? Severity.INFO : undefined;
  return { manifest: workload.manifest, what: what + whom, got: value, remedy, at, severity };
}

/** With two slashes the name is that of a DNS server. */
function* withoutName(manifests: Manifests): Iterable<Problem> {
  for (const { manifest, at, text, variable } of envTexts(manifests)) {
    const [, address, host] = /^dns:\/\/(([^/:]+)(?::\d+)?)$/i.exec(text) ?? [];
    if (host === undefined || !manifests.serviceAt(host, manifest.namespace)) continue;
    const what = `variable '${variable}' has a gRPC target without a name: after two slashes comes the address of a DNS server`;
    yield { manifest, what, got: text, remedy: `write dns:///${address}`, at, severity: Severity.ERROR };
  }
}
