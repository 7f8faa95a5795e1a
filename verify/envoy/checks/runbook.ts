import assert from 'node:assert';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EnvoyCheck } from '../check';
import { BOTH } from '../settings';
import { clusterOf, inBootstrap } from '../subject';
import { ADDRESSES, World } from '../world';

const RUNBOOK = join(__dirname, '../../../docs/runbooks/GrpcPodIdle.md');

/** What the runbook tells people to run in an Envoy's container lists the pods that this Envoy knows. */
export const runbook: EnvoyCheck = {
  name: 'envoy/runbook',
  settings: BOTH,
  seconds: 2,
  run: async (scene) => {
    const world = await World.start(scene);
    const { stdout, stderr } = await world.envoy.exec(['bash', '-c', command()]);
    const lines = stdout.split('\n').filter((line) => line.includes('health_flags'));
    const known = ADDRESSES.filter((address) =>
      lines.some((line) => line.includes(`::${address}:${world.port}::health_flags::healthy`)),
    );
    assert.deepEqual(known, ADDRESSES, `it lists ${known.length} pods: ${stderr || stdout.slice(0, 200)}`);
    return `its command lists ${known.length} pods`;
  },
  controls: [
    {
      broken: 'Envoy resolves the ClusterIP Service',
      edit: inBootstrap((config) => {
        const { endpoint } = clusterOf(config).load_assignment.endpoints[0].lb_endpoints[0];
        endpoint.address.socket_address.address = 'grpc-server.demo.svc.cluster.local.';
      }),
      says: /it lists 1 pods/,
    },
  ],
};

/** What stands between the quotes of `kubectl exec … -- bash -c '…'`. */
function command(): string {
  const [, text] = /-c grpc-envoy -- bash -c '([^']*)'/.exec(readFileSync(RUNBOOK, 'utf8')) ?? [];
  assert.ok(text, 'the runbook has no command for Envoy');
  return text.replace(/\\\n */g, '');
}
