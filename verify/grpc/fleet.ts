import { Dns } from '../support/dns';
import { mountNames } from '../support/namespace';
import { sleep } from '../support/pool';
import { FleetClient, Outcome, sum } from './client';
import { LanguageName, NAMES } from './languages';
import { Pod } from './pod';
import { Subject } from './subject';

/** What a check is given. */
export interface Scene {
  /** Languages of the servers: pods take turns. */
  readonly servers: LanguageName[];
  readonly subject: Subject;
  /** A folder of its own. */
  readonly folder: string;
}

/** How a fleet differs from five pods that answer at once. */
export interface FleetOptions {
  readonly pods?: number;
  /** Milliseconds that a request takes. */
  readonly answerAfter?: number;
  /** A service config that somebody put into DNS. */
  readonly publishedConfig?: object;
  /** What clients have in their environment besides. */
  readonly environment?: Record<string, string>;
}

/** Pods, the cluster's DNS, and one client of each language. */
export class Fleet {
  public readonly pods: Pod[] = [];
  public clients: FleetClient[] = [];
  private readonly dns = new Dns();
  /** Those that DNS names. */
  private ready: Pod[] = [];

  private constructor(
    private readonly scene: Scene,
    private readonly options: FleetOptions,
  ) {}

  public static async start(scene: Scene, options: FleetOptions = {}): Promise<Fleet> {
    const fleet = new Fleet(scene, options);
    mountNames(scene.folder);
    await fleet.dns.start();
    if (options.publishedConfig) fleet.publish(options.publishedConfig);
    await fleet.addPods(options.pods ?? 5);
    fleet.setReady([...fleet.pods]);
    const environment = { ...scene.subject.client, ...options.environment };
    fleet.clients = NAMES.map((name) => new FleetClient(name, environment));
    await Promise.all(fleet.clients.map(({ ready }) => ready));
    return fleet;
  }

  /** Starts pods that DNS does not know yet. */
  public async addPods(count: number): Promise<Pod[]> {
    const { servers, subject } = this.scene;
    const pods = Array.from({ length: count }, () => {
      const number = this.pods.length;
      const language = servers[number % servers.length];
      const { port, server } = subject;
      const pod = new Pod(`127.0.1.${number + 1}`, language, port, server, this.options.answerAfter ?? 0);
      this.pods.push(pod);
      return pod;
    });
    await Promise.all(pods.map(({ ready }) => ready));
    return pods;
  }

  /** Sets the answer of the headless name. */
  public setReady(pods: Pod[]): void {
    this.ready = pods;
    this.dns.set(
      this.scene.subject.headless,
      pods.map(({ address }) => address),
    );
  }

  /** Calls of every client until each has reached all pods that are ready: connections are made one after the other. */
  public async warmUp(): Promise<void> {
    const missing = ({ language }: FleetClient) => this.ready.some((pod) => pod.of(language).length === 0);
    for (let round = 0; round < 50 && this.clients.some(missing); round++) {
      await this.callAll(10);
      await sleep(50);
    }
  }

  /** So many calls by every client. */
  public async callAll(count: number, width = 5): Promise<Outcome> {
    return sum(await Promise.all(this.clients.map((client) => client.call(count, width))));
  }

  /** Where grpc-js looks, and where the others do. */
  private publish(serviceConfig: object): void {
    const text = `grpc_config=${JSON.stringify([{ serviceConfig }])}`;
    for (const prefix of ['', '_grpc_config.']) this.dns.setText(prefix + this.scene.subject.headless, text);
  }
}
