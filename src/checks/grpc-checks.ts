import { refuse } from '../private/errors';
import { Finding, Severity } from './finding';
import { Manifest } from './manifest';
import { CheckOptions, RuleFacts } from './options';
import { RULES } from './rules';
import { AppliedRule, run } from './run';
import { DEFAULT_SETTINGS } from './settings';

const PAGES = 'https://github.com/cdk8s-grpc/cdk8s-grpc/blob/main/docs/checks/';
const OFF = 'off';

/**
 * Finds what keeps gRPC from being balanced in manifests, whatever wrote them.
 *
 * @see https://github.com/cdk8s-grpc/cdk8s-grpc/blob/main/docs/checks/README.md
 */
export class GrpcChecks {
  /** All rules that there are. */
  public static readonly rules: RuleFacts[] = RULES.map(({ id, severity, title, fix }) => ({
    id,
    severity,
    title,
    fix,
    page: `${PAGES}${id}.md`,
  }));

  /**
   * What is wrong with manifests that belong together, such as `Testing.synth(chart)`; nothing if all is well.
   *
   * Whatever is not as Kubernetes has it is left to others: a broken manifest is no error here.
   *
   * @throws if an option names a rule or a severity that there is not
   */
  public static check(manifests: any[], options: CheckOptions = {}): Finding[] {
    return checkManifests(
      manifests.map((manifest) => new Manifest(manifest)),
      options,
    );
  }

  private constructor() {}
}

/** The same for manifests that know where they come from. */
export function checkManifests(manifests: Manifest[], options: CheckOptions): Finding[] {
  const settings = {
    clusterDomain: options.clusterDomain ?? DEFAULT_SETTINGS.clusterDomain,
    grpcPorts: options.grpcPorts ?? DEFAULT_SETTINGS.grpcPorts,
    ruleLabels: new Map(Object.entries(options.ruleLabels ?? {})),
  };
  const known = new Set(RULES.map(({ id }) => id));
  return run(manifests, appliedRules(options.rules ?? {}, known), known, settings);
}

function appliedRules(severities: { readonly [id: string]: string }, known: Set<string>): AppliedRule[] {
  for (const [id, severity] of Object.entries(severities)) {
    if (!known.has(id)) refuse('rules', 'there is no such rule', id, `there are ${[...known].join(', ')}`);
    const choices = [...Object.values<string>(Severity), OFF];
    if (!choices.includes(severity)) refuse('rules', `'${id}' must be ${choices.join(', ')}`, severity, 'choose one');
  }
  return RULES.flatMap((rule) => {
    const severity = severities[rule.id];
    return severity === OFF ? [] : [{ rule, severity: severity as Severity | undefined }];
  });
}
