/**
 * Checks the public API as the jsii assembly tells it: what a reader of the API needs, and that there is not too much of it.
 *
 *   npm run build && npm run docs:check
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const MAX_ROOT_TYPES = 30;
const MAX_SUBMODULE_TYPES = 25;

/** The peers, whose types may show. Not cdk8s-cli, for one: whoever uses the library at run time does not have it. */
const VISIBLE_PACKAGES = ['cdk8s-grpc', 'cdk8s', 'cdk8s-plus-27', 'constructs'];

const root = join(__dirname, '..');

function main(): number {
  const assembly = JSON.parse(readFileSync(join(root, '.jsii'), 'utf8'));
  const types: any[] = Object.values(assembly.types);
  const problems = [...types.flatMap(undocumented), ...types.flatMap(foreignTypes), ...crowds(types)];
  problems.forEach((problem) => console.error(problem));
  console.log(`${types.length} public types checked: ${problems.length} problems`);
  return problems.length ? 1 : 0;
}

/** Members without a summary, and optional props that do not say what happens without them. */
function undocumented(type: any): string[] {
  const { fqn, datatype, docs, properties = [], methods = [], members = [] } = type;
  const problems = docs?.summary ? [] : [`${fqn} has no summary`];
  for (const member of [...properties, ...methods, ...members]) {
    // What a base or an interface declares is documented there.
    if (!member.docs?.summary && !member.overrides) problems.push(`${fqn}.${member.name} has no summary`);
    if (datatype && member.optional && !member.docs?.default) problems.push(`${fqn}.${member.name} has no @default`);
  }
  return problems;
}

/** Types of packages that only we have. */
function foreignTypes(type: any): string[] {
  const packages = [...JSON.stringify(type).matchAll(/"(?:fqn|base)":"([^".]+)\./g)].map((match) => match[1]);
  const foreign = new Set(packages.filter((name) => !VISIBLE_PACKAGES.includes(name)));
  return [...foreign].map((name) => `${type.fqn} shows a type of ${name}`);
}

/** Modules with more types than a reader takes in. */
function crowds(types: any[]): string[] {
  const sizes = new Map<string, number>();
  for (const { namespace = '' } of types) sizes.set(namespace, (sizes.get(namespace) ?? 0) + 1);
  return [...sizes].flatMap(([namespace, size]) => {
    const most = namespace ? MAX_SUBMODULE_TYPES : MAX_ROOT_TYPES;
    return size > most ? [`${namespace || 'the root'} exports ${size} types, at most ${most} are allowed`] : [];
  });
}

process.exit(main());
