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
  title: 'A configuration within a manifest that the checks cannot read, and so say nothing of',
  why: `Other rules read what programs are given in ConfigMaps, arguments and variables: Envoy's configuration, service configs and arguments of channels
in JSON, expressions of PrometheusRules. What they cannot read they do not judge, and that no fault is found in it means nothing.

It may be a template that something fills in later: then check what comes out. It may be broken: then Envoy does not start, clients of gRPC
refuse a service config, and the Prometheus operator a rule. Or it may be fine and too much for the checks, as an expression that nests
more than a thousand operators is.`,
  fix: 'correct it, or check what it becomes',
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
