import { generateKeyPairSync } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { withFolder } from '../support/folders';
import { sleep } from '../support/pool';
import { Program } from '../support/program';
import { parseYaml } from '../support/synth';
import pinned from '../engines.json';
import { Api } from './api';

const CACHE = join(__dirname, '../../.cache/verify');
const ETCD = join(CACHE, 'etcd-server/usr/bin/etcd');
const APISERVER = join(CACHE, `kube-apiserver-${pinned.kubernetes.kubernetes}/kube-apiserver`);
const CRDS = join(CACHE, 'crds');

const TOKEN = 'verify';
const START_TIMEOUT_MS = 120_000;

/** Gives `use` a kube-apiserver on loopback, with an etcd that is empty but for the custom resources. */
export function withCluster<T>(use: (api: Api) => Promise<T>): Promise<T> {
  return withFolder(async (folder) => {
    const [etcdPort, apiPort] = [await freePort(), await freePort()];
    const programs = [new Program(ETCD, etcdArgs(folder, etcdPort))];
    programs.push(new Program(APISERVER, apiserverArgs(folder, etcdPort, apiPort)));
    try {
      return await use(await Promise.race([connect(folder, apiPort), ...programs.map(({ failed }) => failed)]));
    } finally {
      await Promise.all(programs.map((program) => program.stop()));
    }
  });
}

function etcdArgs(folder: string, port: number): string[] {
  const client = `http://127.0.0.1:${port}`;
  const peer = 'http://127.0.0.1:0'; // nobody
  return [
    `--data-dir=${join(folder, 'etcd')}`,
    ...[`--listen-client-urls=${client}`, `--advertise-client-urls=${client}`],
    ...[`--listen-peer-urls=${peer}`, `--initial-advertise-peer-urls=${peer}`, `--initial-cluster=default=${peer}`],
  ];
}

function apiserverArgs(folder: string, etcdPort: number, port: number): string[] {
  const key = join(folder, 'service-accounts.key');
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  writeFileSync(key, privateKey.export({ type: 'pkcs1', format: 'pem' }), { mode: 0o600 });
  const tokens = join(folder, 'tokens.csv');
  writeFileSync(tokens, `${TOKEN},verify,verify,system:masters\n`, { mode: 0o600 });
  return [
    `--etcd-servers=http://127.0.0.1:${etcdPort}`,
    ...['--bind-address=127.0.0.1', '--advertise-address=127.0.0.1', `--secure-port=${port}`],
    ...[`--cert-dir=${folder}`, `--token-auth-file=${tokens}`, '--authorization-mode=RBAC'],
    ...['--service-account-issuer=https://kubernetes.default.svc', `--service-account-signing-key-file=${key}`],
    ...[`--service-account-key-file=${key}`, '--service-cluster-ip-range=10.96.0.0/16'],
  ];
}

async function connect(folder: string, port: number): Promise<Api> {
  const api = await ready(folder, port);
  const crds = readdirSync(CRDS).flatMap((file) => parseYaml(readFileSync(join(CRDS, file), 'utf8')));
  for (const crd of crds) await api.apply(crd);
  await api.established(crds);
  return api;
}

async function ready(folder: string, port: number): Promise<Api> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  for (;;) {
    try {
      // kube-apiserver writes its own certificate.
      const api = new Api(port, TOKEN, readFileSync(join(folder, 'apiserver.crt'), 'utf8'));
      await api.get('/readyz');
      return api;
    } catch (error) {
      if (Date.now() > deadline) throw new Error('kube-apiserver is not ready', { cause: error });
      await sleep(100);
    }
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
