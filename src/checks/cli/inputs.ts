import { isUtf8 } from 'node:buffer';
import { existsSync } from 'node:fs';
import { problem, Words } from '../../private/errors';
import { load } from '../manifests/load';
import { Manifest } from '../manifests/manifest';
import { RULES } from '../rules';
import { filesIn, readAll, readFile, STDIN } from './files';
import { notesOn } from './notes';
import { Surroundings } from './surroundings';
import { Unusable } from '../unusable';

/** Ten thousand objects with their rules are some 40 MB; more than this is a mistake, and would take gigabytes of memory. */
const MAX_BYTES = 128 * 2 ** 20;

/** All that is to be checked together. */
export interface Inputs {
  readonly manifests: Manifest[];
  readonly files: number;
  /** Files in which there is no Kubernetes object. */
  readonly withoutObjects: string[];
  /** What to tell of the input itself. */
  readonly notes: string[];
}

/** Reads files, folders and standard input. If a manifest cannot be read, all such are told and nothing is checked. */
export async function readInputs(paths: string[], { stdin, stderr }: Surroundings): Promise<Inputs> {
  const rule = RULES.find(({ id }) => paths.includes(id) && !existsSync(id));
  if (rule) throw new Unusable([noFile(rule.id)]);
  const { files, empty, problems } = filesIn([...new Set(paths)]);
  const manifests: Manifest[] = [];
  const withoutObjects: string[] = [];
  const leftOut: string[] = [];
  let bytes = 0;
  for (const file of files) {
    if (file === STDIN && stdin.isTTY) stderr.write('Reading manifests from the keyboard until Ctrl+D\n');
    const content = file === STDIN ? await readAll(stdin, MAX_BYTES) : await readFile(file, MAX_BYTES);
    if (typeof content === 'string') {
      problems.push(content);
      continue;
    }
    bytes += content.length;
    if (bytes > MAX_BYTES) throw new Unusable([...problems, tooMuch(file)]);
    const text = textOf(file, content, problems);
    if (text === undefined) continue;
    const loaded = load(file, text);
    // A folder may have JSON with comments, or templates of something else.
    const isMeant = paths.includes(file) || /\b(apiVersion|kind)\b/.test(text);
    for (const { document, line, reason } of loaded.unreadable) {
      const what = `${file}:${line}: document ${document} cannot be read: ${reason}`;
      if (isMeant) problems.push(what);
      else leftOut.push(`${what}; the file is left out, as nothing in it has an apiVersion or a kind`);
    }
    // Not by spreading it into `push`: a hundred thousand arguments are more than a call can have.
    for (const manifest of loaded.manifests) manifests.push(manifest);
    if (!loaded.manifests.length) withoutObjects.push(file);
  }
  if (problems.length)
    throw new Unusable(['Nothing was checked, as not everything can be read:', ...problems.map((one) => `  ${one}`)]);
  if (!manifests.length) throw new Unusable([nothing(paths, files.length)]);
  return {
    manifests,
    files: files.length,
    withoutObjects,
    notes: [...empty.map(noteOnEmpty), ...leftOut, ...notesOn(files, manifests)],
  };
}

/** The text in bytes, or undefined and a problem more. */
function textOf(file: string, bytes: Buffer, problems: string[]): string | undefined {
  if (isUtf8(bytes)) return bytes.toString('utf8');
  const isUtf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  const [what, got] = isUtf16 ? ['UTF-16, as PowerShell writes it', 1] : ['no UTF-8', lineOfNoUtf8(bytes)];
  problems.push(`${file}:${got}: it is ${what}; save it as UTF-8`);
  return undefined;
}

/** No character of UTF-8 has a line end in it, so that each line can be looked at alone. */
function lineOfNoUtf8(bytes: Buffer): number {
  let line = 1;
  for (let start = 0; start < bytes.length; line++) {
    const end = bytes.indexOf(0x0a, start);
    const next = end < 0 ? bytes.length : end + 1;
    if (!isUtf8(bytes.subarray(start, next))) return line;
    start = next;
  }
  return line;
}

/** `explain` is a command for manifests, and `--explain` an option for rules. */
function noFile(rule: string): string {
  return problem('there is no such file', rule, `for the rule of that name: npx cdk8s-grpc check --explain ${rule}`);
}

/** Of folders of which others have files. */
function noteOnEmpty(folder: string): string {
  return `${folder}: there is no .yaml, .yml or .json file in it`;
}

function tooMuch(file: string): string {
  const most = `${MAX_BYTES / 2 ** 20} MiB`;
  return problem(
    `there may be ${most} of manifests`,
    new Words(`more with ${file}`),
    'check them in parts, each with what belongs together',
  );
}

function nothing(paths: string[], files: number): string {
  const names = new Words(paths.map((path) => (path === STDIN ? 'standard input' : `'${path}'`)).join(', '));
  if (!files) return problem('there is no .yaml, .yml or .json file', names, 'name files, or other folders');
  return problem('there is no Kubernetes object in the input', names, 'check what wrote it, or name other files');
}
