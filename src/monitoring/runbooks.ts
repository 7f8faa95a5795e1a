const RUNBOOKS = 'https://github.com/cdk8s-grpc/cdk8s-grpc/blob/main/docs/runbooks/';

/** Address of the runbook of an alert: of this library's, or below an address of the user's own. */
export function runbookOf(alert: string, base?: string): string {
  return base === undefined ? `${RUNBOOKS}${alert}.md` : base + alert;
}

/** Address at which all runbooks are listed; an address of the user's own has no index that we know of. */
export function runbookIndex(base?: string): string {
  return base ?? `${RUNBOOKS}README.md`;
}
