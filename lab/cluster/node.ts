import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { apiserverArgs, ETCD, kubernetes, serviceAccountsKey } from '../../verify/support/kubernetes';
import { until } from '../../verify/support/pool';
import { Program } from '../../verify/support/program';
import { kubeconfigIn, NODE_NAME, socketIn, TOKEN, writeConfig } from './config';
import { Kubectl } from './kubectl';
import { connectNode, NODE } from './network';
import { CONTAINERD, COREDNS, CTR, PATH } from './programs';

/** Its default. */
const ETCD_PORT = 2379;

/** A cluster of one node in the namespaces of this process, with images that are there and no registry; ends with this process. */
export async function startNode(
  folder: string,
  images: string[],
): Promise<{ kubectl: Kubectl; failed: Promise<never> }> {
  connectNode();
  writeConfig(folder);
  const kubeconfig = kubeconfigIn(folder);
  const kubectl = new Kubectl(kubeconfig);
  const ended: Promise<never>[] = [];
  const run = (path: string, ...args: string[]) =>
    void ended.push(new Program(path, args, { ...process.env, PATH }).failed);
  const ready = (name: string, attempt: () => unknown) => Promise.race([...ended, until(name, attempt)]);

  run(ETCD, `--data-dir=${join(folder, 'etcd')}`, '--unsafe-no-fsync');
  const onNode = [`--advertise-address=${NODE}`, '--kubelet-preferred-address-types=InternalIP'];
  run(kubernetes('kube-apiserver'), ...apiserverArgs(folder, ETCD_PORT, TOKEN), ...onNode);
  run(CONTAINERD, '--config', join(folder, 'containerd.toml'));
  await ready('containerd', () => ctr(folder, 'version'));
  for (const image of images) ctr(folder, '--namespace', 'k8s.io', 'images', 'import', image);
  await ready('kube-apiserver', () => kubectl.run('get', '--raw', '/readyz'));

  const [controllers, scheduler] = [kubernetes('kube-controller-manager'), kubernetes('kube-scheduler')];
  run(controllers, `--kubeconfig=${kubeconfig}`, `--service-account-private-key-file=${serviceAccountsKey(folder)}`);
  run(scheduler, `--kubeconfig=${kubeconfig}`);
  const kubelet = [`--config=${join(folder, 'kubelet.yaml')}`, `--root-dir=${join(folder, 'kubelet')}`];
  run(
    kubernetes('kubelet'),
    `--kubeconfig=${kubeconfig}`,
    ...kubelet,
    `--hostname-override=${NODE_NAME}`,
    `--node-ip=${NODE}`,
  );
  run(kubernetes('kube-proxy'), `--config=${join(folder, 'kube-proxy.yaml')}`);
  run(COREDNS, '-conf', join(folder, 'Corefile'));
  await ready('kubelet', () => kubectl.run('wait', '--for=condition=Ready', `node/${NODE_NAME}`, '--timeout=1s'));
  return { kubectl, failed: Promise.race(ended) };
}

function ctr(folder: string, ...args: string[]): void {
  execFileSync(CTR, ['--address', socketIn(folder), ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
}
