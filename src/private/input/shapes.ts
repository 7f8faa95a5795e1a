import { GrpcTls } from '../../grpc-tls';
import { Place, refuse, Words } from '../errors';

/** Names of options, by what they must be. */
export interface Shapes {
  readonly flags?: string[];
  readonly structs?: string[];
  readonly lists?: string[];
}

/**
 * Refuses what JavaScript passes where there are no types.
 *
 * Most of all `'false'`, which is true, and an object that is none, whose every option would be left out without a word.
 * Errors put `prefix` before names.
 */
export function checkShapes(
  place: Place,
  options: any,
  { flags = [], structs = [], lists = [] }: Shapes,
  prefix = '',
): void {
  for (const prop of flags) checkFlag(place, prefix + prop, options[prop]);
  for (const prop of structs) {
    if (options[prop] !== undefined) checkStruct(place, prefix + prop, options[prop]);
  }
  for (const prop of lists) {
    const value = options[prop];
    if (value !== undefined && !Array.isArray(value))
      refuse(place, `'${prefix}${prop}' must be a list`, value, 'put it in square brackets');
  }
}

/** A yes or no; left out is fine. */
export function checkFlag(place: Place, prop: string, value?: boolean): void {
  if (value !== undefined && typeof value !== 'boolean')
    refuse(place, `'${prop}' must be true or false`, value, 'pass one of them, without quotes');
}

/** An object with options, or a map. */
export function checkStruct(place: Place, prop: string, value: object): void {
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    refuse(place, `'${prop}' must be an object`, shown(value), 'put its options in curly brackets');
}

/** `show` would print a list of one like its item. */
function shown(value: object): object {
  return Array.isArray(value) ? new Words('a list') : value;
}

/** The fact about encryption: `true` would be taken for plaintext. */
export function checkTls(place: Place, tls?: GrpcTls): void {
  if (tls !== undefined && typeof tls?.encryptedByApplication !== 'boolean')
    refuse(place, "'tls' must be a GrpcTls", tls, 'pass GrpcTls.plaintext() or GrpcTls.byApplication()');
}
