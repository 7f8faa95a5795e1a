import { DEFAULT_CONFIG } from '../config/config';

/** How errors lead to the help. */
export const SEE_HELP = { check: 'see npx cdk8s-grpc check --help', explain: 'see npx cdk8s-grpc explain --help' };

export const HELP = {
  program: `cdk8s-grpc: is gRPC balanced in these Kubernetes manifests?

  npx cdk8s-grpc check FILE|DIR|- ...     what is wrong, and what to do about it
  npx cdk8s-grpc explain FILE|DIR|- ...   for each gRPC service: who balances, what to dial,
                                          how fast pods come and go
  npx cdk8s-grpc --version

Manifests may come from anything: cdk8s, Helm, kustomize, or your own hands. It needs no cluster
and sends nothing anywhere.
More: npx cdk8s-grpc check --help`,

  check: `Finds what keeps gRPC from being balanced in Kubernetes manifests.

  npx cdk8s-grpc check k8s/                           all .yaml, .yml and .json files in a folder
  helm template . | npx cdk8s-grpc check -            what a Helm chart gives
  kustomize build overlays/prod | npx cdk8s-grpc check -
  npx cdk8s-grpc check dist/ --format sarif --output grpc.sarif

Check callers and servers together: a Service is judged by the Deployment behind it and by its
callers.

Options
  --format FORMAT     text (default), json, sarif or junit
  --output FILE       write the report there, and the text to the terminal; - for standard output
                      alone
  --fail-on SEVERITY  lowest severity that makes the exit code 1: error (default) or warning;
                      information never does
  --silenced          also report silenced findings, with their reasons; in SARIF as suppressions
  --config FILE       severities, exceptions, ports; default: ${DEFAULT_CONFIG} in the working
                      directory, if it exists
  --list              list all rules
  --explain RULE      why a rule exists, and what to do
  --no-color          no colours, as with the variable NO_COLOR
  --help

Exit code: 0 nothing found that fails the check, 1 something that does, 2 unusable arguments or
input, of which nothing is checked.`,

  explain: `For each port that speaks gRPC: who balances its requests, what callers must dial, when new pods
get requests, how long a pod takes to end, what the client's code needs, and what is missing.

  npx cdk8s-grpc explain k8s/
  helm template . | npx cdk8s-grpc explain -

Options
  --format FORMAT     text (default) or json
  --config FILE       ports and exceptions, as for check
  --help

Exit code: 0, or 2 for unusable arguments or input. What is missing makes only
npx cdk8s-grpc check fail.`,
};
