import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkManifests } from '../../src/checks/grpc-checks';
import { load } from '../../src/checks/manifests/load';
import { text } from '../../src/checks/cli/text';
import { RULES } from '../../src/checks/rules';

/**
 * A folder per rule: what it finds in `bad*.yaml`, word for word, is in the `.txt` beside it, and nothing finds anything in `good*.yaml`.
 * Where a wrong manifest is wrong in two ways, its first line says so: `# also: other-rule`.
 */
const FOLDER = join(__dirname, 'rules');

const filesOf = (rule: string, pattern: RegExp) => {
  const folder = join(FOLDER, rule);
  return existsSync(folder) ? readdirSync(folder).filter((file) => pattern.test(file)) : [];
};

function findings(rule: string, file: string) {
  const { manifests, unreadable } = load(file, readFileSync(join(FOLDER, rule, file), 'utf8'));
  expect(unreadable).toEqual([]);
  expect(manifests.length).toBeGreaterThan(0);
  return checkManifests(manifests, {});
}

test('every folder is that of a rule', () => {
  const ids = RULES.map(({ id }) => id);
  expect(readdirSync(FOLDER).filter((folder) => !ids.includes(folder))).toEqual([]);
  expect(new Set(ids).size).toBe(ids.length);
});

describe.each(RULES.map(({ id }) => id))('%s', (rule) => {
  const bad = filesOf(rule, /^bad.*\.yaml$/);
  const good = filesOf(rule, /^good.*\.yaml$/);

  test('has manifests of both kinds', () => {
    expect(bad).toContain('bad.yaml');
    expect(good).toContain('good.yaml');
  });

  test.each(bad)('finds what is wrong with %s', (file) => {
    const found = findings(rule, file);
    const also = /^# also: (.*)/.exec(readFileSync(join(FOLDER, rule, file), 'utf8'))?.[1].split(', ') ?? [];
    expect([...new Set(found.map((one) => one.rule))].sort()).toEqual([rule, ...also].sort());
    const expected = join(FOLDER, rule, file.replace(/yaml$/, 'txt'));
    if (process.env.UPDATE_GOLDEN && !process.env.CI) writeFileSync(expected, text(found));
    expect(text(found)).toBe(readFileSync(expected, 'utf8'));
  });

  test.each(good)('finds nothing wrong with %s', (file) => {
    expect(text(findings(rule, file))).toBe('');
  });
});
