import { isAbsolute, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Location, Log, ReportingDescriptor, Result as SarifResult } from 'sarif';
import { ANNOTATION } from '../annotations';
import { Finding, Severity } from '../finding';
import { pageOf, urlOf } from '../pages';
import { RULES } from '../rules';
import { IGNORE, Silenced } from '../silence';
import { STDIN } from './files';
import { Result } from './result';
import { titleOf } from './text';
import { version } from './version';

const LEVELS = { [Severity.ERROR]: 'error', [Severity.WARNING]: 'warning', [Severity.INFO]: 'note' } as const;

/** Findings about the annotations themselves, which are no rules that anybody could silence. */
const OF_ANNOTATIONS: ReportingDescriptor[] = [
  { id: IGNORE, shortDescription: { text: 'An annotation that is to silence a rule, and does not' } },
  { id: ANNOTATION, shortDescription: { text: 'An annotation of cdk8s-grpc that has no effect as it stands' } },
].map((one) => ({ ...one, helpUri: pageOf(one.id), defaultConfiguration: { level: 'error' } }));

/** SARIF 2.1.0, which code scanning of GitHub, GitLab and Azure reads. */
export function sarif({ findings, silenced }: Result): string {
  const rules = [...RULES.map(descriptor), ...OF_ANNOTATIONS];
  const indices = new Map(rules.map(({ id }, index) => [id, index]));
  const log: Log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'cdk8s-grpc',
            version: version(),
            informationUri: 'https://github.com/cdk8s-grpc/cdk8s-grpc',
            rules,
          },
        },
        columnKind: 'utf16CodeUnits',
        results: [
          ...findings.map((finding) => result(finding, indices.get(finding.rule))),
          ...silenced.map((one) => suppressed(one, indices.get(one.finding.rule))),
        ],
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

function descriptor({ id, severity, title, why, fix, threads }: (typeof RULES)[number]): ReportingDescriptor {
  const links = threads.map((thread) => `- [${thread}](${urlOf(thread)})\n`).join('');
  return {
    id,
    shortDescription: { text: title },
    fullDescription: { text: why.split('\n\n')[0].replaceAll('\n', ' ') },
    help: { text: `${why}\n\nWhat to do: ${fix}.`, markdown: `${why}\n\n**What to do:** ${fix}.\n\n${links}` },
    helpUri: pageOf(id),
    defaultConfiguration: { level: LEVELS[severity] },
    properties: { tags: ['grpc', 'kubernetes'] },
  };
}

function result(finding: Finding, ruleIndex: number | undefined): SarifResult {
  const { rule, severity, message } = finding;
  return {
    ruleId: rule,
    ruleIndex,
    level: LEVELS[severity],
    message: { text: `${titleOf(finding)}: ${message}` },
    locations: [location(finding)],
  };
}

/** §3.27.23: an annotation is in the source, the configuration is not. */
function suppressed({ finding, reason, by }: Silenced, ruleIndex: number | undefined): SarifResult {
  const kind = by === 'annotation' ? 'inSource' : 'external';
  return { ...result(finding, ruleIndex), suppressions: [{ kind, status: 'accepted', justification: reason }] };
}

function location({ kind, namespace, name, file, line }: Finding): Location {
  const fullyQualifiedName = [namespace, kind, name].filter(Boolean).join('/');
  const logicalLocations = [{ name, fullyQualifiedName, kind: 'resource' }];
  // GitHub shows nothing that has no file: what came by standard input gets the name of one.
  const uri = file === undefined || file === STDIN ? 'stdin' : uriOf(file);
  return { physicalLocation: { artifactLocation: { uri }, region: { startLine: line ?? 1 } }, logicalLocations };
}

/** Relative to the working directory, as code scanning has files; those elsewhere by their whole address. */
function uriOf(file: string): string {
  const path = isAbsolute(file) ? relative(process.cwd(), file) : file;
  if (path.startsWith('..')) return pathToFileURL(file).href;
  return path
    .replace(/^(\.\/)+/, '')
    .replaceAll('\\', '/')
    .split('/')
    .map(encodeURIComponent)
    .join('/');
}
