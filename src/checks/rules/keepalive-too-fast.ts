import { Words } from '../../private/errors';
import { balancingOf } from '../facts/balancing';
import { Severity } from '../finding';
import { grpcPortAt } from '../facts/grpc-ports';
import { Manifests } from '../manifests/manifests';
import { targetOf, serverArgsOf } from '../facts/channel-pairs';
import { Reference } from '../facts/references';
import { Problem, Rule } from '../rule';
import { ChannelArgs, channelArgs, nameOf } from '../facts/service-config';

const TIME = 'grpc.keepalive_time_ms';
const PERMIT = 'grpc.keepalive_permit_without_calls';
const MINIMUM = 'grpc.http2.min_ping_interval_without_data_ms';
const DEFAULT_MINIMUM = 300_000;
/** Go and Java raise less than that; gRPC's own documents forbid it. */
const FLOOR = 10_000;

export const keepaliveTooFast: Rule = {
  id: 'keepalive-too-fast',
  severity: Severity.ERROR,
  title: 'A client that pings more often than its server permits',
  why: `A server counts pings that come too early. After two of them it ends the connection with \`GOAWAY: too_many_pings\`, and all requests on it
fail. By default it permits one ping every 5 minutes, and none while no request is running. Measured with a client that pings every 10 s
and a default server: Go cuts an open stream after 31 s, the C core (Python, C++) after 50 s. Sending data resets the count, so load tests pass.

Both sides need their part: \`${TIME}\` of the client not below \`${MINIMUM}\` of the server (Go: \`EnforcementPolicy.MinTime\`, Java:
\`permitKeepAliveTime\`), and \`${PERMIT}\` on both. Servers in Node.js enforce nothing, and neither does Envoy. No client may ping more often
than every 10 s, unless its server is known to permit it.`,
  fix: 'ping less often, or let the server permit more',
  threads: ['llm-d/llm-d-kv-cache#359', 'grpc/grpc-node#1164', 'zeromicro/go-zero#3250'],
  *check(manifests) {
    for (const client of channelArgs(manifests)) {
      const time = client.args.number(TIME);
      const dial = time === undefined ? undefined : targetOf(manifests, client);
      if (time === undefined || (dial && isThroughProxy(manifests, dial))) continue;
      const server = dial && serverArgsOf(manifests, dial.target.service);
      const problem = server ? withServer(client, dial, server) : tooFast(client, time);
      if (problem) yield problem;
    }
  },
};

/** Whether what a client pings is a proxy on the way, which permits it. */
function isThroughProxy(manifests: Manifests, { workload, target: { service, port } }: Reference): boolean {
  const grpc = grpcPortAt(manifests, service, port);
  const by = grpc && balancingOf(manifests, grpc, [workload])?.by;
  return by !== undefined && by !== 'client';
}

/** Between a client and a server of these manifests, with nothing between them. */
function withServer(client: ChannelArgs, { target: { service } }: Reference, server: ChannelArgs): Problem | undefined {
  const time = client.args.number(TIME)!;
  const explicit = server.args.number(MINIMUM);
  const minimum = explicit ?? DEFAULT_MINIMUM;
  const common = { manifest: client.manifest, at: client.at };
  const whose = `the channel of ${nameOf(client)} pings Service '${service.id}'`;
  const place = `${nameOf(server)} of ${server.manifest.kind} '${server.manifest.name}'`;
  if (time < minimum) {
    const who = explicit === undefined ? 'a server permits by default' : 'its server permits';
    return {
      ...common,
      what: `${whose} more often than every ${minimum} ms, which is what ${who} (${place})`,
      got: new Words(`"${TIME}":${time}`),
      remedy: `write at least ${minimum}, or "${MINIMUM}":${Math.floor(time / 2)} into the server's`,
      // Servers in Node.js take the same arguments and enforce nothing.
      severity: explicit === undefined ? Severity.WARNING : undefined,
    };
  }
  if (explicit === undefined || !isOn(client) || isOn(server)) return undefined;
  const what = `${whose} while no request is under way, which its server does not permit (${place})`;
  return { ...common, what, got: new Words(`"${PERMIT}":1`), remedy: `write "${PERMIT}":1 into the server's too` };
}

function tooFast({ manifest, at, ...client }: ChannelArgs, time: number): Problem | undefined {
  if (time >= FLOOR) return undefined;
  const what = `the channel of ${nameOf({ at, ...client })} pings more often than every ${FLOOR} ms, which gRPC forbids its clients`;
  return {
    manifest,
    at,
    what,
    got: new Words(`"${TIME}":${time}`),
    remedy: `write at least ${FLOOR}`,
    severity: Severity.WARNING,
  };
}

/** Libraries take 1, some of them true. */
function isOn({ args }: ChannelArgs): boolean {
  return args.number(PERMIT) === 1 || args.isTrue(PERMIT);
}
