import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pinned from '../engines.json';

const CACHE = join(__dirname, '../../.cache/verify');

export const KUBERNETES = pinned.kubernetes.kubernetes;

/** A program of Kubernetes, where install.sh puts it. */
export const kubernetes = (name: string) => join(CACHE, `${name}-${KUBERNETES}`, name);

export const ETCD = join(CACHE, 'etcd-server/usr/bin/etcd');

/** What tokens of service accounts are signed with. */
export const serviceAccountsKey = (folder: string) => join(folder, 'service-accounts.key');

/** What any kube-apiserver of ours is told: it keeps its files in `folder`, and who has the token may do everything. */
export function apiserverArgs(folder: string, etcdPort: number, token: string): string[] {
  const key = serviceAccountsKey(folder);
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  writeFileSync(key, privateKey.export({ type: 'pkcs1', format: 'pem' }), { mode: 0o600 });
  const tokens = join(folder, 'tokens.csv');
  writeFileSync(tokens, `${token},administrator,administrator,system:masters\n`, { mode: 0o600 });
  return [
    ...[`--etcd-servers=http://127.0.0.1:${etcdPort}`, `--cert-dir=${folder}`],
    ...[`--token-auth-file=${tokens}`, '--authorization-mode=RBAC'],
    ...['--service-account-issuer=https://kubernetes.default.svc', `--service-account-signing-key-file=${key}`],
    ...[`--service-account-key-file=${key}`, '--service-cluster-ip-range=10.96.0.0/16'],
  ];
}
