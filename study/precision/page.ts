import { Severity } from '../../src/checks/finding';
import { RULES } from '../../src/checks/rules';
import { Judged, Look, Results, Verdict } from './results';

/** Rules that find what nothing balances. */
const BALANCING = ['clusterip-grpc', 'envoy-clusterip-upstream'];

/** docs/checks/precision.md. */
export function page(results: Results, looks: readonly Look[]): string {
  const { projects, projectsWithGrpc, sources, objects, grpcPorts, unreadable, findings } = results;
  const wrong = findings.filter(({ verdict }) => verdict === Verdict.WRONG);
  const fired = RULES.filter(({ id }) => findings.some(({ rule }) => rule === id));
  const silent = RULES.filter((rule) => !fired.includes(rule));
  const graded = looks.filter(isGraded);
  const missed = graded.flatMap((look) => look.missed ?? []);
  const told = graded
    .flatMap((look) => look.findings)
    .filter((one) => BALANCING.includes(one.rule) && isRight(one)).length;
  return `# How often the checks are right

The checks were run on manifests that ${projects} public projects publish: ${sources} Helm charts, kustomizations and folders of YAML, rendered
with their defaults or with a few replicas, ${objects} objects with ${grpcPorts} gRPC ports in ${projectsWithGrpc} of the projects.
A finding counts as right if an operator of that system would agree that it is true, and worth saying at its severity. Each was judged with
the manifest and, where that decides and they could be had, the code or the documents of the project; [every judgement](precision-findings.md)
has its reason.

**On manifests that nobody has looked at ${share(graded.flatMap((look) => look.findings).filter(isAccusing))} of the errors and warnings are right**, and
${share(graded.flatMap((look) => look.findings).filter(isAsking))} of what is information. That is what the first run on a new set of projects found, before anything was corrected for
it. The last row is of the rules of today on all projects, which were corrected with most of them in view.

| manifests | projects | with findings | errors and warnings that are right | information that is right |
|---|---|---|---|---|
${looks.map((look) => lookRow(`${look.name}, on first sight${isGraded(look) ? '' : ' ¹'}`, look.projects, look.findings)).join('\n')}
| all of them, today | ${projects} | ${projectsOf(findings)} | ${shares(findings)} |

¹ Before findings were graded. Nearly all that was wrong then was of two kinds: Services that are there for the sake of form, as clients find the pods
in another way, and callers that are nowhere in the manifests. So what the checks say is now as certain as what they see: an error or a
warning about balancing needs a workload that is told to dial the Service, or a load balancer; without a caller it is only information. If you know
better, make it an error in the configuration. Where information is wrong, its reader sees at once that nobody calls in that way.

**The rules have changed since this was measured**, and the projects have not been checked again. A gateway, a route or a mesh that only something else
tells of no longer hides a workload that is told to dial the Service: there will be more errors where nothing else stands between the two, and
more information where it may be in a mesh. Routes count by their backends alone. A port with \`appProtocol: kubernetes.io/h2c\` is likely gRPC.
Targets are also found in arguments, in ConfigMaps and in variables made of others. Two workloads with one pod each count as two pods.

No input made the checks fail; ${unreadable} of the documents could not be read, nearly all of them templates.

## What they miss

In the ${projectsIn(graded)} projects of the graded first runs all Services that lead to several pods were looked at. ${told} ports that nothing balances were told of,
as an error, a warning or information; ${missed.length} Services were not, since no name, probe or number that the checks know says that they speak gRPC:

${missed.map(({ project, object, why }) => `* ${project}, ${object}: ${why}`).join('\n')}

Name such ports 'grpc' or list them under \`grpcPorts\`. Not measured: what the rules miss that are not about balancing.

## By rule

| rule | findings | projects | right | wrong, errors and warnings | wrong, information |
|---|---|---|---|---|---|
${fired.map(({ id }) => ruleRow(id, findings)).join('\n')}

${silent.length ? `Never fired: ${silent.map(({ id }) => `[${id}](${id}.md)`).join(', ')}. Their proof is the tests.` : ''}

## What is wrong today

${wrong.length ? wrong.map((one) => `* \`${one.rule}\` (${one.severity}): ${one.project} \`${one.path}\`, ${one.object}: ${one.why}`).join('\n') : 'Nothing is.'}

## How it is measured

Commits, paths and values are in [sources.json](../../study/precision/sources.json), the findings word for word in
[findings.json](../../study/precision/findings.json), those of the first runs in [first-sight.json](../../study/precision/first-sight.json).
\`npm run study:precision\` clones the projects, renders them and checks them again, and fails if it finds what nobody has judged.
`;
}

/** docs/checks/precision-findings.md. */
export function findingsPage({ findings }: Results, looks: readonly Look[]): string {
  return `# Every finding of the study, judged

What [precision.md](precision.md) counts. Those of today first, then what the first runs on new projects found.

## Today

${table(findings)}
${looks.map(({ name, findings: own }) => `\n## ${name[0].toUpperCase()}${name.slice(1)}, on first sight\n\n${table(own)}\n`).join('')}`;
}

function table(findings: readonly Judged[]): string {
  const rows = findings.map(
    (one) => `| ${one.project} | \`${one.path}\` | ${one.object} | ${one.rule} | ${one.verdict}: ${one.why} |`,
  );
  return ['| project | path | object | rule | judged |', '|---|---|---|---|---|', ...rows].join('\n');
}

function lookRow(name: string, projects: number, findings: readonly Judged[]): string {
  return `| ${name} | ${projects} | ${projectsOf(findings)} | ${shares(findings)} |`;
}

/** Two columns: what accuses, and what asks. */
function shares(findings: readonly Judged[]): string {
  return `${share(findings.filter(isAccusing))} | ${share(findings.filter(isAsking))}`;
}

function ruleRow(id: string, all: readonly Judged[]): string {
  const own = all.filter(({ rule }) => rule === id);
  const wrong = own.filter((one) => !isRight(one));
  return `| [${id}](${id}.md) | ${own.length} | ${projectsOf(own)} | ${own.length - wrong.length} | ${wrong.filter(isAccusing).length} | ${wrong.filter(isAsking).length} |`;
}

function projectsOf(findings: readonly Judged[]): number {
  return new Set(findings.map(({ project }) => project)).size;
}

function share(findings: readonly Judged[]): string {
  return ratio(findings.filter(isRight).length, findings.length);
}

function isAsking({ severity }: Judged): boolean {
  return severity === Severity.INFO;
}

function isAccusing(one: Judged): boolean {
  return !isAsking(one);
}

/** The first looks were at rules that called an error what is information now. */
function isGraded({ graded }: Look): boolean {
  return graded === true;
}

function projectsIn(looks: readonly Look[]): number {
  return looks.reduce((sum, { projects }) => sum + projects, 0);
}

function isRight({ verdict }: Judged): boolean {
  return verdict === Verdict.RIGHT;
}

function ratio(part: number, whole: number): string {
  return whole ? `${part} of ${whole} (${((100 * part) / whole).toFixed(1)} %)` : 'none';
}
