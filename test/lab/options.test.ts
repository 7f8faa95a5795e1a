import { help, parseOptions } from '../../lab/options';

const SCENES = ['pinning', 'scale-up'];
const parse = (...args: string[]) => parseOptions(args, SCENES);

test('by default: all scenes, all strategies that one machine can run', () => {
  expect(parse()).toMatchObject({
    scenes: SCENES,
    strategies: ['cluster-ip', 'client-side', 'envoy-server-pod', 'envoy-client-pod'],
    ...{ replicas: 5, requests: 10000, concurrency: 50, seed: 1, margin: 0 },
    ...{ netns: false, json: false, withoutOptions: false },
  });
});

test('cluster-ip is always there, as the others are compared with it', () => {
  expect(parse('--strategy', 'client-side').strategies).toEqual(['cluster-ip', 'client-side']);
});

test.each([
  [['--scene', 'pining'], "--scene is unknown, got 'pining'; use pinning, scale-up"],
  [['--replicas', '1'], "--replicas must be a whole number from 2 to 20, got '1'; pass one in this range"],
  [['--requests', '1e4'], "--requests must be a whole number from 100 to 1000000, got '1e4'; pass one in this range"],
  [['--margin', '60'], "--margin must be a whole number from 0 to 50, got '60'; pass one in this range"],
  [
    ['--strategy', 'round-robin'],
    "--strategy is unknown, got 'round-robin'; use cluster-ip, client-side, envoy-server-pod, envoy-client-pod",
  ],
  [
    ['--strategy', 'istio'],
    "--strategy cannot run on this machine, got 'istio'; its proxies need a control plane: docs/lab.md says how to run the lab on a cluster",
  ],
  [['--sceen', 'x'], "Unknown option '--sceen'; 'npm run lab -- --help' lists the options"],
  [['pinning'], "Unexpected argument 'pinning'; 'npm run lab -- --help' lists the options"],
])('%j is refused', (args, message) => {
  expect(() => parse(...args)).toThrow(message);
});

test('every option is in the help', () => {
  const text = help([{ name: 'pinning', title: 'Who?' }]);
  const options = [
    'scene',
    'strategy',
    'replicas',
    'requests',
    'concurrency',
    'seed',
    'margin',
    'netns',
    'output',
    'json',
  ];
  for (const option of [...options, 'without-options', 'help']) expect(text).toContain(`--${option}`);
});
