import { Finding } from '../finding';
import { groupBy } from '../manifests/group-by';
import { Manifest } from '../manifests/manifest';
import { Silenced } from '../silence';
import { printable } from './printable';
import { Result } from './result';
import { text, titleOf } from './text';

/** What is told of one object. */
interface Told {
  readonly failed: readonly Finding[];
  readonly others: readonly Finding[];
  readonly silenced: readonly Silenced[];
}

/** JUnit's XML, in which each object is a test: many a CI server shows nothing else. */
export function junit({ findings, silenced, manifests, fails }: Result): string {
  const failed = groupBy(findings.filter(fails), keyOf);
  const others = groupBy(
    findings.filter((finding) => !fails(finding)),
    keyOf,
  );
  const silent = groupBy(silenced, ({ finding }) => keyOf(finding));
  const toldOf = (key: string): Told => ({
    failed: failed.get(key) ?? [],
    others: others.get(key) ?? [],
    silenced: silent.get(key) ?? [],
  });
  const keys = new Map<string, Set<string>>();
  for (const manifest of manifests) {
    const file = manifest.source?.file ?? '';
    const known = keys.get(file) ?? new Set();
    keys.set(file, known.add(keyOf({ ...named(manifest), file })));
  }
  const suites = [...keys].map(([file, own]) => suite(file, new Map([...own].map((key) => [key, toldOf(key)]))));
  const tests = [...keys.values()].reduce((sum, own) => sum + own.size, 0);
  const head = `<testsuites name="cdk8s-grpc" tests="${tests}" failures="${failed.size}">`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n${head}\n${suites.join('')}</testsuites>\n`;
}

function suite(file: string, objects: ReadonlyMap<string, Told>): string {
  const all = [...objects.values()];
  const failures = all.filter(isFailure).length;
  const skipped = all.filter(isSkipped).length;
  const counts = `tests="${all.length}" failures="${failures}" skipped="${skipped}"`;
  const cases = [...objects].map(([key, told]) => testCase(key.split('\n')[0], file, told));
  return `  <testsuite name="${escaped(printable(file))}" ${counts}>\n${cases.join('')}  </testsuite>\n`;
}

function testCase(title: string, file: string, told: Told): string {
  const { failed, others, silenced } = told;
  const head = `    <testcase classname="${escaped(printable(file))}" name="${escaped(title)}"`;
  // One element for each test, as some readers show only the first.
  const skipped = isSkipped(told) ? `      <skipped message="${escaped(reasons(silenced))}"/>\n` : '';
  const failure = isFailure(told)
    ? `      <failure type="${failed[0].rule}" message="${escaped(printable(failed[0].message))}">${escaped(text(failed))}</failure>\n`
    : '';
  const output = others.length ? `      <system-out>${escaped(text(others))}</system-out>\n` : '';
  const inside = skipped + failure + output;
  return inside ? `${head}>\n${inside}    </testcase>\n` : `${head}/>\n`;
}

function isFailure({ failed }: Told): boolean {
  return failed.length > 0;
}

/** A test that fails is not skipped, whatever else is silenced of its object. */
function isSkipped({ failed, silenced }: Told): boolean {
  return silenced.length > 0 && !failed.length;
}

function reasons(silenced: readonly Silenced[]): string {
  return silenced.map(({ finding, reason }) => printable(`${finding.rule}: ${reason}`)).join('; ');
}

function named({ kind, name, namespace }: Manifest): Pick<Finding, 'kind' | 'name' | 'namespace'> {
  return { kind, name, namespace: namespace || undefined };
}

/** What makes an object a test of its own. */
function keyOf(object: Pick<Finding, 'kind' | 'namespace' | 'name' | 'file'>): string {
  return `${titleOf(object)}\n${object.file ?? ''}`;
}

/** Text as XML has it, without the characters that XML 1.0 cannot have at all. */
function escaped(value: string): string {
  return value
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '?')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
