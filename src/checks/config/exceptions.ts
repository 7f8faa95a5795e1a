import { problem, Words } from '../../private/errors';
import { Finding } from '../finding';
import { Outcome } from '../run';

/** By what an exception chooses objects. */
export const SCOPE = ['kind', 'namespace', 'name'] as const;

/** An entry of the configuration: of which objects a rule shall not speak, and why. */
export interface Exception {
  readonly rule: string;
  readonly kind?: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly reason: string;
  /** `file:line` */
  readonly place: string;
}

/** Silences what the configuration says, besides what annotations have silenced. */
export function silence({ findings, silenced }: Outcome, exceptions: readonly Exception[]): Outcome {
  const left: Finding[] = [];
  const more = [...silenced];
  for (const finding of findings) {
    const exception = exceptions.find((one) => covers(one, finding));
    if (!exception) left.push(finding);
    else more.push({ finding, reason: exception.reason, by: 'configuration', place: exception.place });
  }
  return { findings: left, silenced: more };
}

/** What to tell of exceptions that no finding is left for. */
export function idleExceptions({ findings }: Outcome, exceptions: readonly Exception[]): string[] {
  const idle = exceptions.filter((exception) => !findings.some((finding) => covers(exception, finding)));
  return idle.map((exception) => {
    const scope = SCOPE.flatMap((key) => (exception[key] === undefined ? [] : [`${key} ${exception[key]}`]));
    const what = "an entry under 'ignore' silences nothing in these manifests";
    const remedy = 'remove it, unless it is for others';
    return `${exception.place}: ${problem(what, new Words([exception.rule, ...scope].join(', ')), remedy)}`;
  });
}

function covers(exception: Exception, finding: Finding): boolean {
  return (
    exception.rule === finding.rule &&
    SCOPE.every((key) => exception[key] === undefined || exception[key] === finding[key])
  );
}
