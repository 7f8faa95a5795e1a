import { Finding } from '../finding';

/** Findings for people: the object and its place, then what is wrong with it. */
export function text(findings: readonly Finding[]): string {
  const lines: string[] = [];
  let last = '';
  for (const finding of findings) {
    const title = titleOf(finding);
    if (title !== last) lines.push(...(last ? [''] : []), title);
    last = title;
    const { file, line, severity, rule, message } = finding;
    lines.push(`  ${severity.padEnd(7)} ${rule}: ${message}${file ? ` (${file}:${line})` : ''}`);
  }
  return lines.map((line) => `${line}\n`).join('');
}

function titleOf({ kind, namespace, name }: Finding): string {
  return `${kind} ${namespace ? `${namespace}/` : ''}${name}`;
}
