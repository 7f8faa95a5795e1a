/** docs/manifests.md names every emitted path, and no other. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { emittedPaths } from './support/emitted-paths';

const DOCUMENT = readFileSync(join(__dirname, '..', 'docs', 'manifests.md'), 'utf8');

interface Row {
  readonly kind: string;
  readonly path: string;
  /** Whether it may be added to a workload that exists. */
  readonly added: boolean;
  readonly cells: string[];
  /** Its value, if that is a number, a duration, a quantity or a boolean. */
  readonly shown?: string;
}

const EVERY = 'Every object';

/** The rows of all tables. A column `✓` is that of workloads that exist. */
function rows(): Row[] {
  return DOCUMENT.split(/^## /m)
    .slice(1)
    .flatMap((section) => {
      const kind = section.split('\n')[0].trim();
      const lines = section.split('\n').filter((line) => line.startsWith('| `'));
      return lines.flatMap((line) => {
        const cells = line
          .split('|')
          .slice(1, -1)
          .map((cell) => cell.trim());
        const added = cells.length === 4 && cells[1] === '✓';
        const paths = expanded(cells[0].slice(1, -1));
        const shown = literals(cells[cells.length - 2]);
        return paths.map((path, index) => ({ kind, path, added, cells, shown: shown[shown.length === 1 ? 0 : index] }));
      });
    });
}

/** Values in the order of the paths, up to what is said of other strategies or of options. */
function literals(cell: string): (string | undefined)[] {
  const [first] = cell.split(/[;:] |;|:(?= )/);
  return first.split(', ').map((value) => /^`?'?(\d[\w.%]*|true|false)'?`?$/.exec(value)?.[1]);
}

/** `{a,b}` is both. */
function expanded(path: string): string[] {
  const braces = /\{([^{}]*)\}/.exec(path);
  if (!braces) return [path];
  return braces[1].split(',').flatMap((part) => expanded(path.replace(braces[0], part)));
}

const { made, values, added } = emittedPaths();
const emitted = [...made].flatMap(([kind, paths]) => [...paths].map((path) => ({ kind, path })));
const documented = rows();

test('every emitted path is in the document', () => {
  const known = new Set(documented.map(({ kind, path }) => `${kind} ${path}`));
  const missing = emitted
    // Told elsewhere.
    .filter(({ kind, path }) => !(kind === 'PrometheusRule' && path.startsWith('spec.')))
    .filter(({ kind, path }) => !known.has(`${kind} ${path}`) && !known.has(`${EVERY} ${path}`));
  expect(missing.map(({ kind, path }) => `${kind} ${path}`)).toEqual([]);
});

test('every path of the document is emitted', () => {
  const real = new Set(emitted.flatMap(({ kind, path }) => [`${kind} ${path}`, `${EVERY} ${path}`]));
  expect(documented.map(({ kind, path }) => `${kind} ${path}`).filter((key) => !real.has(key))).toEqual([]);
});

test('every number, duration and switch that it shows is emitted', () => {
  const shown = documented.filter(({ shown: value }) => value !== undefined);
  expect(shown.length).toBeGreaterThan(100);
  const wrong = shown.filter(({ kind, path, shown: value }) => !values.get(`${kind} ${path}`)?.has(value!));
  expect(wrong.map(({ path, shown: value }) => `${path} is not ${value}`)).toEqual([]);
});

test('what is added to workloads that exist is marked', () => {
  const marked = documented.filter((row) => row.added).map(({ path }) => path);
  expect(marked.sort()).toEqual([...added].sort());
});

test('no path is there twice, and each has a value or a reason', () => {
  const keys = documented.map(({ kind, path }) => `${kind} ${path}`);
  expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
  expect(documented.filter(({ cells }) => cells.slice(-2).join('') === '').map(({ path }) => path)).toEqual([]);
});
