import { join } from 'node:path';
import { Options } from './options';
import type { ClientResult } from './programs/client';
import { SceneResult } from './results';
import { Screen } from './screen';
import { LocalStrategy, usesEnvoy } from './strategies';
import { findEnvoy } from './world/envoy';
import { Manifests, manifestsOf, Settings } from './world/manifests';
import { Site } from './world/site';
import { withoutOptions } from './without';
import { RunningClient, World, WorldOptions } from './world/world';

/** A scene of the experiment. */
export interface Scene {
  readonly name: string;
  /** What it shows, as the report's heading. */
  readonly title: string;
  /** What a pod can do in it; printed, as it is simulated. */
  readonly capacity: { readonly slots: number; readonly serviceMs: number };
  /** Whether it is synthesized with the compressed times. */
  readonly compressed: boolean;
  run(lab: Lab): Promise<SceneResult>;
}

/** How often the pods are asked what they have counted. */
const POLL_MS = 500;

/** What the scenes have in common: the options, the screen, and where a world can be built. */
export class Lab {
  public readonly envoy = findEnvoy();
  private worlds = 0;

  public constructor(
    public readonly options: Options,
    public readonly screen: Screen,
    private readonly folder: string,
  ) {}

  /** Those strategies that were asked for and can run here, of these. */
  public strategies(these: readonly LocalStrategy[]): LocalStrategy[] {
    return these.filter(
      (strategy) => this.options.strategies.includes(strategy) && (this.envoy || !usesEnvoy(strategy)),
    );
  }

  /** Synthesizes the experiment. */
  public manifests(settings: Settings): Manifests {
    const manifests = manifestsOf(settings);
    if (this.options.withoutOptions) withoutOptions(manifests);
    return manifests;
  }

  /** Builds a world from manifests, gives it to `use`, and takes it down. */
  public async world<T>(
    manifests: Manifests,
    use: (world: World) => Promise<T>,
    odd?: WorldOptions['odd'],
  ): Promise<T> {
    const site = new Site(this.options.netns ? 'netns' : 'preload', join(this.folder, String(this.worlds++)));
    const world = await World.start(manifests, { site, seed: this.options.seed, envoyPath: this.envoy?.path, odd });
    try {
      return await use(world);
    } finally {
      await world.stop();
    }
  }

  /** Waits for a client, and shows meanwhile what the pods have counted. */
  public async watch(title: string, run: string, world: World, client: RunningClient): Promise<Measured> {
    const line = this.screen.line(title);
    const poll = setInterval(() => void world.counts(run).then((counts) => line.show(counts)), POLL_MS);
    try {
      const result = await client.result;
      const counts = await world.counts(run);
      line.done(counts, result);
      return { result, counts };
    } finally {
      clearInterval(poll);
      line.end();
    }
  }
}

export interface Measured {
  readonly result: ClientResult;
  /** Requests by pod, as the pods have counted. */
  readonly counts: number[];
}
