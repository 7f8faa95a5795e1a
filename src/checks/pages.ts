import { IGNORE } from './silence';

const CHECKS = 'https://github.com/cdk8s-grpc/cdk8s-grpc/blob/main/docs/checks/';

/** The page that explains a rule. */
export function pageOf(rule: string): string {
  return rule === IGNORE ? `${CHECKS}README.md#silencing-a-rule` : `${CHECKS}${rule}.md`;
}

/** The address of `owner/repo#number`. GitHub leads on to a pull request or discussion of that number. */
export function urlOf(thread: string): string {
  const [repository, number] = thread.split('#');
  return `https://github.com/${repository}/issues/${number}`;
}
