import { problem } from '../../private/errors';
import { pageOf, urlOf } from '../pages';
import { RULES } from '../rules';
import { NO_RULE, toRules } from '../unknown-rule';
import { Unusable } from './surroundings';

/** All rules, a line each. */
export function listed(): string {
  const width = Math.max(...RULES.map(({ id }) => id.length));
  return RULES.map(({ id, severity, title }) => `${id.padEnd(width)}  ${severity.padEnd(7)}  ${title}`).join('\n');
}

/** One rule, with its reasons. */
export function explained(id: string): string {
  const rule = RULES.find((one) => one.id === id);
  if (!rule) throw new Unusable([problem(NO_RULE, id, toRules(id))]);
  const { severity, title, why, fix, threads } = rule;
  return `${id} (${severity}): ${title}

${why}

What to do: ${fix}.

To silence it for one object, say why in an annotation of the object:
  cdk8s-grpc/ignore-${id}: <reason>

Page: ${pageOf(id)}${threads.length ? `\nPeople who met it:${threads.map((thread) => `\n  ${urlOf(thread)}`).join('')}` : ''}`;
}
