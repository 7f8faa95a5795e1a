import { AssertionError } from 'node:assert';

/** What every negative control says, whatever engine it is for. */
export interface BrokenOnPurpose {
  /** What is wrong with it. */
  readonly broken: string;
  /** What the check must find. */
  readonly says: RegExp;
}

/** Prints a line per check and counts. */
export class Report {
  private passed = 0;
  private failures = 0;

  /** A check: `measure` tells what it measured, or throws. */
  public async check(name: string, where: string, measure: () => Promise<string>): Promise<void> {
    await this.line(title(name, where), measure);
  }

  /**
   * The same beside other programs, which may have taken the processors from it. A failure is told and not counted; whether it passed.
   *
   * It is up to the caller to measure again, alone.
   */
  public async firstTry(name: string, where: string, measure: () => Promise<string>): Promise<boolean> {
    const line = title(name, where);
    return this.line(line, measure, (message) => console.log(`late ${line}: ${message}; to be measured again, alone`));
  }

  /**
   * A negative control: the same check on a manifest that is broken on purpose must fail, and for the right reason,
   * which is an AssertionError whose message matches `says`; that an engine could not be run proves nothing.
   */
  public async control(
    name: string,
    where: string,
    broken: string,
    says: RegExp,
    measure: () => Promise<string>,
  ): Promise<void> {
    await this.line(`${title(name, where)} · control: ${broken}`, async () => {
      const error = await measure().then(
        (measured) => new Error(`passes all the same: ${measured}`),
        (reason) => reason,
      );
      if (!(error instanceof AssertionError)) throw error;
      if (!says.test(error.message)) throw new Error(`fails for another reason than ${says}: ${error.message}`);
      return `fails as it must: ${error.message}`;
    });
  }

  /** Something that failed before it could be measured. */
  public failed(name: string, message: string): void {
    this.failures++;
    console.log(`FAIL ${name}: ${oneLine(message)}`);
  }

  /** Prints the sums; whether there was something and all of it passed. */
  public close(): boolean {
    console.log(`${this.passed} passed, ${this.failures} failed`);
    return this.failures === 0 && this.passed > 0;
  }

  private async line(
    name: string,
    measure: () => Promise<string>,
    failed = (message: string) => this.failed(name, message),
  ): Promise<boolean> {
    const start = Date.now();
    try {
      const measured = await measure();
      this.passed++;
      console.log(`ok   ${name}: ${oneLine(measured)} (${((Date.now() - start) / 1000).toFixed(1)} s)`);
      return true;
    } catch (error) {
      failed(oneLine(error instanceof Error ? error.message : String(error)));
      return false;
    }
  }
}

function title(name: string, where: string): string {
  return where ? `${name} [${where}]` : name;
}

function oneLine(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 600 ? `${line.slice(0, 600)} …` : line;
}
