import { refuse } from '../private/errors';
import { checkShapes, checkStruct } from '../private/input/shapes';
import { checkPort } from '../private/input/values';
import { Finding, Severity } from './finding';
import { Manifest } from './manifests/manifest';
import { Manifests } from './manifests/manifests';
import { CheckOptions, RuleFacts } from './options';
import { pageOf } from './pages';
import { RULES } from './rules';
import { AppliedRule, Outcome, run } from './run';
import { CheckSettings, DEFAULT_SETTINGS } from './settings';
import { NO_RULE, adviceOnRules } from './unknown-rule';

/** What turns a rule off, in the place of a severity. */
export const OFF = 'off';

/**
 * Finds what keeps gRPC from being balanced, in manifests of any tool.
 *
 * @see https://github.com/cdk8s-grpc/cdk8s-grpc/blob/main/docs/checks/README.md
 */
export class GrpcChecks {
  /** All rules. */
  public static readonly rules: RuleFacts[] = RULES.map(({ id, severity, title, fix }) => ({
    id,
    severity,
    title,
    fix,
    page: pageOf(id),
  }));

  /**
   * What is wrong with manifests that belong together, such as `Testing.synth(chart)`; nothing if all is well.
   *
   * It does not validate manifests: what Kubernetes would reject is no error here.
   *
   * @throws if an option names an unknown rule or severity
   */
  public static check(manifests: any[], options: CheckOptions = {}): Finding[] {
    if (!Array.isArray(manifests))
      refuse('GrpcChecks.check', 'manifests must be a list of objects', manifests, 'pass Testing.synth(chart)');
    checkStruct('GrpcChecks.check', 'options', options);
    checkShapes('GrpcChecks.check', options, { structs: ['rules', 'ruleLabels'], lists: ['grpcPorts'] });
    options.grpcPorts?.forEach((port, index) => checkPort('GrpcChecks.check', `grpcPorts[${index}]`, port));
    return checkManifests(
      manifests.map((manifest) => new Manifest(manifest)),
      options,
    );
  }

  private constructor() {}
}

/** The same for manifests that know where they come from. */
export function checkManifests(manifests: Manifest[], options: CheckOptions): Finding[] {
  return [...runRules(new Manifests(manifests, settingsOf(options)), options).findings];
}

/** The same for manifests whose indices somebody else needs too, with what annotations silence. */
export function runRules(manifests: Manifests, options: CheckOptions): Outcome {
  const known = new Set(RULES.map(({ id }) => id));
  return run(manifests, appliedRules(options.rules ?? {}, known), known);
}

/** Options with their defaults. */
export function settingsOf(options: CheckOptions): CheckSettings {
  return {
    clusterDomain: options.clusterDomain ?? DEFAULT_SETTINGS.clusterDomain,
    grpcPorts: options.grpcPorts ?? DEFAULT_SETTINGS.grpcPorts,
    ruleLabels: new Map(Object.entries(options.ruleLabels ?? {})),
  };
}

function appliedRules(severities: { readonly [id: string]: string }, known: Set<string>): AppliedRule[] {
  for (const [id, severity] of Object.entries(severities)) {
    if (!known.has(id)) refuse('GrpcChecks.check', NO_RULE, id, adviceOnRules(id));
    const choices = [...Object.values<string>(Severity), OFF];
    if (!choices.includes(severity))
      refuse('GrpcChecks.check', `the severity of '${id}' must be ${choices.join(', ')}`, severity, 'choose one');
  }
  return RULES.flatMap((rule) => {
    const severity = severities[rule.id];
    return severity === OFF ? [] : [{ rule, severity: severity as Severity | undefined }];
  });
}
