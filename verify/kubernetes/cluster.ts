import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { withFolder } from '../support/folders';
import { apiserverArgs, ETCD, kubernetes } from '../support/kubernetes';
import { until } from '../support/pool';
import { Program } from '../support/program';
import { parseYaml } from '../support/synth';
import { Api } from './api';

const CRDS = join(__dirname, '../../.cache/verify/crds');

const TOKEN = 'verify';

/** Gives `use` a kube-apiserver on loopback, with an etcd that is empty but for the custom resources. */
export function withCluster<T>(use: (api: Api) => Promise<T>): Promise<T> {
  return withFolder(async (folder) => {
    const [etcdPort, apiPort] = [await freePort(), await freePort()];
    const programs = [new Program(ETCD, etcdArgs(folder, etcdPort))];
    const onLoopback = ['--bind-address=127.0.0.1', '--advertise-address=127.0.0.1', `--secure-port=${apiPort}`];
    const args = [...apiserverArgs(folder, etcdPort, TOKEN), ...onLoopback];
    programs.push(new Program(kubernetes('kube-apiserver'), args));
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

async function connect(folder: string, port: number): Promise<Api> {
  const api = await ready(folder, port);
  const crds = readdirSync(CRDS).flatMap((file) => parseYaml(readFileSync(join(CRDS, file), 'utf8')));
  for (const crd of crds) await api.apply(crd);
  await api.established(crds);
  return api;
}

function ready(folder: string, port: number): Promise<Api> {
  return until('kube-apiserver', async () => {
    // kube-apiserver writes its own certificate.
    const api = new Api(port, TOKEN, readFileSync(join(folder, 'apiserver.crt'), 'utf8'));
    await api.get('/readyz');
    return api;
  });
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
