import { isUtf8 } from 'node:buffer';
import { existsSync } from 'node:fs';
import { problem, Words } from '../../private/errors';
import { load, Loaded } from '../manifests/load';
import { looksLikeManifest } from '../manifests/looks-like-manifest';
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
  const { files, empty, problems, leftOut } = filesIn([...new Set(paths)]);
  const manifests: Manifest[] = [];
  const withoutObjects: string[] = [];
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
    const { text, fault } = decoded(content);
    const loaded = fault ? undefined : load(file, text);
    const faults = fault ? [`${file}:${fault}`] : unreadable(loaded!);
    if (faults.length && (paths.includes(file) || looksLikeManifest(text))) problems.push(...faults);
    else leftOut.push(...faults.map((what) => `${what}; the file is left out, as it has no apiVersion and kind`));
    // Not by spreading it into `push`: a hundred thousand arguments are more than a call can have.
    for (const manifest of loaded?.manifests ?? []) manifests.push(manifest);
    if (!loaded?.manifests.length) withoutObjects.push(file);
  }
  if (problems.length)
    throw new Unusable(['Nothing was checked, as not everything can be read:', ...problems.map((one) => `  ${one}`)]);
  if (!manifests.length) throw new Unusable([...leftOut, nothing(paths, files.length)]);
  return {
    manifests,
    files: files.length,
    withoutObjects,
    notes: [...empty.map(noteOnEmpty), ...leftOut, ...notesOn(files, manifests)],
  };
}

function unreadable(loaded: Loaded): string[] {
  return loaded.unreadable.map(
    ({ file, document, line, reason }) => `${file}:${line}: document ${document} cannot be read: ${reason}`,
  );
}

/** The text in bytes; if it is no UTF-8, the line and what is wrong, with the text as well as it can be read. */
function decoded(bytes: Buffer): { text: string; fault?: string } {
  if (isUtf8(bytes)) return { text: bytes.toString('utf8') };
  const advice = 'save it as UTF-8';
  const mark = bytes.subarray(0, 2).toString('hex');
  if (mark !== 'fffe' && mark !== 'feff')
    return { text: bytes.toString('latin1'), fault: `${lineOfNoUtf8(bytes)}: it is no UTF-8; ${advice}` };
  const units = Buffer.from(bytes.subarray(2, bytes.length & ~1));
  return {
    text: (mark === 'fffe' ? units : units.swap16()).toString('utf16le'),
    fault: `1: it is UTF-16, as PowerShell writes it; ${advice}`,
  };
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
