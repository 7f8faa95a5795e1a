import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The address of the node. */
export const NODE = '10.0.0.2';
export const PODS = '10.244.0.0/24';

/** Gives the node, which is in namespaces of its own, an address and a way to pods; called once, before everything else. */
export function connectNode(): void {
  const ip = (...args: string[]) => execFileSync('ip', args);
  ip('link', 'set', 'lo', 'up');
  // Not of type dummy, which some kernels lack. Nobody is at the other end.
  ip('link', 'add', 'eth0', 'type', 'veth', 'peer', 'name', 'nowhere');
  ip('address', 'add', `${NODE}/24`, 'dev', 'eth0');
  for (const device of ['eth0', 'nowhere']) ip('link', 'set', device, 'up');
  ip('route', 'add', 'default', 'via', '10.0.0.1');
  writeFileSync('/proc/sys/net/ipv4/ip_forward', '1');
  // kubelet hands mounts on to containers.
  execFileSync('mount', ['--make-rshared', '/']);
}

/** The network of pods: a bridge, as most of the simple network plugins have it. */
export function writePodNetwork(folder: string): void {
  const bridge = {
    ...{ type: 'bridge', bridge: 'cni0', isGateway: true, hairpinMode: true },
    ipam: {
      ...{ type: 'host-local', dataDir: join(folder, 'addresses') },
      ...{ ranges: [[{ subnet: PODS }]], routes: [{ dst: '0.0.0.0/0' }] },
    },
  };
  const network = { cniVersion: '0.4.0', name: 'lab', plugins: [bridge] };
  writeFileSync(join(folder, '10-bridge.conflist'), JSON.stringify(network));
}
