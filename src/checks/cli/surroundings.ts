import { problem, Words } from '../../private/errors';
import { Unusable } from '../unusable';

/** What a program is given by the process that it runs in: `process` itself, or what a test makes of it. */
export interface Surroundings {
  readonly stdin: AsyncIterable<Uint8Array | string> & { readonly isTTY?: boolean };
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: { readonly [name: string]: string | undefined };
}

export interface Output {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** What 0, 1 and 2 tell a pipeline. */
export enum ExitCode {
  FINE = 0,
  FOUND = 1,
  UNUSABLE = 2,
}

/** There is nothing to read. */
export function noFiles(help: string): Unusable {
  return new Unusable([problem('files, folders or - are needed', new Words('none'), help)]);
}
