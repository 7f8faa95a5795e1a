/** Severity of a finding. */
export enum Severity {
  /** The manifest does not do what it was written for. */
  ERROR = 'error',
  /** The manifest works, but fails or degrades in a situation that every service meets. */
  WARNING = 'warning',
  /** Good to know; never makes a check fail. */
  INFO = 'info',
}

/** One thing that is wrong with one object. */
export interface Finding {
  /** Id of the rule, such as `clusterip-grpc`. */
  readonly rule: string;

  /** Its severity. */
  readonly severity: Severity;

  /** What is wrong, the offending value, and what to do. */
  readonly message: string;

  /** Kind of the object. */
  readonly kind: string;

  /** Name of the object. */
  readonly name: string;

  /**
   * Namespace of the object.
   *
   * @default - the manifest names none
   */
  readonly namespace?: string;

  /**
   * File that the object was read from.
   *
   * @default - it was not read from a file
   */
  readonly file?: string;

  /**
   * Line in that file, counted from 1.
   *
   * @default - it was not read from a file
   */
  readonly line?: number;
}
