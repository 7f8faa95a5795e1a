import { readFileSync } from 'node:fs';
import { didYouMean } from './checks/did-you-mean';
import { Finding, Severity } from './checks/finding';
import { load } from './checks/manifests/load';
import { pageOf } from './checks/pages';
import { readConfig } from './checks/config/config';
import { judge } from './checks/config/judge';
import { Unusable } from './checks/unusable';
import { problem, Words } from './private/errors';

/** How an app is validated. */
export interface GrpcValidationProps {
  /**
   * Configuration with severities and exceptions, the same as that of `npx cdk8s-grpc check`.
   *
   * @default '.cdk8s-grpc.yaml' if it is there
   */
  readonly config?: string;

  /**
   * Lowest severity at which the synth fails: `error` or `warning`.
   *
   * @default Severity.ERROR
   */
  readonly failOn?: Severity;
}

const PROPERTIES: string[] = ['config', 'failOn'] satisfies (keyof GrpcValidationProps)[];

/**
 * Validates the output of `cdk8s synth`, for apps with any constructs: a plugin for `validations` in `cdk8s.yaml`.
 *
 * @see https://github.com/cdk8s-grpc/cdk8s-grpc/blob/main/docs/checks/README.md#in-cdk8s-synth
 */
export class GrpcValidation {
  private readonly failing: Severity[];

  public constructor(private readonly props: GrpcValidationProps = {}) {
    // Props come from cdk8s.yaml, which no compiler checks.
    for (const key of Object.keys(props)) {
      if (!PROPERTIES.includes(key)) {
        throw plainError([
          problem('there is no such property', key, `${didYouMean(key, PROPERTIES)}there are ${PROPERTIES.join(', ')}`),
        ]);
      }
    }
    const { failOn = Severity.ERROR } = props;
    if (failOn !== Severity.ERROR && failOn !== Severity.WARNING) {
      throw plainError([problem("'failOn' must be error or warning", failOn, 'choose one')]);
    }
    this.failing = failOn === Severity.WARNING ? [Severity.ERROR, Severity.WARNING] : [Severity.ERROR];
  }

  /** Called by the cdk8s CLI, whose `ValidationContext` it takes. */
  public async validate(context: any): Promise<void> {
    try {
      this.report(context);
    } catch (error) {
      throw error instanceof Unusable ? plainError(error.problems) : error;
    }
  }

  private report(context: any): void {
    const config = readConfig(this.props.config);
    const files: string[] = context.manifests;
    const loaded = files.map((file) => load(file, readFileSync(file, 'utf8')));
    const unreadable = loaded.flatMap((file) => file.unreadable);
    if (unreadable.length) {
      throw new Unusable(
        unreadable.map(({ file, line, reason }) => {
          const place = new Words(`${file}:${line}: ${reason}`);
          return problem('a manifest cannot be read', place, 'correct what wrote it');
        }),
      );
    }
    const { findings, notes } = judge(
      loaded.flatMap(({ manifests }) => manifests),
      config,
    );
    // Not by the context's logger: it writes to where `cdk8s synth --stdout` has the manifests.
    for (const note of notes) process.stderr.write(`${note}\n`);
    for (const finding of findings) context.report.addViolation(violation(finding));
    context.report.submit(findings.some(({ severity }) => this.failing.includes(severity)) ? 'failure' : 'success');
  }
}

/** Without a stack trace, which the CLI would print: the fault is in the configuration, not in our code. */
function plainError(problems: readonly string[]): Error {
  const error = new Error(problems.map((one) => `[GrpcValidation] ${one}`).join('\n'));
  error.stack = `Error: ${error.message}`;
  return error;
}

/** A finding in the words of the CLI. */
function violation({ rule, severity, message, name, file, line }: Finding): object {
  return {
    ruleName: `${rule} (${severity})`,
    recommendation: message,
    fix: pageOf(rule),
    violatingResources: [{ resourceName: name, manifestPath: file, locations: [`line ${line}`] }],
  };
}
