import { IConstruct } from 'constructs';

/** The message of every error: what is wrong, the value, what to do. */
export function problem(what: string, got: unknown, remedy: string): string {
  return `${what}, got ${show(got)}; ${remedy}`;
}

/** Where a value was given: a construct, or the factory that has none yet. */
export type Place = IConstruct | string;

/** Throws with the place in front, in the form in which cdk8s prints validation errors. */
export function refuse(place: Place, what: string, got: unknown, remedy: string): never {
  const path = typeof place === 'string' ? place : place.node.path || 'App';
  throw new Error(`[${path}] ${problem(what, got, remedy)}`);
}

function show(value: unknown): string {
  if (value === undefined || typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return `'${value}'`;
  if (Array.isArray(value) && value.length > 0) return value.map(show).join(', ');
  return JSON.stringify(value);
}
