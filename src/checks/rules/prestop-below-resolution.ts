import { Words } from '../../private/errors';
import { Severity } from '../finding';
import { containerBehind, describe, grpcPorts } from '../facts/grpc-ports';
import { headlessSeverity, resolutionFloor } from '../facts/headless';
import { Container } from '../manifests/container';
import { Rule } from '../rule';

export const preStopBelowResolution: Rule = {
  id: 'prestop-below-resolution',
  severity: Severity.WARNING,
  title: 'Pods behind a headless Service for gRPC that end before their clients can have heard of it',
  why: `A client that balances over a headless Service knows the pods that the DNS named when it last asked, and it asks at most every 30 s, whatever
the TTL. Pods that end sooner, and a rollout that replaces them all within that time, leave it with addresses where nobody is: a rolling
restart of five pods under load lost up to 1698 requests without a preStop, and none with one of 35 s.

The wait must be that of the clients (30 s) and what an answer of the DNS may be old (5 s). A StatefulSet is left alone, as it replaces its pods one
by one; so is a server that waits in its own code, if it says so by silencing this rule.`,
  fix: 'wait 35 s in a preStop, and make terminationGracePeriodSeconds longer than that and the longest request together',
  threads: ['voi-oss/svc#14', 'dapr/dapr#8140', 'grpc/grpc-go#4650'],
  *check(manifests) {
    const reported = new Set<Container>();
    for (const grpc of grpcPorts(manifests)) {
      const { service, port } = grpc;
      const severity = service.isHeadless ? headlessSeverity(manifests, grpc) : undefined;
      if (!severity) continue;
      const floor = resolutionFloor(manifests, service);
      for (const workload of manifests.workloadsOf(service)) {
        const container = containerBehind(workload, port);
        if (!container || floor === undefined || reported.has(container)) continue;
        if (!workload.isLongRunning || workload.manifest.kind === 'StatefulSet') continue;
        const { preStop } = container;
        if (preStop === 'unknown' || (preStop && preStop.seconds >= floor)) continue;
        reported.add(container);
        yield {
          manifest: workload.manifest,
          what: `clients ask the DNS for the pods of headless Service '${service.id}' every ${floor} s at most, and container '${container.name}' does not wait for that before it leaves ${describe(grpc)}`,
          got: new Words(preStop ? `a preStop of ${preStop.seconds} s` : 'no preStop'),
          at: [...container.path, 'lifecycle', 'preStop'],
          severity,
        };
      }
    }
  },
};
