import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { relative } from 'node:path';
import { Lab, Scene } from './lab';
import { Capacity } from './programs/capacity';
import { Results, SceneResult } from './results';
import { PHASES, SCENES } from './scenes';
import { LOCAL, ON_A_CLUSTER, usesEnvoy } from './strategies';
import { COMPRESSED, UNCOMPRESSED } from './timing';
import { PRELOAD } from './world/site';

/** Plays the scenes, and gathers what they give. */
export async function runScenes(lab: Lab): Promise<Results> {
  const { replicas, requests, concurrency, seed, margin, scenes } = lab.options;
  const chosen = SCENES.filter(({ name }) => scenes.includes(name));
  const facts = factsOf(lab);
  introduce(lab, chosen, facts);
  const waited = waiting();
  const played = await play(lab);
  const results = chosen.flatMap(({ name }) => played.get(name) ?? []);
  return {
    scenes: chosen.map((scene) => ({ name: scene.name, title: scene.title, capacity: capacityOf(scene) })),
    settings: { replicas, requests, concurrency, seed, margin },
    place: `one machine, ${cpus().length} processors${waited()}`,
    ...facts,
    timing: chosen.some(({ compressed }) => compressed)
      ? { compressed: COMPRESSED, uncompressed: UNCOMPRESSED }
      : undefined,
    rows: results.flatMap(({ rows }) => rows),
    verdicts: results.flatMap(({ verdicts }) => verdicts),
    skipped: skippedBy(lab),
  };
}

/** What each scene gives, by name. */
async function play(lab: Lab): Promise<Map<string, SceneResult>> {
  const results = new Map<string, SceneResult>();
  const playLane = async (lane: Scene[]) => {
    for (const scene of lane) {
      if (lab.options.scenes.includes(scene.name)) results.set(scene.name, await scene.run(lab));
    }
  };
  for (const lanes of PHASES) await Promise.all(lanes.map(playLane));
  return results;
}

type Facts = Pick<Results, 'real' | 'simulated'>;

function introduce({ screen }: Lab, scenes: Scene[], { real, simulated }: Facts): void {
  const lines = [
    ...real.map((fact) => `real       ${fact}`),
    ...simulated.map((fact) => `simulated  ${fact}`),
    ...scenes.map((scene) => `capacity   ${scene.name}: ${capacityOf(scene)}`),
  ];
  screen.say(`${lines.join('\n')}\n`);
}

const capacityOf = ({ capacity }: Scene) => String(new Capacity(capacity.slots, capacity.serviceMs));

/** What of it is real, and what is played. */
function factsOf({ options, envoy }: Lab): Facts {
  const names = options.netns
    ? 'in a network namespace, with a resolv.conf that names it'
    : `which ${relative(process.cwd(), PRELOAD)}, loaded into the clients, asks instead of the machine's`;
  return {
    real: [
      'manifests, synthesized by the library for each strategy',
      'gRPC: servers and clients are @grpc/grpc-js in processes of their own, over HTTP/2 on loopback',
      ...(envoy ? [`Envoy ${envoy.version}, with the emitted configuration`] : []),
      `DNS over UDP, ${names}`,
    ],
    simulated: [
      'the capacity of a pod: requests wait for their turn, by a clock; no work is done',
      'kube-proxy: a forwarder of connections, which costs more than the real one',
      'kubelet and Deployment controller: who is ready, hooks, the order of the ends',
    ],
  };
}

function skippedBy({ options, envoy }: Lab): Results['skipped'] {
  const missing = envoy ? [] : LOCAL.filter((name) => usesEnvoy(name) && options.strategies.includes(name));
  return [
    ...missing.map((strategy) => ({
      strategy,
      reason: 'did not run: there is no envoy on the PATH; npm run lab:setup gets one',
    })),
    ...ON_A_CLUSTER.map((strategy) => ({ strategy, reason: 'needs a cluster: docs/lab.md' })),
  ];
}

const PRESSURE = '/proc/pressure/cpu';

/** Measures how much of the time something had to wait for a processor: then latencies are the machine's as much as the strategy's. */
function waiting(): () => string {
  const total = () => Number(/total=(\d+)/.exec(readFileSync(PRESSURE, 'utf8'))?.[1]) / 1000;
  try {
    const begin = { at: performance.now(), total: total() };
    return () => {
      const percent = (100 * (total() - begin.total)) / (performance.now() - begin.at);
      return `, for which something waited ${percent.toFixed(0)} % of the time`;
    };
  } catch {
    // Kernels may be built without it.
    return () => '';
  }
}
