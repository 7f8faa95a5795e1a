import { placeOf } from '../facts/envoy-config';
import { grpcUpstreams } from '../facts/envoy-upstreams';
import { Severity } from '../finding';
import { Rule } from '../rule';
import { Words } from '../../private/errors';

export const envoyUpstreamHttp1: Rule = {
  id: 'envoy-upstream-http1',
  severity: Severity.ERROR,
  title: 'An Envoy that speaks HTTP/1 to a gRPC server',
  why: `Envoy speaks HTTP/1.1 with its hosts unless the cluster says otherwise, even for requests that arrived over HTTP/2. A gRPC server understands
only HTTP/2 and closes the connection: every call fails with \`UNAVAILABLE\`, and Envoy logs \`upstream connect error\` or \`protocol error\`.

\`http2_protocol_options\` of the cluster itself still works, but Envoy warns that it is deprecated.`,
  fix: "write explicit_http_config: {http2_protocol_options: {}} into the cluster's typed_extension_protocol_options for envoy.extensions.upstreams.http.v3.HttpProtocolOptions",
  threads: ['projectcontour/contour#152', 'projectcontour/contour#3418', 'envoyproxy/gateway#8648'],
  *check(manifests) {
    for (const { config, cluster, evidence } of grpcUpstreams(manifests)) {
      if (cluster.protocol !== 'http1') continue;
      yield {
        manifest: config.manifest,
        what: `cluster '${cluster.name}' in ${placeOf(config)} gets gRPC requests (${evidence}) and must speak HTTP/2 with its hosts`,
        got: new Words('HTTP/1.1'),
        at: cluster.at,
      };
    }
  },
};
