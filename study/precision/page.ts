import { RULES } from '../../src/checks/rules';
import { Judged, Look, Results, Verdict } from './results';

/** docs/checks/precision.md. */
export function page(results: Results, looks: readonly Look[]): string {
  const { projects, projectsWithGrpc, sources, objects, grpcPorts, unreadable, findings } = results;
  const wrong = findings.filter(({ verdict }) => verdict === Verdict.WRONG);
  const fired = RULES.filter(({ id }) => findings.some(({ rule }) => rule === id));
  const silent = RULES.filter((rule) => !fired.includes(rule));
  return `# How often the checks are right

The checks were run on manifests that ${projects} public projects publish: ${sources} Helm charts, kustomizations and folders of YAML, rendered
with their defaults or with a few replicas, ${objects} objects with ${grpcPorts} gRPC ports in ${projectsWithGrpc} of the projects.
A finding counts as right if an operator of that system would agree that it is true, and worth saying at its severity. Each was judged with
the manifest and, where that decides and they could be had, the code or the documents of the project; [every judgement](precision-findings.md)
has its reason.

**${share(findings)} are right today.** That flatters the rules, which were corrected with these very manifests in view. What to expect of
manifests that nobody has looked at is told by the first run on each new set of projects, before anything was corrected for it:
**${share(looks.flatMap((look) => look.findings))}**.

| manifests | projects | with findings | findings that are right | rules by project, all of whose findings are right |
|---|---|---|---|---|
${looks.map(({ name, projects: all, findings: own }) => lookRow(`${name}, on first sight`, all, own)).join('\n')}
| all of them, after that | ${projects} | ${projectsOf(findings)} | ${share(findings)} | ${pairs(findings)} |

The last column counts a rule once for each project, as some projects show one fault many times. Most of what was wrong at first was of two
kinds: Services that are there for the sake of form, since clients find the pods in another way (a ring, a registry, one pod for each node), and
callers that are nowhere in the manifests. The rules are silent now where manifests tell of such a thing. Where they do not, the rules
can still be wrong, and \`cdk8s-grpc/ignore-<rule>\` with the reason is the answer.

No input made the checks fail; ${unreadable} of the documents could not be read, nearly all of them templates.

## By rule

| rule | findings | projects | right | wrong |
|---|---|---|---|---|
${fired.map(({ id }) => ruleRow(id, findings)).join('\n')}

${silent.length ? `Never fired: ${silent.map(({ id }) => `[${id}](${id}.md)`).join(', ')}. Their proof is the tests.` : ''}

## What is wrong today

${wrong.length ? wrong.map((one) => `* \`${one.rule}\`: ${one.project} \`${one.path}\`, ${one.object}: ${one.why}`).join('\n') : 'Nothing is.'}

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
  return `| ${name} | ${projects} | ${projectsOf(findings)} | ${share(findings)} | ${pairs(findings)} |`;
}

function ruleRow(id: string, all: readonly Judged[]): string {
  const own = all.filter(({ rule }) => rule === id);
  const right = own.filter(isRight).length;
  return `| [${id}](${id}.md) | ${own.length} | ${projectsOf(own)} | ${right} | ${own.length - right} |`;
}

function projectsOf(findings: readonly Judged[]): number {
  return new Set(findings.map(({ project }) => project)).size;
}

function pairs(findings: readonly Judged[]): string {
  const isGood = new Map<string, boolean>();
  for (const one of findings) {
    const key = `${one.project} ${one.rule}`;
    isGood.set(key, (isGood.get(key) ?? true) && isRight(one));
  }
  return ratio([...isGood.values()].filter(Boolean).length, isGood.size);
}

function share(findings: readonly Judged[]): string {
  return ratio(findings.filter(isRight).length, findings.length);
}

function isRight({ verdict }: Judged): boolean {
  return verdict === Verdict.RIGHT;
}

function ratio(part: number, whole: number): string {
  return whole ? `${part} of ${whole} (${((100 * part) / whole).toFixed(1)} %)` : 'none';
}
