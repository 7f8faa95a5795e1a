import { readdirSync, readFileSync } from 'fs';
import { join, relative } from 'path';
import * as ts from 'typescript';
import * as errors from '../src/private/errors';
import { clients } from './errors/clients';
import { names } from './errors/names';
import { choices } from './errors/selection';
import { servers } from './errors/servers';
import { options } from './errors/strategies';
import { workloads } from './errors/workloads';

const SRC = join(__dirname, '../src');

/** Lines of src, `private/pods/pod.ts:50`, from which an error came in this run. */
const hit = new Set<string>();

beforeAll(() => {
  for (const name of ['refuse', 'problem'] as const) {
    const original = errors[name] as (...args: any[]) => never;
    jest.spyOn(errors, name).mockImplementation((...args: any[]): never => {
      const caller = new Error().stack!.split('\n').find((line) => /\/src\/(?!private\/errors)/.test(line))!;
      const [, file, line] = /\/src\/(.*\.ts):(\d+):/.exec(caller)!;
      hit.add(`${file}:${line}`);
      return original(...args);
    });
  }
});

afterAll(() => jest.restoreAllMocks());

describe.each([
  ['names and numbers', names],
  ['servers', servers],
  ['clients', clients],
  ['workloads', workloads],
  ['the choice of a strategy', choices],
  ['strategies', options],
])('%s', (_area, cases) => {
  test.each(cases)('fails if %s', (_name, provoke, message) => {
    expect(messageOf(provoke)).toBe(message);
  });
});

describe('every message', () => {
  const messages = [names, servers, clients, workloads, choices, options].flat().map(([, , message]) => message);

  test('says where, what, the value and what to do', () => {
    const lines = messages.flatMap((message) => message.split('\n'));
    expect(lines.filter((line) => !/^\[[^\]]+\] .+, got .+; [^A-Z].*[^.]$/.test(line))).toEqual([]);
  });

  test('has a case for each place in src from which it can come', () => {
    const places = sources().flatMap(callsIn);
    expect(places.length).toBeGreaterThan(90);
    expect(places.filter((place) => !hit.has(place))).toEqual([]);
  });

  test('comes from one place in src', () => {
    const others = sources().filter((file) =>
      /\bthrow\b/.test(readFileSync(file, 'utf8').replace(/\/\*[^]*?\*\/|\/\/.*/g, '')),
    );
    expect(others.map((file) => relative(SRC, file))).toEqual(['private/errors.ts']);
  });
});

/** The message, without what cdk8s puts in front when it found out before writing. */
function messageOf(provoke: () => unknown): string {
  try {
    provoke();
  } catch (error) {
    return (error as Error).message
      .replace('Validation failed with the following errors:\n', '')
      .replace(/^ {2}/gm, '');
  }
  return 'no error';
}

function sources(): string[] {
  const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  // Those have tests of their own.
  return files.filter((file) => !/^(monitoring|checks|grpc-validation)/.test(file)).map((file) => join(SRC, file));
}

/** Where a file calls `refuse` or `problem`. */
function callsIn(file: string): string[] {
  if (file.endsWith('private/errors.ts')) return [];
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest);
  const calls: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && ['refuse', 'problem'].includes(node.expression.getText(source))) {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
      calls.push(`${relative(SRC, file)}:${line + 1}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return calls;
}
