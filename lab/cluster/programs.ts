import { join } from 'node:path';
import { kubernetes, KUBERNETES } from '../../verify/support/kubernetes';
import versions from './versions.json';

/** Where install.sh puts what the node is made of. */
const CACHE = join(__dirname, '../../.cache/verify');

export const KUBECTL = kubernetes('kubectl');
export const COREDNS = join(CACHE, `coredns-${versions.coredns}/coredns`);
export const GHZ = join(CACHE, `ghz-${versions.ghz}/ghz`);
export const PAUSE = join(CACHE, 'pause/pause');
export const CTR = join(CACHE, 'containerd/usr/bin/ctr');
export const CONTAINERD = join(CACHE, 'containerd/usr/bin/containerd');
export const CNI_PLUGINS = join(CACHE, 'containernetworking-plugins/usr/lib/cni');

/** Where containerd finds its shim, and the shim runc. */
export const PATH = [join(CACHE, 'containerd/usr/bin'), join(CACHE, 'runc/usr/sbin'), process.env.PATH].join(':');

/** What the report says is real. */
export const VERSIONS = `Kubernetes ${KUBERNETES}: kubelet, kube-proxy with iptables, the controllers; CoreDNS ${versions.coredns}; containerd`;
