/** Nothing that is read makes the loader or a rule throw, hang or lose its way. What hangs, hangs this test: Jest cannot stop it. */
import fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GrpcChecks } from '../../src/checks';
import { explanations } from '../../src/checks/explain/explanation';
import { runRules, settingsOf } from '../../src/checks/grpc-checks';
import { load } from '../../src/checks/manifests/load';
import { Manifest } from '../../src/checks/manifests/manifest';
import { Manifests } from '../../src/checks/manifests/manifests';
import { run } from './cli/run';

const FOLDER = join(__dirname, 'rules');

/** The manifests of all rules' tests, good and bad. */
const TEXTS = readdirSync(FOLDER).flatMap((rule) =>
  readdirSync(join(FOLDER, rule))
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => readFileSync(join(FOLDER, rule, file), 'utf8')),
);
const OBJECTS: any[][] = TEXTS.map((text) => load('', text).manifests.map(({ fields }) => fields.raw()));

/** One for each rule, in which it finds something. */
const WRONG = GrpcChecks.rules.map(({ id }) =>
  load('', readFileSync(join(FOLDER, id, 'bad.yaml'), 'utf8')).manifests.map(({ fields }) => fields.raw()),
);

/** What parsers stumble over. */
const PIECES = [
  '---\n',
  '\n...\n',
  '- ',
  ': ',
  '\t',
  '{',
  '}',
  '[',
  ']',
  '"',
  "'",
  '&a ',
  '*a',
  '<<: *a\n',
  '!!binary ',
  '|\n',
  '>',
  '#',
  '%',
  '\r',
  '\u2028',
  '\uFEFF',
  '\u0000',
  '\ud800',
  '{{',
  '~',
  '? ',
  '0x',
  '__proto__: ',
];

const piece = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...PIECES) },
  { weight: 1, arbitrary: fc.string({ maxLength: 5 }) },
);

/** Reads and checks a text as the program does; the lines of what is said must be in it. */
function checkText(text: string): void {
  const { manifests, unreadable } = load('file', text);
  const together = new Manifests(manifests, settingsOf({}));
  const { findings } = runRules(together, {});
  explanations(together, findings);
  const lines = text.split('\n').length;
  for (const { line } of [...unreadable, ...findings]) {
    expect(line).toBeGreaterThanOrEqual(1);
    expect(line).toBeLessThanOrEqual(lines);
  }
}

function checkObjects(objects: unknown[]): void {
  const together = new Manifests(
    objects.map((object) => new Manifest(object)),
    settingsOf({}),
  );
  explanations(together, runRules(together, {}).findings);
}

test('texts of pieces are read or refused', () => {
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => checkText(pieces.join(''))),
    { numRuns: 2000 },
  );
});

test('manifests with pieces put in or cut out are read or refused', () => {
  const edit = fc.record({ at: fc.nat(5000), cut: fc.nat(20), piece });
  fc.assert(
    fc.property(fc.constantFrom(...TEXTS), fc.array(edit, { minLength: 1, maxLength: 4 }), (text, edits) => {
      const edited = edits.reduce((one, { at, cut, piece: put }) => {
        const start = at % (one.length + 1);
        return one.slice(0, start) + put + one.slice(start + cut);
      }, text);
      checkText(edited);
    }),
    { numRuns: 1000 },
  );
});

describe('rules', () => {
  /** All paths to values. */
  const pathsIn = (value: unknown): string[][] =>
    typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([key, item]) => [[key], ...pathsIn(item).map((path) => [key, ...path])])
      : [];

  const replaced = (value: any, [key, ...rest]: string[], by: unknown): unknown => {
    const copy = Array.isArray(value) ? [...value] : { ...value };
    copy[key] = rest.length ? replaced(copy[key], rest, by) : by;
    return copy;
  };

  test('take values of any type in any place', () => {
    const value = fc.oneof(
      fc.jsonValue({ maxDepth: 3 }),
      fc.constantFrom(undefined, NaN, -1, 1e300, '', 'None', 'grpc', {}, [], [null], { toString: 1 }),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...OBJECTS),
        fc.array(fc.tuple(fc.nat(), value), { minLength: 1, maxLength: 3 }),
        (objects, edits) => {
          const edited = edits.reduce((one: unknown, [which, by]) => {
            const paths = pathsIn(one);
            return paths.length ? replaced(one, paths[which % paths.length], by) : one;
          }, objects);
          checkObjects(edited as unknown[]);
        },
      ),
      { numRuns: 2000 },
    );
  });

  test('take each place empty, one after another', () => {
    for (const objects of WRONG) {
      for (const path of pathsIn(objects))
        for (const by of [null, 'x']) checkObjects(replaced(objects, path, by) as unknown[]);
    }
    expect(WRONG.length).toBeGreaterThan(20);
  });

  test('take long texts wherever there is a text', () => {
    const long = [
      'a'.repeat(100_000),
      'grpc_health_probe -addr '.repeat(5000),
      `grpc_health_probe${' -addr='.repeat(20_000)}`,
      ' by( '.repeat(40_000),
      'a.'.repeat(50_000),
      ' '.repeat(100_000),
      '{'.repeat(100_000),
      'sleep 1;'.repeat(10_000),
      'sum(rate(a{b=~"'.repeat(5000),
    ];
    for (const objects of WRONG) {
      for (const text of long) {
        checkObjects(
          JSON.parse(JSON.stringify(objects), (key, value) =>
            typeof value === 'string' && !['kind', 'apiVersion'].includes(key) ? text : value,
          ),
        );
        checkObjects(
          JSON.parse(JSON.stringify(objects), (key, value) =>
            ['value', 'image', 'command', 'args', 'expr', 'host'].includes(key) && typeof value === 'string'
              ? value + text
              : value,
          ),
        );
      }
    }
    expect(WRONG.length).toBeGreaterThan(20);
  });

  test('take what is no object at all', () => {
    expect(
      GrpcChecks.check([null, undefined, 1, 'x', [], {}, { kind: 1 }, { kind: 'Service', metadata: null }]),
    ).toEqual([]);
  });
});

test('the program tells what is wrong with any bytes, without a stack trace', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
      const { code, stdout, stderr } = await run(['check', '-'], Buffer.from(bytes));
      expect(stderr).not.toMatch(/^ {4}at |a mistake in it/m);
      expect(code === 2 ? stdout : stderr).toBe('');
    }),
    { numRuns: 500 },
  );
});
