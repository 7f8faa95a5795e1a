import { parse } from 'yaml';
import { GreeterClient } from './client';
import { EnvoyContainer } from './container';
import { Dns } from '../support/dns';
import { Pod } from './pod';
import { parseSeries, Series } from './stats';
import { clusterOf, managerOf, milliseconds, Subject } from './subject';

export type Placement = 'server-pod' | 'client-pod';

/** What a check is given. */
export interface Scene {
  readonly placement: Placement;
  readonly version: string;
  readonly subject: Subject;
  /** A folder of its own. */
  readonly folder: string;
}

/** The greeter's pods; each `127.0.1.x` stands for the address of one. */
export const ADDRESSES = [1, 2, 3, 4, 5].map((number) => `127.0.1.${number}`);

/** Where the own pod's application is reached by the Envoy beside it. */
export const OWN = '127.0.0.1';

/** The cluster's fact `dnsTtl`, by default: for so long DNS may go on naming a pod that left. */
export const DNS_TTL = 30000;

/** How the world differs from five pods that are all ready. */
export interface WorldOptions {
  /** Addresses that are ready at the start. */
  readonly ready?: string[];
  /** Addresses on which the check runs something itself. */
  readonly foreign?: string[];
}

/** Everything that an Envoy needs around it: DNS, the pods, and the Envoy itself. */
export class World {
  public readonly dns = new Dns();
  public readonly envoy: EnvoyContainer;
  public readonly config: any;
  /** By address. */
  public readonly pods = new Map<string, Pod>();
  /** The port of the pods. */
  public readonly port: number;

  public constructor(private readonly scene: Scene) {
    this.envoy = new EnvoyContainer(scene.subject, scene.version, scene.folder);
    this.config = parse(scene.subject.bootstrap);
    this.port = scene.subject.server.ports.find(({ name }: any) => name === 'grpc').containerPort;
  }

  public static async start(scene: Scene, { ready = ADDRESSES, foreign = [] }: WorldOptions = {}): Promise<World> {
    const world = new World(scene);
    const own = scene.placement === 'server-pod' ? [OWN] : [];
    for (const address of [...ADDRESSES, ...own]) if (!foreign.includes(address)) await world.addPod(address);
    await world.dns.start();
    // The ClusterIP Service has one address, whatever the number of pods.
    world.dns.set('grpc-server.demo.svc.cluster.local', ADDRESSES.slice(0, 1));
    world.setReady(ready);
    await world.envoy.start();
    return world;
  }

  public async addPod(address: string): Promise<Pod> {
    const pod = new Pod(address, this.port);
    await pod.start();
    this.pods.set(address, pod);
    return pod;
  }

  /** Sets the answer of the headless name. */
  public setReady(addresses: string[]): void {
    this.dns.set(this.scene.subject.headless, addresses);
  }

  /** Longest time between two queries. */
  public get refresh(): number {
    const { dns_refresh_rate, dns_jitter } = clusterOf(this.config).cluster_type.typed_config;
    return milliseconds(dns_refresh_rate) + milliseconds(dns_jitter);
  }

  /** A client with the channel options that the manifests give it, and one connection to Envoy. */
  public client(options: Record<string, string | number> = {}): GreeterClient {
    const port = this.config.static_resources.listeners[0].address.socket_address.port_value;
    return new GreeterClient(`dns:///127.0.0.1:${port}`, { ...this.scene.subject.channelOptions, ...options });
  }

  public async stats(): Promise<Series[]> {
    const response = await fetch('http://127.0.0.1:19090/stats/prometheus');
    return parseSeries(await response.text());
  }

  /** Sum of a metric of our listener or cluster. */
  public async sum(name: string, labels: Record<string, string> = {}): Promise<number> {
    const own = {
      ...(name.startsWith('envoy_cluster') && { envoy_cluster_name: clusterOf(this.config).name }),
      ...(name.startsWith('envoy_http') && { envoy_http_conn_manager_prefix: managerOf(this.config).stat_prefix }),
      ...labels,
    };
    const matching = (await this.stats()).filter(
      (series) => series.name === name && Object.entries(own).every(([key, value]) => series.labels[key] === value),
    );
    return matching.reduce((sum, { value }) => sum + value, 0);
  }
}
