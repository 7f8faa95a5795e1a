import { Severity } from '../finding';
import { grpcPortsOf } from '../grpc-ports';
import { Manifests } from '../manifests';
import { Service } from '../objects/service';
import { Workload } from '../objects/workload';
import { references } from '../references';
import { Rule } from '../rule';
import { podsOf } from '../scaling';
import { Words } from '../../private/errors';

/** In whatever words: `grpc.max_connection_age_ms`, `MaxConnectionAge`, `--max-connection-age`. */
const AGE = /max[-_. ]?connection[-_. ]?age/i;

export const connectionAgeMissing: Rule = {
  id: 'connection-age-missing',
  severity: Severity.WARNING,
  title: 'Clients balance over a headless Service, and the server never closes a connection',
  why: `gRPC resolves a name again only when a connection ends. Clients that have all their connections never learn of pods that came later: after
a scale-up the new pods get nothing, for hours. The server has to end connections now and then: \`MaxConnectionAge\` (gRFC A9) sends GOAWAY,
requests under way finish, and the client resolves again. Tried with grpc-js: without an age never within 75 s, with an age of 5 s after 29 s.

The rule looks at variables, arguments and ConfigMaps of the server's pods. If the program sets an age of its own, say so with the annotation
\`cdk8s-grpc/ignore-connection-age-missing\`. An age on the client does nothing: only servers have it. .NET's server has none.`,
  fix: 'set MaxConnectionAge on the server, 5 minutes for example, with a grace that the longest call fits into',
  threads: ['grpc/grpc#12295', 'grpc/grpc-go#6718', 'grpc/grpc-node#2455', 'hitesh22rana/chronoverse#135'],
  *check(manifests) {
    const seen = new Set<Workload>();
    for (const [service, caller] of balancedByClients(manifests)) {
      for (const workload of manifests.workloadsOf(service)) {
        const { several, text } = podsOf(manifests, workload);
        if (!several || seen.has(workload) || speaksOfAge(manifests, workload)) continue;
        seen.add(workload);
        yield {
          manifest: workload.manifest,
          what: `nothing that the pods of ${text} are given sets a connection age: ${caller} balances over headless Service '${service.id}' and does not see new pods while its connections last`,
          got: new Words('no connection age'),
          at: workload.specPath,
        };
      }
    }
  },
};

/** Headless Services, and one of those who let gRPC resolve them. */
function balancedByClients(manifests: Manifests): Map<Service, string> {
  const found = new Map<Service, string>();
  for (const { service, port, scheme, workload } of references(manifests)) {
    if (!service.isHeadless || scheme?.toLowerCase() !== 'dns' || found.has(service)) continue;
    const isGrpc = grpcPortsOf(manifests, service).some((one) => one.port.port === port);
    if (isGrpc) found.set(service, `${workload.manifest.kind} '${workload.manifest.name}'`);
  }
  return found;
}

/** Settings from elsewhere may hold one: where a Secret or an unknown ConfigMap is read, nobody knows. */
function speaksOfAge(manifests: Manifests, workload: Workload): boolean {
  const { containers, configMaps, manifest, annotations } = workload;
  const own = containers.flatMap(({ env, words }) => [...[...env].flat(), ...words]);
  if ([...own, ...[...annotations].flat()].some((text) => AGE.test(text))) return true;
  const mounted = configMaps.map((name) => manifests.configMap(manifest.namespace, name));
  if (mounted.includes(undefined) || readsSecrets(workload)) return true;
  return mounted.some((map) => [...(map?.fields.textMap('data') ?? [])].flat().some((text) => AGE.test(text)));
}

function readsSecrets({ containers }: Workload): boolean {
  return containers.some(({ fields }) => fields.list('envFrom').some((source) => source.has('secretRef')));
}
