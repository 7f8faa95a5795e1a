import { createReadStream, existsSync, lstatSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Folders in which there are manifests of others only. */
const SKIPPED = ['node_modules', '.git'];

const LOST = 'it is a link to a file that there is not';
const CIRCLE = 'it is a link that leads in a circle';

/** Standard input. */
export const STDIN = '-';

/** What paths lead to. */
export interface Found {
  /** To be read, in the order of the paths and of their names. */
  readonly files: string[];
  /** Folders without any. */
  readonly empty: string[];
  /** What is wrong with paths. */
  readonly problems: string[];
  /** What is in folders and cannot be a manifest, in words. */
  readonly leftOut: string[];
}

/** The files that paths name, or that are in folders that they name. */
export function filesIn(paths: string[]): Found {
  const found: Found = { files: [], empty: [], problems: [], leftOut: [] };
  const { files, empty } = found;
  for (const path of paths) {
    const before = files.length;
    if (path === STDIN || !isFolder(path)) files.push(path);
    else walk(path, found);
    if (files.length === before) empty.push(path);
  }
  return { ...found, files: distinct(files) };
}

/** `a.yaml` and `./a.yaml` are one file, by the name that comes first. */
function distinct(files: string[]): string[] {
  const found = new Map<string, string>();
  for (const file of files) {
    const key = file === STDIN ? file : resolve(file);
    if (!found.has(key)) found.set(key, file);
  }
  return [...found.values()];
}

/** What a file holds, but not much more than a number of bytes; or why it cannot be read. */
export async function readFile(file: string, most: number): Promise<Buffer | string> {
  try {
    const { size } = statSync(file);
    // What says it is empty may be a pipe, as in `check <(helm template .)`, or a device without end.
    return size > 0 && size <= most ? readFileSync(file) : await readAll(createReadStream(file), most);
  } catch (error) {
    // A variable of the shell that is not set must be seen.
    const reason = error as NodeJS.ErrnoException;
    return `${file || "''"}: ${reason.code === 'ENOENT' && isLink(file) ? LOST : reasonOf(reason)}`;
  }
}

/** What a stream holds, but not much more than a number of bytes. */
export async function readAll(stream: AsyncIterable<Uint8Array | string>, most: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream) {
    chunks.push(Buffer.from(chunk as Uint8Array));
    bytes += chunk.length;
    if (bytes > most) break;
  }
  return Buffer.concat(chunks);
}

function walk(folder: string, found: Found): void {
  const { files, problems, leftOut } = found;
  if (existsSync(join(folder, 'Chart.yaml'))) {
    problems.push(`${folder}: it is a Helm chart: render it first, 'helm template ${folder} | npx cdk8s-grpc check -'`);
    return;
  }
  try {
    const entries = readdirSync(folder, { withFileTypes: true }).sort((one, other) => (one.name < other.name ? -1 : 1));
    for (const entry of entries) {
      const path = join(folder, entry.name);
      // Links to folders are not followed: they may lead in circles.
      if (entry.isDirectory()) {
        if (!SKIPPED.includes(entry.name)) walk(path, found);
      } else if (/\.(ya?ml|json)$/i.test(entry.name) && !isFolder(path)) {
        const why = whyNoFile(path);
        if (why === undefined) files.push(path);
        else leftOut.push(`${path}: ${why}; it is left out`);
      }
    }
  } catch (error) {
    problems.push(`${folder}: ${reasonOf(error as NodeJS.ErrnoException)}`);
  }
}

/** Why what is in a folder cannot be read as a file, if so: a pipe, for one, would never end. */
function whyNoFile(path: string): string | undefined {
  try {
    return statSync(path).isFile() ? undefined : 'it is no regular file';
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' ? LOST : code === 'ELOOP' ? CIRCLE : undefined; // reading it will tell why
  }
}

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false; // reading it will tell why
  }
}

/** Why a file cannot be read, in words. */
export function reasonOf({ code, message }: NodeJS.ErrnoException): string {
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'ELOOP') return `${CIRCLE}; remove it`;
  if (code === 'EACCES' || code === 'EPERM') return 'it may not be read; change its permissions';
  return `it cannot be read: ${message}`;
}
