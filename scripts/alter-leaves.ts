/**
 * Alters every leaf of every strategy's manifests in turn, and demands that something other than a golden file notices.
 *
 * A golden file written by the code under test agrees with it, right or wrong. What has to notice is the schema of the kind, or one of the
 * facts of test/support/facts, which were written by hand. What nothing needs to notice is in alter-leaves.allow.json, with a reason.
 *
 * `npm run alter-leaves`; with `-- --verbose` it says which fact noticed what.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  EXPECTED_EVERYTHING,
  EXPECTED_GREETER,
  FACTS,
  Scene,
  sceneOf,
  STRATEGIES,
  violated,
} from '../test/support/facts';
import { How, HOWS, Leaf, leavesOf, whileAltered } from '../test/support/leaves';
import { schemaErrors } from '../test/support/schema';
import { everything, greeter, keyOf, synth, VARIANTS } from '../test/support/variants';

interface Allowed {
  /** `Kind/name: path`, in which `*` stands for any text. */
  readonly leaf: string;
  readonly how: How[];
  readonly reason: string;
}

interface Tally {
  leaves: number;
  schema: number;
  facts: number;
  allowed: number;
  survivors: number;
}

const ALLOWED: Allowed[] = JSON.parse(readFileSync(join(__dirname, 'alter-leaves.allow.json'), 'utf8'));
const PATTERNS = ALLOWED.map(({ leaf }) => new RegExp(`^${leaf.split('*').map(escape).join('.*')}$`));
const used = new Set<Allowed>();
const kills = new Map(FACTS.map(({ name }) => [name, 0]));
const survivors: string[] = [];

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** The entry that says why nothing needs to notice. */
function allowance(id: string, how: How): Allowed | undefined {
  const entry = ALLOWED.find((candidate, index) => candidate.how.includes(how) && PATTERNS[index].test(id));
  if (entry) used.add(entry);
  return entry;
}

/** Whether the app brought the leaf: the library answers for what it makes, and for nothing else. */
function isBrought(leaf: Leaf, workload: any): boolean {
  if (!workload) return false;
  const value = leaf.keys.reduce((parent, key) => parent?.[key], workload);
  return JSON.stringify(value) === JSON.stringify(leaf.value);
}

function noticedBy(facts: Scene, object: any, original: any, leaf: Leaf, how: How): 'schema' | 'facts' | undefined {
  const isInside = leaf.keys.some((_, depth) => facts.embedded.has(valueAt(object, leaf.keys.slice(0, depth))));
  // To the schema an embedded document is text.
  const isRefused = !isInside && whileAltered(original, leaf, how, () => schemaErrors(original, '1.33')).length > 0;
  const found = whileAltered(object, leaf, how, () => new Set(violated(FACTS, facts).map(({ fact }) => fact)));
  found.forEach((name) => kills.set(name, kills.get(name)! + 1));
  if (process.argv.includes('--verbose'))
    console.log(`${how} ${keyOf(object)}: ${leaf.path}  ${[...found].join('; ')}`);
  if (isRefused) return 'schema';
  return found.size > 0 ? 'facts' : undefined;
}

function valueAt(object: any, keys: readonly string[]): any {
  return keys.reduce((parent, key) => parent?.[key], object);
}

function alterAll(variant: string, define: typeof greeter, expected: typeof EXPECTED_GREETER): Tally {
  const { objects: originals, brought } = synth(define, VARIANTS[variant]());
  const scene = sceneOf(originals, brought.keys(), expected, STRATEGIES[variant]);
  const tally = { leaves: 0, schema: 0, facts: 0, allowed: 0, survivors: 0 };
  scene.objects.forEach((object, index) => {
    const key = keyOf(object);
    for (const leaf of leavesOf(object).filter((candidate) => !isBrought(candidate, brought.get(key)))) {
      tally.leaves++;
      for (const how of HOWS) {
        const id = `${key}: ${leaf.path.slice(1)}`;
        const noticed = noticedBy(scene, object, originals[index], leaf, how);
        const outcome = noticed ?? (allowance(id, how) ? 'allowed' : 'survivors');
        tally[outcome]++;
        if (outcome === 'survivors') survivors.push(`${variant}: ${how} ${id} (${JSON.stringify(leaf.value)})`);
      }
    }
  });
  return tally;
}

function main(): number {
  const started = Date.now();
  const table: { [name: string]: Tally } = {};
  for (const variant of Object.keys(VARIANTS)) {
    table[`greeter, ${variant}`] = alterAll(variant, greeter, EXPECTED_GREETER);
    table[`everything, ${variant}`] = alterAll(variant, everything, EXPECTED_EVERYTHING);
  }
  const columns = ['leaves', 'schema', 'facts', 'allowed', 'survivors'] as const;
  const rows = Object.values(table);
  table['all'] = Object.fromEntries(
    columns.map((column) => [column, rows.reduce((sum, row) => sum + row[column], 0)]),
  ) as unknown as Tally;
  console.log(
    'Every leaf is deleted, altered and given another type; the columns say what notices, the schema being asked first.',
  );
  console.table(table);
  const unused = ALLOWED.filter((entry) => !used.has(entry)).map(({ leaf }) => `matches nothing: ${leaf}`);
  const idle = [...kills].filter(([, count]) => count === 0).map(([name]) => `notices nothing: ${name}`);
  const problems = [...survivors.map((survivor) => `nobody noticed: ${survivor}`), ...unused, ...idle];
  console.log([...problems, `${problems.length} problems, ${(Date.now() - started) / 1000} s`].join('\n'));
  return problems.length > 0 ? 1 : 0;
}

process.exitCode = main();
