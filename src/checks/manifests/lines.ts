import type { Event } from 'js-yaml';
import { eventsOf, library } from './yaml';

/** A value in a text: the number of its first event, and the place at which it, or its key, begins. */
interface Position {
  readonly event: number;
  readonly offset: number;
}

/**
 * The lines of the values in one document. What was once read is kept: a list may hold ten thousand objects.
 *
 * A path may go on in a text that is YAML itself, as that of Envoy in a ConfigMap is.
 */
export class Lines {
  private events?: Event[];
  private starts?: number[];
  /** The values in a container, by the number of its event. */
  private readonly children = new Map<number, Map<string, Position>>();
  /** The texts that are documents themselves, by the number of their event. */
  private readonly texts = new Map<number, Lines>();

  public constructor(private text: string) {}

  /** The line of the value at a path, or of the last part of the path that is there; from 1. */
  public of(path: readonly string[]): number {
    this.read();
    let place: Position = { event: 1, offset: startOf(this.events?.[1]) ?? 0 }; // the event before is the document itself
    for (const [index, key] of path.entries()) {
      const child = this.childrenOf(place.event).get(key);
      if (!child) return this.within(place, path.slice(index));
      place = child;
    }
    return this.lineAt(place.offset);
  }

  private read(): void {
    if (!this.events) ({ text: this.text, result: this.events } = eventsOf(this.text));
  }

  /** The line of a path in a text that stands as it is, each line in one of its own: after `|`. */
  private within({ event, offset }: Position, path: readonly string[]): number {
    const scalar = this.events?.[event];
    const { EVENT_ID, SCALAR_STYLE, getScalarValue } = library();
    if (scalar?.type !== EVENT_ID.SCALAR || scalar.style !== SCALAR_STYLE.LITERAL_BLOCK) return this.lineAt(offset);
    const lines = this.texts.get(event) ?? new Lines(getScalarValue(this.text, scalar));
    this.texts.set(event, lines);
    return this.lineAt(scalar.valueStart) + lines.of(path) - 1;
  }

  private childrenOf(container: number): Map<string, Position> {
    const known = this.children.get(container);
    if (known) return known;
    const found = new Map<string, Position>();
    this.children.set(container, found);
    const { events = [] } = this;
    const { MAPPING, SEQUENCE, POP } = library().EVENT_ID;
    const isMapping = events[container]?.type === MAPPING;
    if (!isMapping && events[container]?.type !== SEQUENCE) return found;
    let next = container + 1;
    for (let index = 0; next < events.length && events[next].type !== POP; index++) {
      const first = next;
      const key = isMapping ? this.keyAt(first) : String(index);
      if (isMapping) next = this.after(first);
      // Of a key that stands twice the last one counts.
      if (key !== undefined) found.set(key, { event: next, offset: startOf(events[first]) ?? 0 });
      next = this.after(next);
    }
    return found;
  }

  /** The number of the event after a value. */
  private after(event: number): number {
    const { events = [] } = this;
    const { MAPPING, SEQUENCE, POP } = library().EVENT_ID;
    let open = 0;
    let next = event;
    do {
      const type = events[next]?.type;
      if (type === MAPPING || type === SEQUENCE) open++;
      if (type === POP) open--;
      next++;
    } while (open > 0 && next < events.length);
    return next;
  }

  private keyAt(event: number): string | undefined {
    const key = this.events?.[event];
    return key?.type === library().EVENT_ID.SCALAR ? library().getScalarValue(this.text, key) : undefined;
  }

  private lineAt(offset: number): number {
    const starts = (this.starts ??= lineStarts(this.text));
    let [low, high] = [0, starts.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (starts[middle] <= offset) low = middle;
      else high = middle;
    }
    return low + 1;
  }
}

function startOf(event: Event | undefined): number | undefined {
  const { SCALAR, MAPPING, SEQUENCE } = library().EVENT_ID;
  if (event?.type === SCALAR) return event.valueStart;
  return event?.type === MAPPING || event?.type === SEQUENCE ? event.start : undefined;
}

/** Where each line begins. */
function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}
