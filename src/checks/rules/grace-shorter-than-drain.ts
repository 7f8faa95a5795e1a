import { Words } from '../../private/errors';
import { Severity } from '../finding';
import { grpcPorts } from '../facts/grpc-ports';
import { Workload } from '../manifests/workload';
import { Rule } from '../rule';

export const graceShorterThanDrain: Rule = {
  id: 'grace-shorter-than-drain',
  severity: Severity.ERROR,
  title: 'A gRPC server that is killed before it can end its requests',
  why: `The grace period (30 s by default) starts with the preStop hook, not after it. A hook that waits as long as the period uses it up. Then
the server is told to stop (SIGTERM) two seconds before the kubelet kills it, or never: running requests fail, and no GOAWAY sends clients
elsewhere.

The period must cover the wait, the longest request and a margin: for most servers 35 s + 10 s + 5 s.`,
  fix: 'make terminationGracePeriodSeconds longer than the preStop and the longest request together',
  threads: ['kubernetes/kubernetes#23515', 'kubernetes/kubernetes#65496'],
  *check(manifests) {
    const servers = new Set(grpcPorts(manifests).flatMap(({ service }) => [...manifests.workloadsOf(service)]));
    for (const workload of servers) {
      const { manifest, gracePeriod, spec, specPath } = workload;
      const { name, seconds } = longestPreStop(workload);
      if (seconds === 0 || gracePeriod > seconds) continue;
      const isDefault = !spec.has('terminationGracePeriodSeconds');
      yield {
        manifest,
        what: `the preStop of container '${name}' takes ${seconds} s, which leaves its pods no time to end their requests`,
        got: new Words(`${gracePeriod} s of grace${isDefault ? ' by default' : ''}`),
        remedy: `make terminationGracePeriodSeconds longer than ${seconds} s and the longest request together`,
        at: [...specPath, 'terminationGracePeriodSeconds'],
      };
    }
  },
};

function longestPreStop({ containers }: Workload): { name: string; seconds: number } {
  const waits = containers.map(({ name, preStop }) => ({
    name,
    seconds: typeof preStop === 'object' ? preStop.seconds : 0,
  }));
  return waits.reduce((one, other) => (other.seconds > one.seconds ? other : one), { name: '', seconds: 0 });
}
