import { parseArgs } from 'node:util';
import { LabError } from './errors';
import { LOCAL, LocalStrategy, ON_A_CLUSTER } from './strategies';

export interface Options {
  readonly scenes: string[];
  readonly strategies: LocalStrategy[];
  readonly replicas: number;
  readonly requests: number;
  readonly concurrency: number;
  readonly seed: number;
  /** In percent. */
  readonly margin: number;
  readonly netns: boolean;
  readonly json: boolean;
  readonly help: boolean;
  readonly withoutOptions: boolean;
  readonly output: string;
}

export function help(scenes: { name: string; title: string }[]): string {
  return `Five replicas behind a Service, one client: who gets the requests? Runs servers, clients, DNS and Envoy on this machine, from the manifests.

  npm run lab                           all scenes, all strategies that this machine can run
  npm run lab -- --scene pinning        one scene
  npm run lab:setup                     gets Envoy, which its strategies need

  --scene NAME          ${scenes.map(({ name }) => name).join(', ')}; may be repeated
  --strategy NAME       ${LOCAL.join(', ')}; may be repeated
  --replicas N          pods of the server, 2 to 20 (5)
  --requests N          requests of a run of the scene 'pinning', 100 to 1000000 (10000)
  --concurrency N       requests in flight, 1 to 1000 (50)
  --seed N              seed of the random choices, such as kube-proxy's of pods (1)
  --margin PERCENT      tolerance for every limit, 0 to 50 (0)
  --netns               in its own network namespace, with a real resolv.conf; needs root
  --without-options     takes out of the manifests what the strategy put in: the verdicts must fail
  --output FOLDER       where the report goes (lab/report)
  --json                prints the results as JSON, and nothing else
  --help                this

Scenes:
${scenes.map(({ name, title }) => `  ${name.padEnd(20)}  ${title}`).join('\n')}
`;
}

/** Reads the arguments; says what is wrong with the first that is. */
export function parseOptions(args: string[], scenes: string[]): Options {
  const { values } = parse(args);
  const strategy = values.strategy ?? [...LOCAL];
  strategy.forEach((name) => checkStrategy(name));
  values.scene?.forEach((name) => checkChoice('--scene', name, scenes));
  const number = (option: 'replicas' | 'requests' | 'concurrency' | 'seed' | 'margin', min: number, max: number) =>
    checkedNumber(`--${option}`, values[option], min, max);
  return {
    scenes: values.scene ?? scenes,
    // What the others are compared with.
    strategies: LOCAL.filter((name) => name === 'cluster-ip' || strategy.includes(name)),
    replicas: number('replicas', 2, 20),
    requests: number('requests', 100, 1000000),
    concurrency: number('concurrency', 1, 1000),
    seed: number('seed', 0, 2 ** 31 - 1),
    margin: number('margin', 0, 50),
    netns: values.netns,
    json: values.json,
    help: values.help,
    withoutOptions: values['without-options'],
    output: values.output,
  };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        scene: { type: 'string', multiple: true },
        strategy: { type: 'string', multiple: true },
        replicas: { type: 'string', default: '5' },
        requests: { type: 'string', default: '10000' },
        concurrency: { type: 'string', default: '50' },
        seed: { type: 'string', default: '1' },
        margin: { type: 'string', default: '0' },
        netns: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
        'without-options': { type: 'boolean', default: false },
        output: { type: 'string', default: 'lab/report' },
      },
    });
  } catch (error) {
    // Node's own text has the argument in quotes, and may go on with hints.
    throw new LabError(`${(error as Error).message.split('. ')[0]}; 'npm run lab -- --help' lists the options`);
  }
}

function checkStrategy(name: string): void {
  if (ON_A_CLUSTER.includes(name)) {
    throw new LabError(
      `--strategy cannot run on this machine, got '${name}'; its proxies need a control plane: docs/lab.md says how to run the lab on a cluster`,
    );
  }
  checkChoice('--strategy', name, LOCAL);
}

function checkChoice(option: string, value: string, choices: readonly string[]): void {
  if (!choices.includes(value)) throw new LabError(`${option} is unknown, got '${value}'; use ${choices.join(', ')}`);
}

function checkedNumber(option: string, text: string, min: number, max: number): number {
  if (/^\d+$/.test(text) && Number(text) >= min && Number(text) <= max) return Number(text);
  throw new LabError(`${option} must be a whole number from ${min} to ${max}, got '${text}'; pass one in this range`);
}
