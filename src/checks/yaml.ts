import type { CORE_SCHEMA, Event, LoadOptions } from 'js-yaml';

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
    const [value, ...others] = yaml.loadAll(text, options);
    if (others.length)
      throw new UnreadableText('only the first of its documents is read', lineAt(text, text.search(/^\.\.\.\s/m)));
    if (text.includes('*')) refuseBombs(value);
    return value;
  } catch (error) {
    if (error instanceof yaml.YAMLException)
      throw new UnreadableText(error.reason, lineAt(text, error.mark?.position ?? 0));
    throw error;
  }
}

/** As editors count lines: to YAML a carriage return alone ends one too. */
function lineAt(text: string, position: number): number {
  return text.slice(0, Math.max(0, position)).split('\n').length;
}

/** The parts of a text, in their order, with their places in it. */
export function eventsOf(text: string): Event[] {
  return library().parseEvents(text, { maxDepth: MAX_DEPTH });
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
