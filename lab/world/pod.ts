import { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { credentials } from '@grpc/grpc-js';
import { start } from '../../verify/support/processes';
import { sleep } from '../../verify/support/pool';
import { inUse, LabError } from '../errors';
import { Pod as PodService, PodDescription } from '../programs/greeter';
import { EnvoyProcess } from './envoy';
import { Manifests } from './manifests';
import { PROGRAMS, Site } from './site';

const DESCRIBE_MS = 2000;

/** A pod of the server: the emitted container as a process, the Envoy beside it if there is one, and what the kubelet does with them. */
export class Pod {
  public readonly name: string;
  public readonly address: string;
  public leaving = false;
  private described: PodDescription = { pod: '', requests: {}, connections: {}, capacity: '' };
  private process?: ChildProcess;
  private readonly port: number;
  private readonly envoy?: EnvoyProcess;
  private readonly asked: any;

  public constructor(
    number: number,
    private readonly manifests: Manifests,
    site: Site,
    envoyPath?: string,
    /** In addition to the emitted ones. */
    private readonly environment: Record<string, string> = {},
  ) {
    this.name = `grpc-server-${number}`;
    this.address = site.pod(number);
    this.port = manifests.server.ports.find(({ name }: any) => name === 'grpc').containerPort;
    const { serverEnvoy } = manifests;
    this.envoy = serverEnvoy && new EnvoyProcess(envoyPath!, serverEnvoy, this.address, site);
    this.asked = new PodService(`${this.address}:${this.port}`, credentials.createInsecure());
  }

  /** Returns when both containers are ready: the sidecar starts first. */
  public async start(): Promise<void> {
    await this.envoy?.start();
    await this.startServer();
  }

  /** What it has counted until now; of a pod that is gone, until the end or the last time that it was asked. */
  public async describe(): Promise<PodDescription> {
    if (!this.running) return this.described;
    await new Promise<void>((resolve) =>
      this.asked.describe({}, { deadline: Date.now() + DESCRIBE_MS }, (_error: unknown, answer?: PodDescription) => {
        if (answer) this.described = answer;
        resolve();
      }),
    );
    return this.described;
  }

  /** As the kubelet ends a pod: all hooks at once, each container after its own, the sidecar last, all within the grace period. */
  public async terminate(): Promise<void> {
    const { server, deployment } = this.manifests;
    const grace = deployment.template.spec.terminationGracePeriodSeconds ?? 30;
    const kill = setTimeout(() => void this.kill(), grace * 1000);
    const left = sleep((server.lifecycle?.preStop?.sleep?.seconds ?? 0) * 1000);
    await Promise.all([left.then(() => this.signal('SIGTERM')), this.envoy?.preStop()]);
    await this.envoy?.stop('SIGTERM');
    clearTimeout(kill);
    this.asked.close();
  }

  /** As a crash ends it. */
  public async kill(): Promise<void> {
    await Promise.all([this.signal('SIGKILL'), this.envoy?.stop('SIGKILL')]);
    this.asked.close();
  }

  private get running(): boolean {
    return this.process?.exitCode === null && this.process.signalCode === null;
  }

  private async signal(signal: NodeJS.Signals): Promise<void> {
    if (!this.running) return;
    const end = new Promise((resolve) => this.process!.once('close', resolve));
    this.process!.kill(signal);
    await end;
  }

  private async startServer(): Promise<void> {
    const child = start(process.execPath, [join(PROGRAMS, 'server.js')], {
      env: { PATH: process.env.PATH, ...this.emitted(), LISTEN_ADDRESS: this.address, ...this.environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.process = child;
    let log = '';
    child.stderr!.on('data', (chunk) => (log += chunk));
    await new Promise<void>((resolve, reject) => {
      child.once('exit', (code) => reject(this.failure(code, log)));
      createInterface(child.stdout!).on('line', (line) => {
        if (line.startsWith('listening')) resolve();
        if (line.startsWith('lab-pod: ')) this.described = JSON.parse(line.slice('lab-pod: '.length));
      });
    });
  }

  private failure(code: number | null, log: string): LabError {
    const last = log.trim().split('\n').pop() ?? '';
    if (last.includes('EADDRINUSE')) {
      return inUse(`${this.address}:${this.port}`, Object.assign(new Error(last), { code: 'EADDRINUSE' }));
    }
    return new LabError(`the server of pod ${this.name} ended with ${code}, got '${last}'; see above`);
  }

  /** The environment of the container; what is known only of a running pod, the kubelet fills in. */
  private emitted(): Record<string, string> {
    const facts: Record<string, string> = { 'metadata.name': this.name, 'status.podIP': this.address };
    const entries = this.manifests.server.env.map(({ name, value, valueFrom }: any) => [
      name,
      value ?? facts[valueFrom.fieldRef.fieldPath],
    ]);
    return Object.fromEntries(entries);
  }
}
