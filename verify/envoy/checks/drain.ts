import assert from 'node:assert';
import { ChildProcess } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { startIsolated } from '../../support/namespace';
import { sleep } from '../../support/pool';
import { EnvoyCheck } from '../check';
import { failuresOf, GreeterClient, tell } from '../client';
import { ClusterIp } from '../../support/cluster-ip';
import { socketOf } from '../neighbour';
import { NO_SHELL, SERVER_POD } from '../settings';
import { inBootstrap, LISTENER, managerOf } from '../subject';
import { ADDRESSES, DNS_TTL, OWN, Scene, World } from '../world';
import { startPod } from './failures';

const CLUSTER_IP = '127.0.3.1';
const CONNECTIONS = 10;

/** kube-proxy on every node is told a little later than the kubelet. */
const PROXY_LAG = 1000;

/** A pod ends as the kubelet ends it, at the times of the manifest. */
export const drain: EnvoyCheck = {
  name: 'envoy/drain',
  settings: [SERVER_POD, NO_SHELL],
  seconds: 48,
  run: async (scene) => {
    const neighbour = await startNeighbour(scene);
    const world = await World.start(scene, { foreign: [OWN, ADDRESSES[0]] });
    const application = await startPod(world.port, OWN, ADDRESSES[0]);
    const service = new ClusterIp(LISTENER);
    await service.listen(CLUSTER_IP, world.port);

    const target = `dns:///${CLUSTER_IP}:${world.port}`;
    const clients = Array.from({ length: CONNECTIONS }, () => new GreeterClient(target, scene.subject.channelOptions));
    const end = terminate(scene, world, application, service, neighbour);
    const outcomes = (
      await Promise.all(clients.map((client) => client.callsUntil(end, 1, { milliseconds: 50 })))
    ).flat();
    const { seconds, staying } = await end;

    const failures = failuresOf(outcomes);
    const told = `${outcomes.length} requests on ${CONNECTIONS} connections, ${staying} still there at SIGTERM`;
    assert.equal(failures.length, 0, `${told}: lost ${tell(failures)}`);
    assert.equal(staying, 0, told);
    const grace = scene.subject.terminationGracePeriod;
    assert.ok(seconds <= grace, `the pod took ${seconds} s, more than its grace period of ${grace} s`);
    return `${told}, none lost; the pod took ${seconds.toFixed(1)} s (times as emitted, factor 1)`;
  },
  controls: [
    {
      broken: 'no preStop in the Envoy container',
      edit: ({ container }) => delete container.lifecycle,
      says: /10 still there at SIGTERM: lost [1-9]/,
    },
    {
      broken: 'a preStop that asks with GET',
      edit: ({ container }) => {
        const { command } = container.lifecycle.preStop.exec;
        command[2] = command[2].replace('POST', 'GET');
      },
      says: /10 still there at SIGTERM: lost [1-9]/,
    },
    {
      broken: 'connections of any age',
      settings: [NO_SHELL],
      edit: inBootstrap((config) => delete managerOf(config).common_http_protocol_options),
      says: /10 still there at SIGTERM: lost [1-9]/,
    },
  ],
};

/** Leaves the Service, runs the hooks of all containers, then stops the application, then the sidecar. */
async function terminate(
  { subject }: Scene,
  world: World,
  application: ChildProcess,
  service: ClusterIp,
  neighbour: string,
): Promise<{ seconds: number; staying: number }> {
  await sleep(2000);
  assert.equal(service.connectionsTo(LISTENER), CONNECTIONS, 'the connections before the end');
  const start = Date.now();
  setTimeout(() => (service.endpoint = neighbour), PROXY_LAG);
  setTimeout(() => world.setReady(ADDRESSES.slice(1)), DNS_TTL);
  const hook = subject.container.lifecycle?.preStop.exec.command;
  const hooks = [sleep(subject.server.lifecycle.preStop.sleep.seconds * 1000), hook && runHook(world, hook)];
  await Promise.all(hooks);
  const stopped = new Promise((resolve) => application.once('exit', resolve));
  application.kill('SIGTERM');
  await stopped;
  const staying = service.connectionsTo(LISTENER);
  await world.envoy.stop();
  const seconds = (Date.now() - start) / 1000;
  await sleep(1000);
  return { seconds, staying };
}

async function runHook(world: World, command: string[]): Promise<void> {
  const { code, stderr } = await world.envoy.exec(command);
  assert.equal(code, 0, `preStop ended with ${code}: ${stderr}`);
}

/** Starts the pod that remains; where it is reached. */
async function startNeighbour(scene: Scene): Promise<string> {
  const folder = join(scene.folder, 'neighbour');
  mkdirSync(folder);
  const child = startIsolated(join(__dirname, '../neighbour.ts'), [JSON.stringify({ ...scene, folder })]);
  child.stderr!.pipe(process.stderr);
  await new Promise((resolve, reject) => {
    child.stdout!.once('data', resolve);
    child.once('exit', (code) => reject(new Error(`the neighbour ended with ${code}`)));
  });
  return socketOf(folder);
}
