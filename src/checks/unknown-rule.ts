import { meant } from './closest';
import { RULES } from './rules';

/** What is wrong where somebody names a rule that there is not. */
export const NO_RULE = 'there is no such rule';

/** How that finds those that there are. */
export function toRules(id: string): string {
  const ids = RULES.map((rule) => rule.id);
  return `${meant(id, ids)}see npx cdk8s-grpc check --list`;
}
