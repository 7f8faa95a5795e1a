import { Scene } from './scene';

/** Something that must be true of manifests, whatever the code that made them thinks. */
export interface Fact {
  /** What is true. */
  readonly name: string;
  /** What breaks where it is not. */
  readonly reason: string;
  /** Every way in which it is violated. */
  readonly violations: (scene: Scene) => Iterable<string>;
}

export function fact(name: string, reason: string, violations: (scene: Scene) => Iterable<string>): Fact {
  return { name, reason, violations };
}

/** What is expected at a path; `ifAbsent` is what engines assume where there is nothing. */
export interface Row {
  readonly path: string;
  readonly value: any;
  readonly ifAbsent?: any;
}

export function row(path: string, value: any, ifAbsent?: any): Row {
  return { path, value, ifAbsent };
}

/** The value of an engine's default, which may be said or left out. */
export function byDefault(path: string, value: any): Row {
  return { path, value, ifAbsent: value };
}

/** Compares what is at the paths of an object. */
export function* differences(where: string, object: any, rows: Row[]): Iterable<string> {
  for (const { path, value, ifAbsent } of rows) {
    yield* unequal(`${where}: ${path}`, at(object, path) ?? ifAbsent, value);
  }
}

/** A message if two values differ. */
export function* unequal(where: string, actual: any, expected: any): Iterable<string> {
  if (same(actual, expected)) return;
  yield `${where} must be ${JSON.stringify(expected)}, is ${JSON.stringify(actual)}`;
}

/** Whether two values are the same JSON; in any order of the fields. */
export function same(a: any, b: any): boolean {
  if (a === b) return true;
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].every((key) => same(a[key], b[key]));
}

/** The value at a path such as `spec.ports.0.name`; undefined where there is none. */
export function at(object: any, path: string): any {
  return path.split('.').reduce((value, key) => value?.[key], object);
}

/** Violations of facts, by the name of the fact. A fact that cannot even be checked is violated. */
export function violated(facts: Fact[], scene: Scene): { fact: string; message: string }[] {
  return facts.flatMap(({ name, violations }) =>
    messages(violations, scene).map((message) => ({ fact: name, message })),
  );
}

function messages(violations: Fact['violations'], scene: Scene): string[] {
  try {
    return [...violations(scene)];
  } catch (error) {
    return [`cannot be checked: ${(error as Error).message}`];
  }
}
