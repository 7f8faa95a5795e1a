/**
 * Whole manifests, as a reviewer and `kubectl diff` see them.
 *
 * They show what a change of the library does to its users; that they are right is for the other tests to say.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ClusterIp } from '../examples/lab/cluster-ip';
import { OPTIONS } from '../examples/lab/settings';
import { SelectOptions } from '../src';
import { DefineChart, everything, greeter, lab, synth, VARIANTS } from './support/variants';

const FOLDER = join(__dirname, 'golden');

interface Golden {
  readonly file: string;
  readonly define: DefineChart;
  readonly variant: string;
  readonly options?: SelectOptions;
}

/** The lab has a strategy of its own besides: none. */
const STRATEGIES: typeof VARIANTS = { ...VARIANTS, 'cluster-ip': () => new ClusterIp() };

const GOLDENS: Golden[] = [
  ...Object.keys(VARIANTS).map((variant) => ({ file: `greeter/${variant}.yaml`, define: greeter, variant })),
  ...['client-side', 'envoy-sidecar-server-pod', 'envoy-sidecar-client-pod'].map((variant) => ({
    file: `everything/${variant}.yaml`,
    define: everything,
    variant,
  })),
  ...Object.keys(STRATEGIES).map((variant) => ({
    file: `lab/${variant}.yaml`,
    define: lab,
    variant,
    options: OPTIONS,
  })),
];

/** Goldens change in a commit that somebody reads, never in a build that nobody does. */
function mayWrite(environment: NodeJS.ProcessEnv): boolean {
  if (environment.UPDATE_GOLDEN !== '1') return false;
  if (environment.CI) throw new Error('UPDATE_GOLDEN=1 is for a checkout, not for CI; unset one of the two');
  return true;
}

/** What the file must hold; written first where that is asked for. */
function golden(file: string, actual: string): string {
  const path = join(FOLDER, file);
  if (mayWrite(process.env)) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, actual);
  }
  return existsSync(path) ? readFileSync(path, 'utf8') : `there is no ${file}; write it with UPDATE_GOLDEN=1`;
}

test.each(GOLDENS)('$file', ({ file, define, variant, options }) => {
  const { yaml } = synth(define, STRATEGIES[variant](), options);
  expect(yaml).toBe(golden(file, yaml));
});

test('every golden file belongs to a test', () => {
  const paths = readdirSync(FOLDER, { recursive: true }).map(String);
  const files = paths.filter((path) => statSync(join(FOLDER, path)).isFile());
  expect(files.sort()).toEqual(GOLDENS.map(({ file }) => file).sort());
});

test('goldens are written when asked for, and refused in CI', () => {
  expect(mayWrite({})).toBe(false);
  expect(mayWrite({ CI: 'true' })).toBe(false);
  expect(mayWrite({ UPDATE_GOLDEN: '1' })).toBe(true);
  expect(() => mayWrite({ UPDATE_GOLDEN: '1', CI: 'true' })).toThrow(/not for CI/);
});
