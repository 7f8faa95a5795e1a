import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Dns } from '../../verify/support/dns';
import { ended, start } from '../../verify/support/processes';
import { inUse, LabError } from '../errors';
import type { ClientResult } from '../programs/client';
import { EnvoyProcess } from './envoy';
import { KubeProxy } from './kube-proxy';
import { Manifests } from './manifests';
import { Pod } from './pod';
import { random } from './random';
import { Site } from './site';

export interface WorldOptions {
  readonly site: Site;
  readonly seed: number;
  readonly envoyPath?: string;
  /** Variables that one of the pods gets besides: the slow one. */
  readonly odd?: { readonly pod: number; readonly environment: Record<string, string> };
}

/** A client that runs. */
export interface RunningClient {
  /** When its connections are there, and its load begins. */
  readonly ready: Promise<void>;
  readonly result: Promise<ClientResult>;
  /** Sends no more requests. */
  stop(): void;
}

/** A cluster as far as the experiment sees it, built from the manifests: pods, DNS, the Service's address, and clients. */
export class World {
  /** All pods that there ever were. */
  public readonly pods: Pod[] = [];
  /** What is left to chance. */
  public readonly chance: () => number;
  private readonly dns: Dns;
  private readonly kubeProxy?: KubeProxy;
  private clientEnvoy?: EnvoyProcess;
  /** What the Services hold. */
  private readonly ready = new Set<Pod>();

  private constructor(
    public readonly manifests: Manifests,
    private readonly options: WorldOptions,
  ) {
    const { site, seed } = options;
    this.dns = new Dns(site.dns, site.dnsPort);
    this.chance = random(seed);
    this.kubeProxy = manifests.service && new KubeProxy(manifests.service.targetPort, this.chance);
  }

  public static async start(manifests: Manifests, options: WorldOptions): Promise<World> {
    const world = new World(manifests, options);
    const { site, envoyPath } = options;
    mkdirSync(site.folder, { recursive: true });
    writeFileSync(join(site.folder, 'resolv.conf'), `nameserver ${site.dns}\n`);
    writeFileSync(join(site.folder, 'nsswitch.conf'), 'hosts: files dns\n');
    await world.dns.start().catch((error) => {
      throw inUse(`${site.dns}:${site.dnsPort}`, error);
    });
    world.publish();
    await world.startService();
    const pods = await world.add(manifests.replicas);
    pods.forEach((pod) => world.setReady(pod, true));
    await world.settled();
    if (manifests.clientEnvoy) {
      world.clientEnvoy = new EnvoyProcess(envoyPath!, manifests.clientEnvoy, site.caller, site);
      await world.clientEnvoy.start();
    }
    return world;
  }

  /** Starts pods; they are in no Service yet. */
  public async add(count: number): Promise<Pod[]> {
    const added = Array.from({ length: count }, () => this.create());
    await Promise.all(added.map((pod) => pod.start()));
    return added;
  }

  /** Puts a pod into the Services, or takes it out. */
  public setReady(pod: Pod, ready: boolean): void {
    if (ready) this.ready.add(pod);
    else this.ready.delete(pod);
    this.publish();
  }

  /** Requests of a run by pod, in the order of the pods. */
  public async counts(run: string): Promise<number[]> {
    const described = await Promise.all(this.pods.map((pod) => pod.describe()));
    return described.map(({ requests }) => requests[run] ?? 0);
  }

  /** Connections on which the requests of a run came, by pod. */
  public async connections(run: string): Promise<number[]> {
    const described = await Promise.all(this.pods.map((pod) => pod.describe()));
    return described.map(({ connections }) => connections[run] ?? 0);
  }

  /** Starts a client with the emitted environment. */
  public client(...args: (string | number)[]): RunningClient {
    const { site } = this.options;
    const [command, ...rest] = site.node('client.js', args.map(String));
    const env = { PATH: process.env.PATH, ...this.clientEnvironment(), ...site.environment };
    const child = start(command, rest, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    const lines = createInterface(child.stdout!);
    const end = ended(child);
    const ready = new Promise<void>((resolve) => {
      lines.on('line', (line) => line === 'lab-client-ready' && resolve());
      void end.finally(resolve);
    });
    return { ready, result: end.then(resultOf), stop: () => void child.kill('SIGTERM') };
  }

  public async stop(): Promise<void> {
    await Promise.all([...this.pods.map((pod) => pod.kill()), this.clientEnvoy?.stop('SIGKILL')]);
    this.kubeProxy?.close();
    this.dns.close();
  }

  private create(): Pod {
    const { site, envoyPath, odd } = this.options;
    const number = this.pods.length + 1;
    const environment = odd?.pod === number ? odd.environment : {};
    const pod = new Pod(number, this.manifests, site, envoyPath, environment);
    this.pods.push(pod);
    return pod;
  }

  private async startService(): Promise<void> {
    const { service } = this.manifests;
    if (!service) return;
    const { virtual } = this.options.site;
    this.dns.set(service.name, [virtual]);
    await this.kubeProxy!.listen(virtual, service.port);
  }

  /** New connections go to the ready pods at once; answers of DNS may be as old as their TTL, and here they are. */
  private publish(): void {
    const addresses = [...this.ready].map(({ address }) => address);
    if (this.kubeProxy) this.kubeProxy.ready = addresses;
    setTimeout(() => this.dns.set(this.manifests.headless, addresses), this.manifests.dnsTtl * 1000);
  }

  /** Until DNS knows of the last change. */
  private settled(): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, this.manifests.dnsTtl * 1000 + 20));
  }

  /** The client's pod has no loopback of its own: see EnvoyProcess. */
  private clientEnvironment(): Record<string, string> {
    const entries = this.manifests.client.env.map(({ name, value }: any) => [
      name,
      name.endsWith('_TARGET') ? value.replace('127.0.0.1', this.options.site.caller) : value,
    ]);
    return Object.fromEntries(entries);
  }
}

function resultOf({ code, stdout, stderr }: { code: number | string; stdout: string; stderr: string }): ClientResult {
  const line = stdout.split('\n').find((text) => text.startsWith('lab-client: '));
  if (code === 0 && line) return JSON.parse(line.slice('lab-client: '.length));
  const lines = stderr.trim().split('\n');
  const error = lines.find((text) => /error|could not/i.test(text)) ?? lines.pop();
  throw new LabError(`the client ended with ${code}, got '${error}'; see lab/programs/client.ts`);
}
