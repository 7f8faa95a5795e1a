import { problem } from '../../private/errors';
import { pageOf, urlOf } from '../pages';
import { RULES } from '../rules';
import { ignoreAnnotation } from '../silence';
import { NO_RULE, adviceOnRules } from '../unknown-rule';
import { Unusable } from '../unusable';
import { wrapped } from './wrap';

/** All rules, a line each, for `grep`. */
export function listed(): string {
  const width = Math.max(...RULES.map(({ id }) => id.length));
  return RULES.map(({ id, severity, title }) => `${id.padEnd(width)}  ${severity.padEnd(7)}  ${title}`).join('\n');
}

/** One rule, with its reasons. */
export function explained(id: string): string {
  const rule = RULES.find((one) => one.id === id);
  if (!rule) throw new Unusable([problem(NO_RULE, id, adviceOnRules(id))]);
  const { severity, title, why, fix, threads } = rule;
  return `${wrapped(`${id} (${severity}): ${title}`, '')}

${paragraphs(why)}

${wrapped(`What to do: ${fix}.`, '')}

To silence it for one object, say why in an annotation of the object:
  ${ignoreAnnotation(id)}: <reason>

Page: ${pageOf(id)}${threads.length ? `\nPeople who met it:${threads.map((thread) => `\n  ${urlOf(thread)}`).join('')}` : ''}`;
}

/** Markdown for a terminal: its paragraphs, and the items of lists in them. */
function paragraphs(markdown: string): string {
  const item = (text: string) => wrapped(text.trim().replace(/\s+/g, ' '), '', text.startsWith('* ') ? '  ' : '');
  const paragraph = (text: string) => text.split(/\n(?=\* )/).map(item);
  return markdown
    .split('\n\n')
    .map((text) => paragraph(text).join('\n'))
    .join('\n\n');
}
