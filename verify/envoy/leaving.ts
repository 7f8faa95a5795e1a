import assert from 'node:assert';
import { ChildProcess } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ClusterIp } from '../support/cluster-ip';
import { startIsolated } from '../support/namespace';
import { sleep } from '../support/pool';
import { startPod } from './checks/failures';
import { GreeterClient } from './client';
import { socketOf } from './neighbour';
import { LISTENER } from './subject';
import { ADDRESSES, OWN, Scene, World } from './world';

const CLUSTER_IP = '127.0.3.1';

/** kube-proxy on every node is told a little later than the kubelet. */
const PROXY_LAG = 1000;

/** A pod that ends as the kubelet ends it, at the times of the manifest, and another one that stays. */
export class LeavingPod {
  private readonly service = new ClusterIp(LISTENER);
  private application!: ChildProcess;
  private neighbour!: string;

  private constructor(
    private readonly scene: Scene,
    private readonly world: World,
  ) {}

  /** The pod is the first of `ready`, if that has all; otherwise its application gets no requests. */
  public static async start(scene: Scene, ready = ADDRESSES): Promise<LeavingPod> {
    const neighbour = await startNeighbour(scene);
    const world = await World.start(scene, { ready, foreign: [OWN, ADDRESSES[0]] });
    const pod = new LeavingPod(scene, world);
    pod.neighbour = neighbour;
    pod.application = await startPod(world.port, OWN, ADDRESSES[0]);
    await pod.service.listen(CLUSTER_IP, world.port);
    return pod;
  }

  /** A client that dials the Service. */
  public client(): GreeterClient {
    return new GreeterClient(`dns:///${CLUSTER_IP}:${this.world.port}`, this.scene.subject.channelOptions);
  }

  /** Connections that the Envoy of the pod has. */
  public get connections(): number {
    return this.service.connectionsTo(LISTENER);
  }

  /** Seconds between leaving the Services and `SIGTERM`. */
  public get preStop(): number {
    return this.scene.subject.server.lifecycle.preStop.sleep.seconds;
  }

  /** Leaves the Service, runs the hooks of all containers, then stops the application, then the sidecar. */
  public async end(): Promise<{ seconds: number; staying: number }> {
    const start = Date.now();
    setTimeout(() => (this.service.endpoint = this.neighbour), PROXY_LAG);
    // DNS names the pod for as long as its preStop allows for.
    setTimeout(() => this.world.setReady(ADDRESSES.slice(1)), this.preStop * 1000 - this.world.refresh);
    const hook = this.runHook();
    await Promise.all([this.stopApplication(), hook]);
    const staying = this.connections;
    await this.world.envoy.stop();
    const seconds = (Date.now() - start) / 1000;
    await sleep(1000);
    const grace = this.scene.subject.terminationGracePeriod;
    assert.ok(seconds <= grace, `the pod took ${seconds} s, more than its grace period of ${grace} s`);
    return { seconds, staying };
  }

  private async stopApplication(): Promise<void> {
    await sleep(this.preStop * 1000);
    const stopped = new Promise((resolve) => this.application.once('exit', resolve));
    this.application.kill('SIGTERM');
    await stopped;
  }

  private async runHook(): Promise<void> {
    const command = this.scene.subject.container.lifecycle?.preStop.exec.command;
    if (!command) return;
    const { code, stderr } = await this.world.envoy.exec(command);
    assert.equal(code, 0, `preStop ended with ${code}: ${stderr}`);
    assert.equal(stderr, '', `preStop complains: ${stderr}`);
  }
}

/** Starts the pod that remains; where it is reached. */
async function startNeighbour(scene: Scene): Promise<string> {
  const folder = join(scene.folder, 'neighbour');
  mkdirSync(folder);
  const child = startIsolated(join(__dirname, 'neighbour.ts'), [JSON.stringify({ ...scene, folder })]);
  child.stderr!.pipe(process.stderr);
  await new Promise((resolve, reject) => {
    child.stdout!.once('data', resolve);
    child.once('exit', (code) => reject(new Error(`the neighbour ended with ${code}`)));
  });
  return socketOf(folder);
}
