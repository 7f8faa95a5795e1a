import { Severity } from '../finding';
import { grpcPorts, targetPort } from '../facts/grpc-ports';
import { Container } from '../manifests/container';
import { Workload } from '../manifests/workload';
import { Rule } from '../rule';
import { Words } from '../../private/errors';

export const envoyNotDrained: Rule = {
  id: 'envoy-not-drained',
  severity: Severity.WARNING,
  title: 'An Envoy in front of a gRPC server that exits without telling its clients to leave',
  why: `Envoy exits at once on SIGTERM, and running requests are cut. Kubernetes stops new connections to a pod that leaves, but a gRPC client keeps
the connection it has: each rollout cuts requests. As a native sidecar Envoy outlives the application, but its clients still do not leave.

\`POST /drain_listeners?graceful&skip_exit\` on the admin interface makes Envoy go on serving and send GOAWAY with the responses. By default it spreads that
over 600 s: pass \`--drain-strategy immediate\`, or a \`--drain-time-s\` below the time that the pod has left. A connection without requests gets no response, and
learns of it only by an \`idle_timeout\` below that time. A native sidecar stops as soon as its own application is gone, although most of its requests are served by
other pods, so the command should wait until none is under way. It has to be a command: an \`httpGet\` hook sends GET, which Envoy answers with 405, and the kubelet
does not reach an admin interface on the loopback.`,
  fix: 'add a preStop command that posts to /drain_listeners?graceful&skip_exit and waits for the requests under way, and --drain-strategy immediate',
  threads: ['envoyproxy/envoy#14350', 'envoyproxy/envoy#7715', 'envoyproxy/envoy#2920'],
  *check(manifests) {
    const seen = new Set<Container>();
    for (const { service, port, evidence } of grpcPorts(manifests)) {
      for (const workload of manifests.workloadsOf(service)) {
        const proxy = envoyAt(workload, targetPort(workload, port));
        if (!proxy || seen.has(proxy)) continue;
        seen.add(proxy);
        const got = whatItDoes(proxy);
        if (got === undefined) continue;
        yield {
          manifest: workload.manifest,
          what: `Envoy '${proxy.name}', which port ${port.port} of Service '${service.id}' leads to and which speaks gRPC (${evidence}), exits without a drain when its pod ends`,
          got: new Words(got),
          at: [...proxy.path, 'lifecycle', 'preStop'],
        };
      }
    }
  },
};

function envoyAt({ containers }: Workload, number: number | undefined): Container | undefined {
  return containers.find((one) => one.isEnvoy && one.ports.some(({ port }) => port === number));
}

/** What is done before the stop, if it is not enough; a command or a sleep may be. */
function whatItDoes({ preStop, fields }: Container): string | undefined {
  if (preStop === undefined) return 'no preStop';
  const path = fields.text('lifecycle', 'preStop', 'httpGet', 'path');
  const isPost = path !== undefined && /^\/(drain_listeners|healthcheck\/fail|quitquitquit)/.test(path);
  return isPost ? `httpGet ${path}, which Envoy answers with 405` : undefined;
}
