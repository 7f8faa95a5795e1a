import assert from 'node:assert';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ended, start } from '../support/processes';
import { Language } from './languages';

const ROOT = join(__dirname, '../..');

/** Where the programs of a language are. */
export const folderOf = ({ name }: Language) => join(ROOT, '.cache/verify/grpc', name);

/** Makes the programs from what the page prints and from ours, unless they are there already. */
export async function build(language: Language): Promise<string> {
  const page = `docs/adapters/${language.name}.md`;
  const text = readFileSync(join(ROOT, page), 'utf8');
  const missing = language.versions.filter((version) => !text.includes(version));
  assert.deepEqual(missing, [], `${page} does not say ${missing.join(', ')}, which verify/engines.json pins`);

  const printed = blocksOf(text);
  const ours = join(__dirname, 'programs', language.name);
  const folder = folderOf(language);
  const stamp = join(folder, '.built');
  const wanted = digest(language, printed, ours);
  const told = `${printed.length} files of ${page}`;
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return `${told}: built already`;

  rmSync(folder, { recursive: true, force: true });
  for (const { path, code } of printed) {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    writeFileSync(join(folder, path), code);
  }
  cpSync(ours, join(folder, language.ours), { recursive: true });
  for (const command of language.build) await run(command, folder);
  writeFileSync(stamp, wanted);
  return `${told}: built`;
}

/** Code blocks under `<!-- file: path -->`. */
function blocksOf(page: string): { path: string; code: string }[] {
  const blocks = page.matchAll(/<!-- file: (\S+) -->\n\n```\w+\n(.*?\n)```\n/gs);
  return [...blocks].map(([, path, code]) => ({ path, code }));
}

function digest(language: Language, printed: object, ours: string): string {
  const files = readdirSync(ours, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  const sources = files.map((file) => [file.slice(ours.length), readFileSync(file, 'utf8')]);
  return createHash('sha256')
    .update(JSON.stringify([language.build, printed, sources]))
    .digest('hex');
}

async function run([command, ...args]: string[], folder: string): Promise<void> {
  const { code, stdout, stderr } = await ended(
    start(command, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] }),
  );
  assert.equal(code, 0, `'${command} ${args.join(' ')}' ended with ${code}: ${stdout}${stderr}`);
}
