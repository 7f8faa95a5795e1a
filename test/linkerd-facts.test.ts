/** The manifests for Linkerd against the table of what it does, and manifests that are broken on purpose. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXPECTED_EVERYTHING, EXPECTED_GREETER, sceneOf, STRATEGIES } from './support/facts';
import { LINKERD_FACTS } from './support/linkerd-facts';
import { everything, greeter, synth, VARIANTS } from './support/variants';

const APPS = [
  { app: 'greeter', synthesized: synth(greeter, VARIANTS.linkerd()), expected: EXPECTED_GREETER },
  { app: 'everything', synthesized: synth(everything, VARIANTS.linkerd()), expected: EXPECTED_EVERYTHING },
];

describe.each(APPS)('$app', ({ synthesized, expected }) => {
  const { objects, brought } = synthesized;

  test.each(LINKERD_FACTS)('$name', ({ violations }) => {
    expect([...violations(sceneOf(objects, brought.keys(), expected, STRATEGIES.linkerd))]).toEqual([]);
  });
});

test.each(LINKERD_FACTS)('it is noticed where it is not so that $name', ({ violations, broken }) => {
  const { synthesized, expected } = APPS[1];
  const objects = structuredClone(synthesized.objects);
  broken(objects);
  const found = [...violations(sceneOf(objects, synthesized.brought.keys(), expected, STRATEGIES.linkerd))];
  expect(found).not.toEqual([]);
});

test('docs/verification.md has the table', () => {
  const page = readFileSync(join(__dirname, '../docs/verification.md'), 'utf8');
  const section = page.split(/^## /m).find((text) => text.startsWith('What Linkerd is compared with')) ?? '';
  const rows = section.split('\n').filter((line) => /^\| [^-]/.test(line));
  expect(rows.slice(1)).toEqual(LINKERD_FACTS.map(({ name, source }) => `| ${name} | ${source} |`));
});
