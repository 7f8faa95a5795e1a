import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { sleep } from '../../verify/support/pool';
import { Program } from '../../verify/support/program';
import { apiserverArgs, kubeconfigIn, NODE_NAME, socketIn, writeConfig } from './config';
import { Kubectl } from './kubectl';
import { connectNode, NODE } from './network';
import { CONTAINERD, COREDNS, CTR, ETCD, kubernetes, PATH } from './programs';

const START_MS = 120_000;

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

  run(ETCD, `--data-dir=${join(folder, 'etcd')}`, '--unsafe-no-fsync');
  run(kubernetes('kube-apiserver'), ...apiserverArgs(folder));
  run(CONTAINERD, '--config', join(folder, 'containerd.toml'));
  const failed = Promise.race(ended);
  await Promise.race([failed, until('containerd', () => ctr(folder, 'version'))]);
  for (const image of images) ctr(folder, '--namespace', 'k8s.io', 'images', 'import', image);
  await Promise.race([failed, until('kube-apiserver', () => kubectl.run('get', '--raw', '/readyz'))]);

  const key = join(folder, 'service-accounts.key');
  const [controllers, scheduler] = [kubernetes('kube-controller-manager'), kubernetes('kube-scheduler')];
  run(controllers, `--kubeconfig=${kubeconfig}`, `--service-account-private-key-file=${key}`);
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
  const ready = () => kubectl.run('wait', '--for=condition=Ready', `node/${NODE_NAME}`, '--timeout=1s');
  const all = Promise.race(ended);
  await Promise.race([all, until('kubelet', ready)]);
  return { kubectl, failed: all };
}

function ctr(folder: string, ...args: string[]): void {
  execFileSync(CTR, ['--address', socketIn(folder), ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
}

/** Returns when `attempt` does not throw. */
async function until(name: string, attempt: () => unknown): Promise<void> {
  const deadline = Date.now() + START_MS;
  for (;;) {
    try {
      await attempt();
      return;
    } catch (error) {
      if (Date.now() > deadline) throw new Error(`${name} is not ready`, { cause: error });
      await sleep(200);
    }
  }
}
