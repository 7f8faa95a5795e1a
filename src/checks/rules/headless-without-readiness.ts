import { Words } from '../../private/errors';
import { Severity } from '../finding';
import { containerBehind, describe, grpcPorts } from '../facts/grpc-ports';
import { headlessSeverity } from '../facts/headless';
import { Rule } from '../rule';
import { podsOf } from '../facts/scaling';

export const headlessWithoutReadiness: Rule = {
  id: 'headless-without-readiness',
  severity: Severity.WARNING,
  title: 'Pods behind a headless gRPC Service without a readiness probe',
  why: `Without a readiness probe a pod counts as ready from when its containers run until they end. Behind a headless Service nothing else decides
which pods DNS returns, and so where clients connect to: to pods that do not listen yet, and to pods that cannot serve any more.

With a probe of gRPC's health service a server can also announce that it is about to stop.`,
  fix: 'add a readinessProbe, with grpc and the port if the server has the health service',
  threads: ['temporalio/helm-charts#825'],
  *check(manifests) {
    const reported = new Set();
    for (const grpc of grpcPorts(manifests)) {
      const { service, port } = grpc;
      const severity = service.isHeadless ? headlessSeverity(manifests, grpc) : undefined;
      if (!severity) continue;
      for (const workload of manifests.workloadsOf(service)) {
        const container = containerBehind(workload, port);
        if (!workload.isLongRunning || workload.spec.has('readinessGates') || reported.has(container)) continue;
        // There is no other pod to go to, nor a new one beside it.
        if (workload.manifest.kind === 'StatefulSet' && !podsOf(manifests, workload).several) continue;
        // A probe of any container tells of the pod.
        if (!container || workload.containers.some(({ fields }) => fields.has('readinessProbe'))) continue;
        reported.add(container);
        yield {
          manifest: workload.manifest,
          what: `nothing tells whether container '${container.name}' is ready, and headless Service '${service.id}' leads clients to each of its pods at ${describe(grpc)}`,
          got: new Words('no readinessProbe'),
          at: container.path,
          severity,
        };
      }
    }
  },
};
