import { Manifest, Source } from './manifest';
import { Lines } from './lines';
import { parse, UnreadableText } from './yaml';

/** A text that is no manifest at all. */
export interface Unreadable {
  readonly file: string;
  readonly document: number;
  readonly line: number;
  readonly reason: string;
}

/** What a file holds. */
export interface Loaded {
  readonly manifests: Manifest[];
  readonly unreadable: Unreadable[];
  /** Documents that are no Kubernetes objects, such as the values of a Helm chart. */
  readonly others: number;
}

interface Document {
  readonly text: string;
  /** From 1. */
  readonly number: number;
  /** Lines before it. */
  readonly linesBefore: number;
}

/** Ten times what a large cluster has: what has more is a mistake, and would be read for minutes. */
const MAX_DOCUMENTS = 100_000;

/** Reads all documents of a file, YAML or JSON, and takes lists apart. */
export function load(file: string, text: string): Loaded {
  const loaded: Loaded & { others: number } = { manifests: [], unreadable: [], others: 0 };
  const all = documents(text);
  if (all.length > MAX_DOCUMENTS) {
    const { number, linesBefore } = all[MAX_DOCUMENTS];
    const reason = `it has ${all.length} documents, more than ${MAX_DOCUMENTS}; check it in parts`;
    loaded.unreadable.push({ file, document: number, line: linesBefore + 1, reason });
    return loaded;
  }
  for (const document of all) {
    try {
      const value = parse(document.text);
      if (value === null || value === undefined) continue;
      const lines = new Lines(document.text);
      const manifests = objects(value).map(
        ([object, path]) => new Manifest(object, sourceOf(file, document, lines, path)),
      );
      loaded.manifests.push(...manifests);
      if (!manifests.length) loaded.others++;
    } catch (error) {
      if (!(error instanceof UnreadableText)) throw error;
      const { line, reason } = explained(error, document.text);
      loaded.unreadable.push({ file, document: document.number, line: document.linesBefore + line, reason });
    }
  }
  return loaded;
}

/**
 * Each document by itself, as kubectl takes a file apart: one that cannot be read shall not hide where the others are.
 * Line separators of Unicode begin no line here.
 */
function documents(text: string): Document[] {
  const found: Document[] = [];
  let linesBefore = 0;
  const parts = withoutMarks(text).split(/(?<=^|\n)(?=---(?:\s|$))/);
  for (const part of parts.flatMap(jsonValues)) {
    if (/[^\s]/.test(part.replace(/^---/, ''))) found.push({ text: part, number: found.length + 1, linesBefore });
    linesBefore += part.split('\n').length - 1;
  }
  return found;
}

/** Without the mark that some editors begin a file with: files that are put together have it before or after any `---`. */
function withoutMarks(text: string): string {
  return text.includes('\uFEFF') ? text.replace(/(?<=^|\n)\uFEFF/g, '') : text;
}

/** JSON objects may follow each other with nothing in between, as `jq` and `kubectl` write them. */
function jsonValues(text: string): string[] {
  if (!/^\s*\{/.test(text)) return [text];
  const ends = endsOfObjects(text);
  const values = ends.map((end, index) => text.slice(ends[index - 1] ?? 0, end));
  const rest = text.slice(ends.at(-1) ?? 0);
  if (values.length < 2 || !isJson(values[0])) return [text];
  return /\S/.test(rest) ? [...values, rest] : values;
}

/** The offset after each object of a text: brackets in strings do not count. */
function endsOfObjects(text: string): number[] {
  const ends: number[] = [];
  let open = 0;
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\]+|\\.)*"?|[{}]/gs)) {
    if (token === '{') open++;
    if (token === '}' && --open === 0) ends.push(index + 1);
  }
  return ends;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** The Kubernetes objects in a document, with the path to each; lists may be in lists. */
function objects(value: unknown, path: string[] = []): [unknown, string[]][] {
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((item, index) => objects(item, [...path, String(index)]));
  const { apiVersion, kind, items } = value as Record<string, unknown>;
  if (typeof apiVersion !== 'string' || typeof kind !== 'string') return [];
  if (kind.endsWith('List') && Array.isArray(items)) return objects(items, [...path, 'items']);
  return [[value, path]];
}

function sourceOf(file: string, document: Document, lines: Lines, path: string[]): Source {
  return { file, document: document.number, line: (at) => document.linesBefore + lines.of([...path, ...at]) };
}

/** What is most often wrong is that the text is not yet YAML. `{{ x }}` reads as a map that is a key, of which the parser knows no line. */
function explained({ reason, line }: UnreadableText, text: string): { line: number; reason: string } {
  const template = text.split('\n').findIndex((one) => one.includes('{{')) + 1;
  if (!template) return { line, reason };
  const advice = "it has '{{': render it first, for example by 'helm template'";
  return { line: line === 1 ? template : line, reason: `${reason}; ${advice}` };
}
