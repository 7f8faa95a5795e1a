/** Arguments, a configuration or input that nothing can be done with; it is reported without a stack trace, and no report is written. */
export class Unusable extends Error {
  public constructor(public readonly problems: readonly string[]) {
    super(problems.join('\n'));
  }
}
