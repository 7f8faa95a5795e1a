import { Words } from '../../private/errors';
import { placeOf, unreadEnvoys } from '../facts/envoy-config';
import { Severity } from '../finding';
import { Manifests } from '../manifests/manifests';
import { podExpressions } from '../promql/matching';
import { shortened } from '../promql/rules';
import { Problem, Rule } from '../rule';
import { unreadJson } from '../facts/service-config';

export const unreadConfig: Rule = {
  id: 'unread-config',
  severity: Severity.INFO,
  title: 'A configuration in a manifest that the checks cannot read',
  why: `Other rules read what programs are given in ConfigMaps, arguments and variables: configurations of Envoy, service configs and channel arguments
in JSON, expressions in PrometheusRules. What they cannot read, they do not check. That they find nothing in it means nothing.

It may be a template that is filled in later: then check the result. It may be broken: then Envoy does not start, gRPC clients refuse a service
config, and the Prometheus operator refuses a rule. Or it is fine and too complex for the checks, such as an expression with more than a
thousand nested operators.`,
  fix: 'correct it, or check the result if it is a template',
  threads: [],
  *check(manifests) {
    yield* envoys(manifests);
    yield* json(manifests);
    yield* expressions(manifests);
  },
};

function* envoys(manifests: Manifests): Iterable<Problem> {
  for (const { error, ...text } of unreadEnvoys(manifests)) {
    const what = `the configuration of an Envoy in ${placeOf(text)} cannot be read, so that it is not checked`;
    yield { ...text, what, got: new Words(`${error.reason}, in its line ${error.line}`) };
  }
}

function* json(manifests: Manifests): Iterable<Problem> {
  for (const { place, ...text } of unreadJson(manifests)) {
    const what = `${place} looks like a configuration of gRPC and is no JSON, so that it is not checked`;
    yield { ...text, what, got: shortened(text.text) };
  }
}

function* expressions(manifests: Manifests): Iterable<Problem> {
  for (const { isRead, name, source, manifest, at } of podExpressions(manifests)) {
    if (isRead) continue;
    const what = `${name} cannot be read as PromQL, or nests too deep, so that it is not checked`;
    const remedy = 'correct it, or split it by recording rules';
    yield { manifest, at, what, got: shortened(source), remedy };
  }
}
