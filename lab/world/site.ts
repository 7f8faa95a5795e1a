import { join } from 'node:path';

/** The compiled programs, as lab/Dockerfile has them. */
export const PROGRAMS = join(__dirname, '../../.cache/lab/programs');
export const PRELOAD = join(__dirname, '../preload.mjs');
const WITH_NAMES = join(__dirname, 'with-names.sh');

/** How the programs come to ask the lab's DNS server. */
export type Names = 'preload' | 'netns';

const FIRST = 100;
let next = FIRST;

/** The addresses of one emulated cluster; several can be there at once. All are loopback's. */
export class Site {
  public readonly dns: string;
  /** Of the Service. */
  public readonly virtual: string;
  /** Of the client's pod. */
  public readonly caller: string;
  private readonly network = `127.${next++}`;

  public constructor(
    public readonly names: Names,
    /** Of its own, for files. */
    public readonly folder: string,
  ) {
    this.dns = `${this.network}.0.10`;
    this.virtual = `${this.network}.3.1`;
    this.caller = `${this.network}.4.1`;
  }

  /** A resolv.conf has no place for a port; whoever is not root may not have this one. */
  public get dnsPort(): number {
    return this.names === 'netns' ? 53 : 15353;
  }

  public pod(number: number): string {
    return `${this.network}.1.${number}`;
  }

  /** A Node program that asks our DNS server. */
  public node(program: string, args: string[]): string[] {
    const preload = this.names === 'preload' ? ['--import', PRELOAD] : [];
    return this.withNames([process.execPath, ...preload, join(PROGRAMS, program), ...args]);
  }

  /** What the preloaded file reads. */
  public get environment(): Record<string, string> {
    return this.names === 'preload' ? { LAB_DNS: `${this.dns}:${this.dnsPort}` } : {};
  }

  /** The program, with files of its own that say where DNS is, where there are namespaces. */
  public withNames(command: string[]): string[] {
    if (this.names === 'preload') return command;
    return ['unshare', '--mount', '--', 'sh', WITH_NAMES, this.folder, ...command];
  }
}
