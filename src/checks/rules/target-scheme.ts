import { envTexts, Reader } from '../facts/config-texts';
import { Severity } from '../finding';
import { grpcPortAt } from '../facts/grpc-ports';
import { Manifests } from '../manifests/manifests';
import { headlessReferences, placeOf, Reference } from '../facts/references';
import { Problem, Rule } from '../rule';

export const targetScheme: Rule = {
  id: 'target-scheme',
  severity: Severity.WARNING,
  title: 'A gRPC target for a headless Service without dns:///',
  why: `To balance over a headless Service a client needs gRPC's own resolver, which sees all addresses. Python, Node.js, Java and Go's \`grpc.NewClient\`
use it for a bare name. Go's \`grpc.Dial\`, which is still common, does not: it leaves the name to the operating system (\`passthrough\`), sees one
address, and \`round_robin\` has one pod. \`dns:///name:port\` means the same everywhere. A bare name is reported, as information, if the
container has variables of Go (\`GRPC_GO_LOG_SEVERITY_LEVEL\`, \`GOMAXPROCS\`, …): nothing else tells the language of a program.

Write three slashes: between the second and the third comes the address of a DNS server. \`dns://greeter:50051\` asks the server \`greeter\` for an
empty name, and no gRPC client connects. Programs may read such an address in their own way, so it is reported only if the variable has \`grpc\`
in its name, or the container has settings of gRPC.`,
  fix: 'write dns:/// in front of the name',
  threads: ['grpc/grpc-go#1783', 'grpc/grpc-go#3609', 'flipt-io/flipt#2428'],
  *check(manifests) {
    for (const reference of headlessReferences(manifests)) {
      const problem = ofReference(manifests, reference);
      if (problem) yield problem;
    }
    yield* withoutName(manifests);
  },
};

function ofReference(manifests: Manifests, reference: Reference): Problem | undefined {
  const { workload, container, at } = reference;
  const { service, port, scheme, value } = reference.target;
  const grpc = grpcPortAt(manifests, service, port);
  if (!grpc) return undefined;
  const isPassthrough = scheme === 'passthrough';
  if (!isPassthrough && (scheme !== undefined || !container.isGo)) return undefined;
  const what = `${placeOf(reference)} names headless Service '${service.id}', which speaks gRPC (${grpc.evidence}), `;
  const whom = isPassthrough ? 'by passthrough, which sees one pod' : "in a way in which Go's grpc.Dial sees one pod";
  const remedy = `write dns:///${value.replace(/^passthrough:(\/\/[^/]*\/)?/i, '')}`;
  // By grpc.NewClient it would see all.
  const severity = isPassthrough ? undefined : Severity.INFO;
  return { manifest: workload.manifest, what: what + whom, got: value, remedy, at, severity };
}

/** With two slashes the name is that of a DNS server. */
function* withoutName(manifests: Manifests): Iterable<Problem> {
  for (const { manifest, at, text, variable, readers } of envTexts(manifests)) {
    const [, address, host] = /^dns:\/\/(([^/:]+)(?::\d+)?)$/i.exec(text) ?? [];
    if (host === undefined || !manifests.serviceAt(host, manifest.namespace)) continue;
    if (!/grpc/i.test(variable) && !readers.some(hasGrpc)) continue;
    const what = `variable '${variable}' has a gRPC target without a name: after two slashes comes the address of a DNS server`;
    yield { manifest, what, got: text, remedy: `write dns:///${address}`, at, severity: Severity.ERROR };
  }
}

/** Whether a container has settings that gRPC's libraries read, or arguments of channels. */
function hasGrpc({ container }: Reader): boolean {
  const entries = container.fields.list('env');
  return entries.some((entry) => {
    const [name = '', value = ''] = [entry.text('name'), entry.text('value')];
    return /^GRPC_(GO_LOG|TRACE$|VERBOSITY$|DNS_RESOLVER$)/.test(name) || value.includes('"grpc.');
  });
}
