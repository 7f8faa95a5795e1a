import type { Lab } from './lab';
import type { ClientResult } from './programs/client';
import type { Outcome } from './programs/load';
import { Row } from './results';
import { RunningClient, World } from './world/world';

/** What one client does in a world. */
export interface Play {
  readonly scene: string;
  /** What is special about it, such as `without an age`. */
  readonly variant?: string;
  /** Options of its program. */
  readonly load: readonly (string | number)[];
}

/** What came of it. */
export interface Played<T> {
  /** What is told of every scene. */
  readonly row: Row;
  readonly outcome: Outcome;
  readonly result: ClientResult;
  readonly happened: T;
}

/** Lets a client call, and something happen meanwhile, which begins when its connections are there. */
export async function play<T>(
  lab: Lab,
  world: World,
  { scene, variant, load }: Play,
  meanwhile: (client: RunningClient) => Promise<T>,
): Promise<Played<T>> {
  const { strategy } = world.manifests;
  const client = world.client('--run', scene, ...load);
  const title = [scene, strategy, ...(variant ? [variant] : [])].join(' · ');
  const [{ result, counts }, happened] = await Promise.all([
    lab.watch(title, scene, world, client),
    client.ready.then(() => meanwhile(client)),
  ]);
  const outcome = result.outcome!;
  const { requests, failed, errors } = outcome;
  const row = { scene, strategy, variant, clients: 1, requests, failed, errors, counts };
  return { row, outcome, result, happened };
}

/** For clients that have the world for themselves. */
export const nothing = () => Promise.resolve();
