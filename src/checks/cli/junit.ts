import { Finding } from '../finding';
import { Manifest } from '../manifest';
import { Result } from './result';
import { text, titleOf } from './text';

/** JUnit's XML, in which each object is a test: many a CI server shows nothing else. */
export function junit({ findings, manifests, fails }: Result): string {
  const found = new Map<string, Finding[]>();
  for (const finding of findings) {
    const key = keyOf(finding);
    const known = found.get(key);
    if (known) known.push(finding);
    else found.set(key, [finding]);
  }
  const files = new Map<string, Set<string>>();
  for (const manifest of manifests) {
    const file = manifest.source?.file ?? '';
    const cases = files.get(file) ?? new Set();
    files.set(file, cases.add(keyOf({ ...named(manifest), file })));
  }
  let failures = 0;
  const suites = [...files].map(([file, keys]) => {
    const cases = [...keys].map((key) => testCase(key, file, found.get(key) ?? [], fails));
    const failed = cases.filter((one) => one.includes('<failure')).length;
    failures += failed;
    return `  <testsuite name="${escaped(file)}" tests="${cases.length}" failures="${failed}">\n${cases.join('')}  </testsuite>\n`;
  });
  const tests = [...files.values()].reduce((sum, keys) => sum + keys.size, 0);
  const head = `<testsuites name="cdk8s-grpc" tests="${tests}" failures="${failures}">`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n${head}\n${suites.join('')}</testsuites>\n`;
}

function testCase(key: string, file: string, findings: readonly Finding[], fails: Result['fails']): string {
  const [title] = key.split('\n');
  const head = `    <testcase classname="${escaped(file)}" name="${escaped(title)}"`;
  if (!findings.length) return `${head}/>\n`;
  const failed = findings.filter(fails);
  const told = findings.filter((finding) => !fails(finding));
  // One failure for each test, as some readers show only the first.
  const failure = failed.length
    ? `      <failure type="${failed[0].rule}" message="${escaped(failed[0].message)}">${escaped(text(failed))}</failure>\n`
    : '';
  const output = told.length ? `      <system-out>${escaped(text(told))}</system-out>\n` : '';
  return `${head}>\n${failure}${output}    </testcase>\n`;
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
