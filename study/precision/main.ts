/**
 * How often the checks are right about manifests of public projects: writes docs/checks/precision.md and precision-findings.md.
 *
 *   npm run study:precision            compares what is found with findings.json, in which each finding has been judged by hand
 *   npm run study:precision -- --new   adds what is not judged yet to findings.json, for somebody to judge
 *
 * What the first run on new projects found is kept in first-sight.json: append it there before a rule is changed for it.
 *
 * Clones the projects of sources.json; needs git, helm (scripts/helm.sh) and kustomize (study/precision/kustomize.sh).
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkManifests } from '../../src/checks/grpc-checks';
import { Finding } from '../../src/checks/finding';
import { grpcPorts } from '../../src/checks/facts/grpc-ports';
import { load } from '../../src/checks/manifests/load';
import { Manifests } from '../../src/checks/manifests/manifests';
import { DEFAULT_SETTINGS } from '../../src/checks/settings';
import looks from './first-sight.json';
import { findingsPage, page } from './page';
import { ManifestSource, render } from './render';
import { Judged, Look, Results, Verdict } from './results';
import sources from './sources.json';

const RESULTS = join(__dirname, 'findings.json');
const DOCS = join(__dirname, '../../docs/checks');

function main(addNew: boolean): number {
  const before: Results = JSON.parse(readFileSync(RESULTS, 'utf8'));
  const results = examine(sources as ManifestSource[], before.findings);
  const open = results.findings.filter(({ verdict }) => verdict === Verdict.OPEN);
  open.forEach((one) =>
    console.error(`not judged: ${one.project} ${one.path} ${one.object} ${one.rule}: ${one.message}`),
  );
  if (addNew || !open.length) {
    writeFileSync(RESULTS, `${JSON.stringify(results, null, 2)}\n`);
    writeFileSync(join(DOCS, 'precision.md'), page(results, looks as Look[]));
    writeFileSync(join(DOCS, 'precision-findings.md'), findingsPage(results, looks as Look[]));
  }
  console.log(
    `${results.findings.length} findings in ${results.objects} objects of ${results.projects} projects, ${open.length} not judged`,
  );
  return open.length ? 1 : 0;
}

/** Checks all sources; a finding that was there before keeps its verdict. */
function examine(all: ManifestSource[], judged: Judged[]): Results {
  const findings: Judged[] = [];
  const totals = { objects: 0, grpcPorts: 0, unreadable: 0 };
  const withGrpc = new Set<string>();
  for (const source of all) {
    const loaded = render(source).map(({ file, text }) => load(file, text));
    const manifests = loaded.flatMap((one) => one.manifests);
    const ports = grpcPorts(new Manifests(manifests, DEFAULT_SETTINGS)).length;
    totals.objects += manifests.length;
    totals.grpcPorts += ports;
    totals.unreadable += loaded.reduce((sum, { unreadable }) => sum + unreadable.length, 0);
    if (ports) withGrpc.add(source.project);
    findings.push(...checkManifests(manifests, {}).map((finding) => verdictOn(finding, source, judged)));
  }
  const projects = new Set(all.map(({ project }) => project)).size;
  return { projects, projectsWithGrpc: withGrpc.size, sources: all.length, ...totals, findings };
}

function verdictOn(
  { rule, severity, kind, name, namespace, message }: Finding,
  { project, path }: ManifestSource,
  judged: Judged[],
): Judged {
  const object = `${kind} ${namespace ? `${namespace}/` : ''}${name}`;
  const same = judged.find(
    (one) =>
      one.project === project &&
      one.path === path &&
      one.object === object &&
      one.rule === rule &&
      withoutRemedy(one.message) === withoutRemedy(message),
  );
  return {
    project,
    path,
    object,
    rule,
    severity,
    message,
    verdict: same?.verdict ?? Verdict.OPEN,
    why: same?.why ?? '',
  };
}

/** What to do may be said in other words: the finding is the same. */
function withoutRemedy(message: string): string {
  return message.replace(/; [^;]*$/, '');
}

process.exit(main(process.argv.includes('--new')));
