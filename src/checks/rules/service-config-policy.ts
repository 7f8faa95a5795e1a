import { spelling } from '../facts/balancing-policies';
import { Fields } from '../manifests/fields';
import { Severity } from '../finding';
import { Rule } from '../rule';
import { serviceConfigs } from '../facts/service-config';

interface Fault {
  readonly what: string;
  readonly got: unknown;
  readonly remedy: string;
  readonly severity?: Severity;
}

const ROUND_ROBIN = 'write "loadBalancingConfig": [{"round_robin": {}}]';

export const serviceConfigPolicy: Rule = {
  id: 'service-config-policy',
  severity: Severity.ERROR,
  title: 'A service config with a balancing policy that clients do not understand',
  why: `A client that does not understand its balancing policy sends everything to one pod or does not start, depending on the language.
\`loadBalancingPolicy\` is the old field: Go, Java and Python still read it, grpc-js ignores it silently. Names are lower case: with
\`ROUND_ROBIN\` grpc-js and Go use \`pick_first\`.

\`loadBalancingConfig\` is a list of objects with one key each, and the first policy that the client knows counts. If it knows none, grpc-js
silently uses \`pick_first\`, and Go and Python fail. grpc-js calls it \`outlier_detection\`, with fields in snake_case. Everywhere else it is
\`outlier_detection_experimental\`, with fields in camelCase. All of this was tried.`,
  fix: ROUND_ROBIN,
  threads: ['grpc/grpc-node#1215', 'grpc/proposal#15'],
  *check(manifests) {
    for (const { manifest, at, config, place, readers } of serviceConfigs(manifests)) {
      for (const { what, ...rest } of faultsOf(
        config,
        readers.length > 0 && readers.every(({ container }) => container.isGo),
      )) {
        yield { manifest, at, what: `${place} ${what}`, ...rest };
      }
    }
  },
};

function* faultsOf(config: Fields, readByGo: boolean): Iterable<Fault> {
  if (!config.has('loadBalancingConfig')) {
    const policy = config.text('loadBalancingPolicy');
    if (policy !== undefined && !(readByGo && spelling(policy) === policy)) yield policyFault(policy);
    return;
  }
  const list = config.raw('loadBalancingConfig');
  if (!Array.isArray(list)) {
    yield { what: 'must have a list in loadBalancingConfig: clients refuse it', got: list, remedy: ROUND_ROBIN };
  }
  for (const entry of config.list('loadBalancingConfig')) yield* entryFaults(entry);
}

function policyFault(policy: string): Fault {
  const known = spelling(policy);
  const isMisspelt = known !== undefined && known !== policy;
  return {
    what: isMisspelt
      ? 'has a loadBalancingPolicy in the wrong spelling, which grpc-js and Go do not know'
      : 'names its policy by loadBalancingPolicy, which grpc-js ignores: its clients send everything to one pod',
    got: policy,
    remedy: `write "loadBalancingConfig": [{"${known ?? policy}": {}}]`,
    severity: isMisspelt ? undefined : Severity.WARNING,
  };
}

function* entryFaults(entry: Fields): Iterable<Fault> {
  const policies = entry.entries();
  if (policies.length !== 1) {
    const remedy = 'write each policy into an object of its own';
    yield { what: 'must have one policy in each entry of loadBalancingConfig', got: entry.raw(), remedy };
    return;
  }
  const [[name, options]] = policies;
  const known = spelling(name);
  if (known !== undefined && known !== name) {
    yield { what: 'has a policy in the wrong spelling in loadBalancingConfig', got: name, remedy: `write "${known}"` };
  }
  if (name === 'outlier_detection' && options.has('childPolicy')) {
    yield {
      what: 'mixes two spellings of outlier detection, which no client understands',
      got: entry.raw(),
      remedy:
        'write outlier_detection with child_policy for grpc-js, or outlier_detection_experimental with childPolicy',
    };
  }
}
