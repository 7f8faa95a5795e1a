import { placeOf } from '../facts/envoy-config';
import { grpcEnvoys } from '../facts/envoy-upstreams';
import { Severity } from '../finding';
import { Rule } from '../rule';

const SOCKET = ['admin', 'address', 'socket_address'];

export const envoyAdminExposed: Rule = {
  id: 'envoy-admin-exposed',
  severity: Severity.ERROR,
  title: "An Envoy whose admin interface is open to the pod's network",
  why: `The admin interface has no authentication. Whoever reaches it can end Envoy (\`POST /quitquitquit\`), drain it, change its log and runtime
settings, and read its configuration and certificates. If it listens on all interfaces, that is every pod that network policies let through.

It is usually opened for probes and Prometheus. A listener that routes only \`/ready\` and \`/stats/prometheus\` to the admin interface on the
loopback serves both.`,
  fix: 'bind it to 127.0.0.1 and route /ready and /stats/prometheus through a listener',
  threads: ['kubeflow/pipelines#7124', 'envoyproxy/envoy#2769', 'openservicemesh/osm#2764'],
  *check(manifests) {
    for (const config of grpcEnvoys(manifests)) {
      const address = config.fields.text(...SOCKET, 'address');
      if (address !== '0.0.0.0' && address !== '::') continue;
      const got = `${address}:${config.fields.number(...SOCKET, 'port_value') ?? ''}`;
      const what = `the admin interface in ${placeOf(config)} must not listen on all interfaces: who reaches it can end Envoy`;
      yield { manifest: config.manifest, what, got, at: [...config.at, ...SOCKET, 'address'] };
    }
  },
};
