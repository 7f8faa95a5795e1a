import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PAUSE_IMAGE } from './images';
import { NODE, PODS, writePodNetwork } from './network';
import { CNI_PLUGINS } from './programs';

export const TOKEN = 'lab';
const API = `https://${NODE}:6443`;
export const NODE_NAME = 'lab';

export const kubeconfigIn = (folder: string) => join(folder, 'kubeconfig');
export const socketIn = (folder: string) => join(folder, 'containerd.sock');

/** Writes the files that the node's programs read. All that is not said is their default. */
export function writeConfig(folder: string): void {
  const write = (name: string, content: object | string) =>
    writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
  mkdirSync(join(folder, 'network'));
  writePodNetwork(join(folder, 'network'));
  write('resolv.conf', '');
  write('containerd.toml', containerd(folder));
  write('Corefile', corefile(folder));
  write('kubeconfig', {
    ...{ apiVersion: 'v1', kind: 'Config', 'current-context': 'lab' },
    clusters: [{ name: 'lab', cluster: { server: API, 'insecure-skip-tls-verify': true } }],
    users: [{ name: 'lab', user: { token: TOKEN } }],
    contexts: [{ name: 'lab', context: { cluster: 'lab', user: 'lab' } }],
  });
  write('kubelet.yaml', {
    ...{ apiVersion: 'kubelet.config.k8s.io/v1beta1', kind: 'KubeletConfiguration' },
    authentication: { anonymous: { enabled: true }, webhook: { enabled: false } },
    authorization: { mode: 'AlwaysAllow' },
    ...{ cgroupDriver: 'cgroupfs', failCgroupV1: false, failSwapOn: false, enforceNodeAllocatable: [] },
    containerRuntimeEndpoint: `unix://${socketIn(folder)}`,
    ...{ clusterDNS: [NODE], clusterDomain: 'cluster.local', resolvConf: join(folder, 'resolv.conf') },
    // The machine's disk and memory are not the lab's.
    evictionHard: { 'memory.available': '1Mi', 'nodefs.available': '0%', 'imagefs.available': '0%' },
    ...{ imageGCHighThresholdPercent: 100, localStorageCapacityIsolation: false },
  });
  write('kube-proxy.yaml', {
    ...{ apiVersion: 'kubeproxy.config.k8s.io/v1alpha1', kind: 'KubeProxyConfiguration', mode: 'iptables' },
    clientConnection: { kubeconfig: kubeconfigIn(folder) },
    ...{ hostnameOverride: NODE_NAME, clusterCIDR: PODS, conntrack: { maxPerCore: 0 } },
  });
}

function containerd(folder: string): string {
  return `version = 2
root = "${join(folder, 'containerd')}"
state = "${join(folder, 'containerd-state')}"
[grpc]
address = "${socketIn(folder)}"
[plugins."io.containerd.grpc.v1.cri"]
sandbox_image = "${PAUSE_IMAGE}"
disable_apparmor = true
restrict_oom_score_adj = true # else it takes CAP_SYS_RESOURCE
[plugins."io.containerd.grpc.v1.cri".cni]
bin_dir = "${CNI_PLUGINS}"
conf_dir = "${join(folder, 'network')}"
[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
runtime_type = "io.containerd.runc.v2"
`;
}

/** With a cache of 30 s, as kube-up sets it up (kubeadm 1.33 serves fresh answers), and not in a pod. */
function corefile(folder: string): string {
  return `.:53 {
  bind ${NODE}
  errors
  kubernetes cluster.local in-addr.arpa ip6.arpa {
    endpoint ${API}
    kubeconfig ${kubeconfigIn(folder)}
    pods insecure
    ttl 30
  }
  cache 30
  loadbalance
}
`;
}
