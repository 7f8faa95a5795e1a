import { sleep } from '../../verify/support/pool';
import { Kubectl } from './kubectl';

const NAMESPACE = 'grpc-lab';
const TIMEOUT = '--timeout=300s';
/** Until nobody is told any more of the time when not all pods were ready: CoreDNS' cache, and how often Envoy asks it. */
const SETTLED_MS = 35_000;

/** What docs/lab.md has people do on their cluster, for one strategy; returns the logs of the Jobs. */
export async function experiment(kubectl: Kubectl, manifests: string, say: (what: string) => void): Promise<string> {
  const inLab = (...args: string[]) => kubectl.run('-n', NAMESPACE, ...args);
  await kubectl.run('create', 'namespace', NAMESPACE);
  const level = ['enforce', 'warn'].map((mode) => `pod-security.kubernetes.io/${mode}=restricted`);
  await kubectl.run('label', 'namespace', NAMESPACE, ...level);
  await kubectl.run('apply', '--server-side', '-f', manifests);
  await inLab('rollout', 'status', 'deployment/grpc-server', TIMEOUT);
  await sleep(SETTLED_MS);

  const logs: string[] = [];
  for (const job of ['lab-client', 'lab-ghz', 'lab-restart']) {
    say(job);
    await inLab('patch', `job/${job}`, '--type=merge', '--patch={"spec":{"suspend":false}}');
    if (job === 'lab-restart') await restartUnderLoad(inLab);
    await inLab('wait', '--for=condition=complete', `job/${job}`, TIMEOUT);
    logs.push(await inLab('logs', `job/${job}`, '--container=caller'));
  }

  // Nobody calls any more: pods need not drain.
  await inLab('delete', 'deployment,job', '--all', '--cascade=orphan');
  await inLab('delete', 'pods', '--all', '--grace-period=1');
  await kubectl.run('delete', 'namespace', NAMESPACE);
  return logs.join('');
}

async function restartUnderLoad(inLab: (...args: string[]) => Promise<string>): Promise<void> {
  await inLab('wait', '--for=condition=ready', 'pod', '--selector=app=lab-restart', TIMEOUT);
  while (!(await inLab('logs', 'job/lab-restart', '--container=caller')).includes('lab-client-ready')) await sleep(200);
  await inLab('rollout', 'restart', 'deployment/grpc-server');
  await inLab('rollout', 'status', 'deployment/grpc-server', TIMEOUT);
}
