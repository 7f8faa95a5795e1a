import { EnvoyRoute, placeOf } from '../facts/envoy-config';
import { grpcUpstreams } from '../facts/envoy-upstreams';
import { Severity } from '../finding';
import { Rule } from '../rule';
import { Words } from '../../private/errors';

export const envoyRouteTimeout: Rule = {
  id: 'envoy-route-timeout',
  severity: Severity.WARNING,
  title: 'An Envoy route of gRPC requests with the default timeout of 15 s',
  why: `A route without \`timeout\` has a timeout of 15 s. It runs from the end of the request to the end of the response, whatever deadline the
client sets: slow calls and streams of the server end after 15 s with \`upstream request timeout\`. Streams of the client are cut 15 s after the
client has finished sending.

\`timeout: 0s\` turns it off: gRPC has its own deadlines, set by the client and known to the server. For streams that are quiet for longer than
5 minutes, \`stream_idle_timeout\` of the connection manager matters too.`,
  fix: 'write timeout: 0s, or the longest time that a call may take',
  threads: ['envoyproxy/envoy#17697', 'envoyproxy/envoy#35812', 'envoyproxy/gateway#5446', 'grpc/grpc-web#1057'],
  *check(manifests) {
    for (const { config, cluster, routes, evidence } of grpcUpstreams(manifests)) {
      for (const route of routes) {
        if (hasTimeout(route)) continue;
        yield {
          manifest: config.manifest,
          what: `a route in ${placeOf(config)} ends the gRPC requests (${evidence}) to cluster '${cluster.name}' after Envoy's default of 15 s`,
          got: new Words('no timeout'),
          at: route.at,
        };
      }
    }
  },
};

/** Where the client's deadline is heeded, Envoy's default is not. */
function hasTimeout({ fields }: EnvoyRoute): boolean {
  return fields.has('timeout') || fields.has('max_grpc_timeout') || fields.has('max_stream_duration');
}
