import { didYouMean } from './did-you-mean';
import { RULES } from './rules';

/** What is wrong if a name is no rule's. */
export const NO_RULE = 'there is no such rule';

/** What to do about it: the closest rule, and where all are listed. */
export function adviceOnRules(id: string): string {
  const ids = RULES.map((rule) => rule.id);
  return `${didYouMean(id, ids)}see npx cdk8s-grpc check --list`;
}
