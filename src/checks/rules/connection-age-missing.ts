import { mayHaveConnectionAge } from '../facts/connection-age';
import { Severity } from '../finding';
import { resolvedByGrpc } from '../facts/headless';
import { Workload } from '../manifests/workload';
import { Rule } from '../rule';
import { podsOf } from '../facts/scaling';
import { Words } from '../../private/errors';

export const connectionAgeMissing: Rule = {
  id: 'connection-age-missing',
  severity: Severity.WARNING,
  title: 'Clients balance over a headless Service, and the server never closes a connection',
  why: `gRPC resolves a name again only when a connection ends. Clients whose connections all work never learn of new pods: after a scale-up the
new pods get nothing, for hours. So the server must close connections from time to time: \`MaxConnectionAge\` (gRFC A9) sends GOAWAY, running
requests finish, and the client resolves again. Measured with grpc-js: without an age not within 75 s, with an age of 5 s after 29 s.

The rule looks at variables, arguments and ConfigMaps of the server's pods. If the program sets an age in its code, say so in the annotation
\`cdk8s-grpc/ignore-connection-age-missing\`. An age on the client does nothing, only servers have it. A .NET server has none.`,
  fix: 'set MaxConnectionAge on the server, for example 5 minutes, with a grace longer than the longest call',
  threads: ['grpc/grpc#12295', 'grpc/grpc-go#6718', 'grpc/grpc-node#2455', 'hitesh22rana/chronoverse#135'],
  *check(manifests) {
    const seen = new Set<Workload>();
    for (const [service, { workload: caller }] of resolvedByGrpc(manifests)) {
      const { kind, name } = caller.manifest;
      for (const workload of manifests.workloadsOf(service)) {
        const { several, text } = podsOf(manifests, workload);
        if (!several || seen.has(workload) || mayHaveConnectionAge(manifests, workload)) continue;
        seen.add(workload);
        yield {
          manifest: workload.manifest,
          what: `nothing that the pods of ${text} are given sets a connection age: ${kind} '${name}' balances over headless Service '${service.id}' and does not see new pods while its connections last`,
          got: new Words('no connection age'),
          at: workload.specPath,
        };
      }
    }
  },
};
