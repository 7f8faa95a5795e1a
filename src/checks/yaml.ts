import type { CORE_SCHEMA, LoadOptions } from 'js-yaml';

/** Loaded when the first text is read: a synth, which reads none, shall not wait for it. */
function library(): typeof import('js-yaml') {
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
    const [value] = yaml.loadAll(text, options);
    if (text.includes('*')) refuseBombs(value);
    return value;
  } catch (error) {
    if (error instanceof yaml.YAMLException) throw new UnreadableText(error.reason, (error.mark?.line ?? 0) + 1);
    throw error;
  }
}

/** Aliases share what they name: a few lines can stand for more values than there is memory for, or for themselves. */
function refuseBombs(root: unknown): void {
  const sizes = new Map<object, number>();
  const sizeOf = (value: unknown): number => {
    if (typeof value !== 'object' || value === null) return 1;
    const known = sizes.get(value);
    if (known !== undefined) return known;
    // Until its own size is known, it is infinite: whoever contains itself is.
    sizes.set(value, Infinity);
    const size = Object.values(value).reduce((sum: number, item) => sum + sizeOf(item), 1);
    sizes.set(value, size);
    return size;
  };
  const size = sizeOf(root);
  if (size === Infinity) throw new UnreadableText('an alias is part of what it names', 1);
  if (size > MAX_VALUES) throw new UnreadableText(`aliases make it ${size} values long`, 1);
}

/** Of a text that stands as it is, each line in one of its own: `|`. */
const LITERAL = 4;

/**
 * The line of the value at a path, or of the last part of the path that is there; from 1.
 *
 * A path may go on in a text that is YAML itself, as that of Envoy in a ConfigMap is.
 */
export function lineOf(text: string, path: readonly string[]): number {
  const { parseEvents, getScalarValue, EVENT_ID } = library();
  const events = parseEvents(text, { maxDepth: MAX_DEPTH });
  let next = 0;
  let best = 0;
  let linesWithin = 0;
  // Reads the value that begins at `next`; `rest` is the path that is left in it, undefined where it is not the one.
  const read = (rest: readonly string[] | undefined): void => {
    const event = events[next++];
    if (rest?.length && event?.type === EVENT_ID.SCALAR && event.style === LITERAL) {
      best = event.valueStart;
      linesWithin = lineOf(getScalarValue(text, event), rest) - 1;
    }
    if (event?.type !== EVENT_ID.MAPPING && event?.type !== EVENT_ID.SEQUENCE) return;
    const [wanted, ...others] = rest ?? [];
    for (let index = 0; next < events.length && events[next].type !== EVENT_ID.POP; index++) {
      const first = events[next];
      const key = event.type === EVENT_ID.SEQUENCE ? String(index) : keyOf(first);
      const isIt = wanted !== undefined && key === wanted;
      if (isIt) best = startOf(first) ?? best;
      if (event.type === EVENT_ID.MAPPING) read(undefined);
      read(isIt ? others : undefined);
    }
    next++;
  };
  const keyOf = (event: (typeof events)[number]) =>
    event.type === EVENT_ID.SCALAR ? getScalarValue(text, event) : undefined;
  const startOf = (event: (typeof events)[number]): number | undefined => {
    if (event.type === EVENT_ID.SCALAR) return event.valueStart;
    return event.type === EVENT_ID.MAPPING || event.type === EVENT_ID.SEQUENCE ? event.start : undefined;
  };
  next = 1; // the document itself
  const first = events[1];
  best = (first && startOf(first)) ?? 0;
  read(path);
  return text.slice(0, best).split('\n').length + linesWithin;
}
