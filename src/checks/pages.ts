import { ANNOTATION } from './annotations';
import { IGNORE } from './silence';

const CHECKS = 'https://github.com/cdk8s-grpc/cdk8s-grpc/blob/main/docs/checks/';

/** The page that explains a rule. */
export function pageOf(rule: string): string {
  if (rule === IGNORE) return `${CHECKS}README.md#silencing-a-rule`;
  if (rule === ANNOTATION) return `${CHECKS}README.md#how-it-is-known-that-a-port-speaks-grpc`;
  return `${CHECKS}${rule}.md`;
}

/** The address of `owner/repo#number`. GitHub leads on to a pull request or discussion of that number. */
export function urlOf(thread: string): string {
  const [repository, number] = thread.split('#');
  return `https://github.com/${repository}/issues/${number}`;
}
