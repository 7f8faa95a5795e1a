import { Finding, Severity } from '../finding';
import { Silenced } from '../silence';

/** Puts what a terminal understands as a colour around a text. */
export type Paint = (text: string, severity: Severity) => string;

const PLAIN: Paint = (text) => text;

/** Red, yellow and blue, in the numbers of ANSI. */
const COLOURS = { [Severity.ERROR]: 31, [Severity.WARNING]: 33, [Severity.INFO]: 34 };

export const COLOURED: Paint = (text, severity) => `\u001b[${COLOURS[severity]}m${text}\u001b[0m`;

/** Findings for people: the object and its place, then what is wrong with it. */
export function text(findings: readonly Finding[], paint = PLAIN): string {
  const lines: string[] = [];
  let last = '';
  for (const finding of findings) {
    const title = titleOf(finding);
    if (title !== last) lines.push(...(last ? [''] : []), title);
    last = title;
    const { file, line, severity, rule, message } = finding;
    lines.push(`  ${paint(severity.padEnd(7), severity)} ${rule}: ${message}${file ? ` (${file}:${line})` : ''}`);
  }
  return lines.map((line) => `${line}\n`).join('');
}

/** Silenced findings, each with its reason and where that stands. */
export function silencedText(silenced: readonly Silenced[]): string {
  return silenced
    .map(({ finding, reason, place }) => {
      const { rule, message } = finding;
      return `  ${titleOf(finding)}: ${rule}: ${message}\n    because: ${reason}${place ? ` (${place})` : ''}\n`;
    })
    .join('');
}

/** `Service demo/greeter` */
export function titleOf({ kind, namespace, name }: Pick<Finding, 'kind' | 'namespace' | 'name'>): string {
  return `${kind} ${namespace ? `${namespace}/` : ''}${name}`;
}
