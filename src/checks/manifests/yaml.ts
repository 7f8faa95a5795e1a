import type { CORE_SCHEMA, Event, LoadOptions, YAMLException } from 'js-yaml';

/** Loaded when the first text is read: a synth, which reads none, shall not wait for it. */
export function library(): typeof import('js-yaml') {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- an import could not wait
  return require('js-yaml');
}

let schema: typeof CORE_SCHEMA | undefined;

/** Deeper than any manifest; a text that goes on nesting shall not exhaust the stack. */
const MAX_DEPTH = 100;

/** A manifest has at most some ten thousand values, and etcd stores no object above 1.5 MiB. */
const MAX_VALUES = 500_000;

/** What js-yaml says of lines within brackets and quotes. */
const DEFICIENT = 'deficient indentation';

/** More than any key has. */
const INDENTATION = ' '.repeat(2 * MAX_DEPTH);

/** Characters that are read once more for lines that have to be indented. */
const MAX_REREAD = 20_000_000;

/** What is wrong with a text, and where. */
export class UnreadableText extends Error {
  public constructor(
    public readonly reason: string,
    /** From 1. */
    public readonly line: number,
  ) {
    super(reason);
  }
}

/** Reads one YAML document, which JSON is too. A key that stands twice counts the last time, as it does in Kubernetes. */
export function parse(text: string): unknown {
  const yaml = library();
  schema ??= yaml.CORE_SCHEMA.withTags(yaml.mergeTag);
  const options: LoadOptions = { schema, json: true, maxDepth: MAX_DEPTH };
  try {
    const [value, ...others] = reading(text, (readable) => yaml.loadAll(readable, options)).result;
    if (others.length)
      throw new UnreadableText('only the first of its documents is read', lineAt(text, text.search(/^\.\.\.\s/m)));
    if (text.includes('*')) refuseBombs(value);
    return value;
  } catch (error) {
    if (error instanceof yaml.YAMLException)
      throw new UnreadableText(reasonOf(error), lineAt(text, error.mark?.position ?? 0));
    throw error;
  }
}

/** Where the line is indented as it has to be in the end, what is missing is the end of what is open. */
function reasonOf({ reason }: YAMLException): string {
  return reason === DEFICIENT ? 'a bracket or a quote before it is not closed' : reason;
}

/** As editors count lines: to YAML a carriage return alone ends one too. */
function lineAt(text: string, position: number): number {
  return text.slice(0, Math.max(0, position)).split('\n').length;
}

/** The parts of a text, in their order, with their places in it as it had to be for that; its lines are the same. */
export function eventsOf(text: string): { text: string; result: Event[] } {
  return reading(text, (readable) => library().parseEvents(readable, { maxDepth: MAX_DEPTH }));
}

/**
 * Within `[ ]` and `{ }` js-yaml wants each line to be indented more than the key, as YAML says. kubectl, Helm and Envoy let it begin anywhere, and
 * charts have brackets that close right below the key. Spaces there mean nothing, so that they can be added.
 */
function reading<T>(text: string, read: (text: string) => T): { text: string; result: T } {
  let readable = text;
  let first: unknown;
  let last = -1;
  for (let left = MAX_REREAD; ; left -= readable.length) {
    try {
      return { text: readable, result: read(readable) };
    } catch (error) {
      first ??= error;
      const isOfThese = error instanceof library().YAMLException && error.reason === DEFICIENT;
      const start = isOfThese ? readable.lastIndexOf('\n', (error.mark?.position ?? 0) - 1) + 1 : -1;
      // A line that has been indented and is still wrong is wrong in another way.
      if (start <= last || left < 0) throw first;
      readable = readable.slice(0, start) + INDENTATION + readable.slice(start);
      last = start;
    }
  }
}

/** Aliases share what they name: a few lines can stand for more values than there is memory for, or for themselves. */
function refuseBombs(root: unknown): void {
  const known = new Map<object, { size: number; depth: number }>();
  const measure = (value: unknown, level: number): { size: number; depth: number } => {
    if (typeof value !== 'object' || value === null) return { size: 1, depth: 0 };
    const measured = known.get(value) ?? { size: 1, depth: 0 };
    if (level + measured.depth > MAX_DEPTH)
      throw new UnreadableText(`aliases nest it deeper than ${MAX_DEPTH} levels`, 1);
    if (known.has(value)) return measured;
    // Until its own size is known, it is infinite: whoever contains itself is.
    known.set(value, { size: Infinity, depth: 0 });
    for (const item of Object.values(value)) {
      const { size, depth } = measure(item, level + 1);
      measured.size += size;
      measured.depth = Math.max(measured.depth, depth + 1);
    }
    known.set(value, measured);
    return measured;
  };
  const { size } = measure(root, 1);
  if (size === Infinity) throw new UnreadableText('an alias is part of what it names', 1);
  if (size > MAX_VALUES) throw new UnreadableText(`aliases make it ${size} values long`, 1);
}
