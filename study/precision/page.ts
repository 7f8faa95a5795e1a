import { RULES } from '../../src/checks/rules';

/** What somebody who read the manifest says of a finding. */
export enum Verdict {
  /** It is so, and whoever runs the manifest should know. */
  RIGHT = 'right',
  /** It is not so, or nothing would be better without it. */
  WRONG = 'wrong',
  OPEN = '',
}

export interface Judged {
  readonly project: string;
  readonly path: string;
  readonly object: string;
  readonly rule: string;
  readonly severity: string;
  readonly message: string;
  readonly verdict: Verdict;
  /** Why it is wrong, or what to know of it. */
  readonly why: string;
}

export interface Results {
  readonly projects: number;
  readonly projectsWithGrpc: number;
  readonly sources: number;
  readonly objects: number;
  readonly grpcPorts: number;
  readonly unreadable: number;
  readonly findings: Judged[];
}

/** docs/checks/precision.md. */
export function page(results: Results): string {
  const { projects, projectsWithGrpc, sources, objects, grpcPorts, unreadable, findings } = results;
  const right = findings.filter(({ verdict }) => verdict === Verdict.RIGHT);
  const wrong = findings.filter(({ verdict }) => verdict === Verdict.WRONG);
  const fired = RULES.filter(({ id }) => findings.some(({ rule }) => rule === id));
  const silent = RULES.filter((rule) => !fired.includes(rule));
  return `# How often the checks are right

The checks were run on manifests that ${projects} public projects publish: ${sources} Helm charts, kustomizations and folders of YAML, rendered
with their defaults or with a few replicas, ${objects} objects with ${grpcPorts} gRPC ports in ${projectsWithGrpc} of the projects.
Each finding was judged by a person: **${right.length} of ${findings.length} are right, ${percent(right.length, findings.length)}**. Where there is a remark, the manifest
and often the code of the client were read; where there is none, the finding and the objects that it names. Some rules were made more careful
after a first run on the same projects, so that other manifests may fare worse; and most projects are demonstrations, several of which
show one fault many times.
No input made the checks fail; ${unreadable} of the documents could not be read: templates.

| rule | findings | projects | right | wrong |
|---|---|---|---|---|
${fired.map(({ id }) => row(id, findings)).join('\n')}

${silent.length ? `Never fired: ${silent.map(({ id }) => `[${id}](${id}.md)`).join(', ')}. Their proof is the tests.` : ''}

## What is wrong

${wrong.length ? wrong.map((one) => `* \`${one.rule}\`: ${one.project} \`${one.path}\`, ${one.object}: ${one.why}`).join('\n') : 'Nothing was.'}

## All findings

| project | path | object | rule | judged |
|---|---|---|---|---|
${findings.map((one) => `| ${one.project} | \`${one.path}\` | ${one.object} | ${one.rule} | ${one.verdict}${one.why ? `: ${one.why}` : ''} |`).join('\n')}

Commits, paths and values are in [sources.json](../../study/precision/sources.json), the findings word for word in
[findings.json](../../study/precision/findings.json). \`npm run study:precision\` clones the projects, renders them and checks them again, and
fails if it finds what nobody has judged.
`;
}

function row(id: string, all: Judged[]): string {
  const own = all.filter(({ rule }) => rule === id);
  const count = (verdict: Verdict) => own.filter((one) => one.verdict === verdict).length;
  const projects = new Set(own.map(({ project }) => project)).size;
  return `| [${id}](${id}.md) | ${own.length} | ${projects} | ${count(Verdict.RIGHT)} | ${count(Verdict.WRONG)} |`;
}

function percent(part: number, whole: number): string {
  return whole ? `${((100 * part) / whole).toFixed(1)} %` : 'none';
}
