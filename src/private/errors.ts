import { SizeRoundingBehavior } from 'cdk8s';
import { IConstruct } from 'constructs';

/** Text that an error shows as it is, for a value that has no better form. */
export class Words {
  public constructor(public readonly text: string) {}
}

/** The message of every error: what is wrong, the value, what to do. */
export function problem(what: string, got: unknown, remedy: string): string {
  return `${what}, got ${show(got)}; ${remedy}`;
}

/** Where a value was given: a construct, or the factory that has none yet. */
export type Place = IConstruct | string;

/** Throws with the place in front, in the form in which cdk8s prints validation errors. */
export function refuse(place: Place, what: string, got: unknown, remedy: string): never {
  throw new Error(`[${pathOf(place)}] ${problem(what, got, remedy)}`);
}

/** How errors name a place. */
export function pathOf(place: Place): string {
  return typeof place === 'string' ? place : place.node.path || 'App';
}

function show(value: any): string {
  if (value instanceof Words) return value.text;
  // A line break in a value must not look like the end of the message.
  if (typeof value === 'string') return `'${JSON.stringify(value).slice(1, -1).replace(/\\"/g, '"')}'`;
  if (typeof value === 'function') return 'a function';
  if (value === null || typeof value !== 'object') return String(value);
  if (typeof value.toMilliseconds === 'function') return `${value.toMilliseconds({ integral: false }) / 1000} s`;
  if (typeof value.toKibibytes === 'function')
    return `${value.toKibibytes({ rounding: SizeRoundingBehavior.NONE })} KiB`;
  if (typeof value.node?.path === 'string') return `'${pathOf(value)}'`;
  if (Array.isArray(value) && value.length > 0) return value.map(show).join(value.length === 2 ? ' and ' : ', ');
  return json(value);
}

function json(value: object): string {
  try {
    return JSON.stringify(value);
  } catch {
    return 'what JSON cannot hold';
  }
}
