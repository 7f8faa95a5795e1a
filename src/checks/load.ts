import { Manifest, Source } from './manifest';
import { lineOf, parse, UnreadableText } from './yaml';

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

/** Reads all documents of a file, YAML or JSON, and takes lists apart. */
export function load(file: string, text: string): Loaded {
  const loaded: Loaded & { others: number } = { manifests: [], unreadable: [], others: 0 };
  for (const document of documents(text)) {
    try {
      const value = parse(document.text);
      if (value === null || value === undefined) continue;
      const manifests = objects(value).map(([object, path]) => new Manifest(object, sourceOf(file, document, path)));
      loaded.manifests.push(...manifests);
      if (!manifests.length) loaded.others++;
    } catch (error) {
      if (!(error instanceof UnreadableText)) throw error;
      const line = document.linesBefore + error.line;
      loaded.unreadable.push({ file, document: document.number, line, reason: reasonOf(error.reason, document.text) });
    }
  }
  return loaded;
}

/** Each document by itself: one that cannot be read shall not hide where the others are. */
function documents(text: string): Document[] {
  const found: Document[] = [];
  let linesBefore = 0;
  for (const part of text.replace(/^\uFEFF/, '').split(/^(?=---(?:\s|$))/m)) {
    if (/[^\s]/.test(part.replace(/^---/, ''))) found.push({ text: part, number: found.length + 1, linesBefore });
    linesBefore += part.split('\n').length - 1;
  }
  return found;
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

function sourceOf(file: string, { text, number, linesBefore }: Document, path: string[]): Source {
  return { file, document: number, line: (at) => linesBefore + lineOf(text, [...path, ...at]) };
}

/** What is most often wrong is that the text is not yet YAML. */
function reasonOf(reason: string, text: string): string {
  return /\{\{/.test(text) ? `${reason}; it has '{{': render it first, for example by 'helm template'` : reason;
}
