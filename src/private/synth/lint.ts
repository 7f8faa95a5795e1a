import { ApiObject } from 'cdk8s';
import { IConstruct } from 'constructs';
import { Finding, Severity } from '../../checks/finding';
import { checkManifests, GrpcChecks, OFF } from '../../checks/grpc-checks';
import { Manifest } from '../../checks/manifests/manifest';
import { ignoreAnnotation } from '../../checks/silence';
import { rendered } from './rendering';
import { useSelection } from '../selection';

/**
 * What rules read here. ConfigMaps and PrometheusRules are left out: ours are proven by Envoy and promtool, and to parse all of a fleet
 * would take longer than to write it.
 */
const KINDS = new Set([
  'Service',
  'Namespace',
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'Job',
  'CronJob',
  'Pod',
  'HorizontalPodAutoscaler',
  'DestinationRule',
]);

const IDS = new Set(GrpcChecks.rules.map(({ id }) => id));

/** Who balances is up to the strategy, which knows more than manifests tell: of a namespace that is labelled elsewhere, for one. */
const OF_STRATEGIES = 'clusterip-grpc';

const ERRORS_ALONE = Object.fromEntries(
  GrpcChecks.rules
    .filter(({ id, severity }) => severity !== Severity.ERROR || id === OF_STRATEGIES)
    .map(({ id }) => [id, OFF]),
);

/**
 * What rules for manifests say of the objects that this library wrote or edited: an app can change them after us, and add others that
 * undo what they are for.
 *
 * Errors alone: cdk8s has no way to warn.
 */
export function outputErrors(
  root: IConstruct,
  all: readonly ApiObject[],
  ownerOf: (object: ApiObject) => IConstruct | undefined,
): Map<IConstruct, string[]> {
  const objects = all.filter(({ kind }) => KINDS.has(kind));
  const manifests = objects.map((object) => new Manifest(rendered(object)));
  const options = { clusterDomain: useSelection(root).cluster.domain, rules: ERRORS_ALONE };
  const findings = checkManifests(manifests, options);
  const errors = new Map<IConstruct, string[]>();
  if (!findings.length) return errors;
  const byId = new Map(manifests.map((manifest, index) => [idOf(manifest), objects[index]]));
  for (const finding of findings) {
    const owner = ownerOf(byId.get(idOf(finding))!);
    if (finding.severity === Severity.ERROR && owner)
      errors.set(owner, [...(errors.get(owner) ?? []), messageOf(finding)]);
  }
  return errors;
}

function idOf({ kind, namespace = '', name }: { kind: string; namespace?: string; name: string }): string {
  return `${kind} ${namespace}/${name}`;
}

function messageOf(finding: Finding): string {
  const { rule, message } = finding;
  // What is wrong with an annotation itself cannot be silenced by another one.
  const advice = IDS.has(rule) ? `; or say why it must be so in the annotation '${ignoreAnnotation(rule)}'` : '';
  return `${idOf(finding)}: ${message}${advice}`;
}
