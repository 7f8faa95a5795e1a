import assert from 'node:assert';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { withFolder } from '../support/folders';
import { ended, start } from '../support/processes';
import { Language } from './languages';

const ROOT = join(__dirname, '../..');

/** Where the programs of a language are. */
export const folderOf = ({ name }: Language) => join(ROOT, '.cache/verify/grpc', name);

/** A file that a page prints. */
interface Printed {
  readonly path: string;
  readonly code: string;
}

const pageOf = ({ name }: Language) => `docs/adapters/${name}.md`;

/** Makes the programs from what the page prints and from ours, unless they are there already. */
export async function build(language: Language): Promise<string> {
  const { versions, lock } = language;
  const page = pageOf(language);
  const text = readFileSync(join(ROOT, page), 'utf8');
  checkVersions(page, text, versions);
  if (lock) checkVersions(lock.file, readFileSync(join(oursOf(language), lock.file), 'utf8'), lock.versions);

  const printed = blocksOf(text);
  const stamp = join(folderOf(language), '.built');
  const wanted = digest(language, printed);
  const told = `${printed.length} files of ${page}`;
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return `${told}: built already`;
  await make(language, printed, folderOf(language));
  writeFileSync(stamp, wanted);
  return `${told}: built`;
}

function checkVersions(file: string, text: string, versions: string[]): void {
  const missing = versions.filter((version) => !text.includes(version));
  assert.deepEqual(missing, [], `${file} does not say ${missing.join(', ')}, which verify/engines.json pins`);
}

/** The same without the first file, which the others need. */
export function buildIncomplete(language: Language): Promise<string> {
  return withFolder(async (folder) => {
    const [, ...rest] = blocksOf(readFileSync(join(ROOT, pageOf(language)), 'utf8'));
    await make(language, rest, folder);
    return `${rest.length} files: built`;
  });
}

async function make(language: Language, printed: Printed[], folder: string): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  for (const { path, code } of printed) {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    writeFileSync(join(folder, path), code);
  }
  cpSync(oursOf(language), join(folder, language.ours), { recursive: true });
  for (const command of language.build) await run(language, command, folder);
}

const oursOf = ({ name }: Language) => join(__dirname, 'programs', name);

/** Code blocks under `<!-- file: path -->`. */
function blocksOf(page: string): Printed[] {
  const blocks = page.matchAll(/<!-- file: (\S+) -->\n\n```\w+\n(.*?\n)```\n/gs);
  return [...blocks].map(([, path, code]) => ({ path, code }));
}

function digest(language: Language, printed: Printed[]): string {
  const ours = oursOf(language);
  const files = readdirSync(ours, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  const sources = files.map((file) => [file.slice(ours.length), readFileSync(file, 'utf8')]);
  return createHash('sha256')
    .update(JSON.stringify([language.build, printed, sources]))
    .digest('hex');
}

async function run({ environment }: Language, [command, ...args]: string[], folder: string): Promise<void> {
  const options = { cwd: folder, env: { ...process.env, ...environment } };
  const { code, stdout, stderr } = await ended(start(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] }));
  assert.equal(code, 0, `'${[command, ...args].join(' ')}' ended with ${code}: ${stdout}${stderr}`);
}
