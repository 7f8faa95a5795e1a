import { Finding, Severity } from '../finding';
import { Silenced } from '../silence';
import { printable } from './printable';
import { wrapped } from './wrap';

/** Puts what a terminal understands as a colour around a text. */
export type Paint = (text: string, severity: Severity) => string;

const PLAIN: Paint = (text) => text;

/** Red, yellow and blue, in the numbers of ANSI. */
const COLOURS = { [Severity.ERROR]: 31, [Severity.WARNING]: 33, [Severity.INFO]: 34 };

export const COLOURED: Paint = (text, severity) => `\u001b[${COLOURS[severity]}m${text}\u001b[0m`;

/** Before what is wrong. */
const INDENTATION = '    ';

/** Findings for people: the object, the rule and the place, then what is wrong and what to do. */
export function text(findings: readonly Finding[], paint = PLAIN): string {
  const lines: string[] = [];
  let last = '';
  for (const finding of findings) {
    const title = titleOf(finding);
    if (title !== last) lines.push(...(last ? [''] : []), title);
    last = title;
    const { file, line, severity, rule, message } = finding;
    lines.push(`  ${paint(severity, severity)} ${rule}${file === undefined ? '' : ` (${printable(file)}:${line})`}`);
    lines.push(wrapped(printable(message), INDENTATION));
  }
  return lines.map((line) => `${line}\n`).join('');
}

/** Silenced findings, each with its reason and where that stands. */
export function silencedText(silenced: readonly Silenced[]): string {
  return silenced
    .flatMap(({ finding, reason, place }) => [
      `  ${titleOf(finding)}: ${finding.rule}`,
      wrapped(printable(finding.message), INDENTATION),
      wrapped(printable(`because: ${reason}${place ? ` (${place})` : ''}`), INDENTATION),
    ])
    .map((line) => `${line}\n`)
    .join('');
}

/** `Service demo/greeter` */
export function titleOf({ kind, namespace, name }: Pick<Finding, 'kind' | 'namespace' | 'name'>): string {
  return printable(`${kind} ${namespace ? `${namespace}/` : ''}${name}`);
}
