import { Words } from '../../private/errors';
import { Severity } from '../finding';
import { containerBehind, describe, grpcPorts } from '../facts/grpc-ports';
import { headlessSeverity, resolutionFloor } from '../facts/headless';
import { Container } from '../manifests/container';
import { Rule } from '../rule';

export const preStopBelowResolution: Rule = {
  id: 'prestop-below-resolution',
  severity: Severity.WARNING,
  title: 'Pods behind a headless gRPC Service that end before their clients know',
  why: `A client that balances over a headless Service knows the pods that DNS returned when it last asked, and it asks at most every 30 s, whatever
the TTL. If pods end sooner than that, it is left with addresses where nobody answers: a rolling restart of five pods under load lost
up to 1698 requests without a preStop, and none with a preStop of 35 s.

The wait must cover the time between two look-ups of a client (30 s) plus the age of a DNS answer (5 s). A StatefulSet is left alone, because it
replaces its pods one by one. If your server waits in its own code, silence this rule and say so.`,
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
