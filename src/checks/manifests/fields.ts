/**
 * What a manifest says, read without trust: a field that is not there, or not of the type asked for, is `undefined` or empty.
 *
 * Manifests come from anywhere, and a rule must neither fail on a broken one nor guess what it means.
 */
export class Fields {
  public constructor(private readonly value: unknown) {}

  /** The value at a path of keys. */
  public get(...path: string[]): Fields {
    return new Fields(this.raw(...path));
  }

  public text(...path: string[]): string | undefined {
    const value = this.raw(...path);
    return typeof value === 'string' ? value : undefined;
  }

  public number(...path: string[]): number | undefined {
    const value = this.raw(...path);
    return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
  }

  /** Whether the value is `true`. */
  public isTrue(...path: string[]): boolean {
    return this.raw(...path) === true;
  }

  /** Whether there is a value. */
  public has(...path: string[]): boolean {
    const value = this.raw(...path);
    return value !== undefined && value !== null;
  }

  public list(...path: string[]): Fields[] {
    const value = this.raw(...path);
    return Array.isArray(value) ? value.map((item) => new Fields(item)) : [];
  }

  public texts(...path: string[]): string[] {
    const value = this.raw(...path);
    return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
  }

  /** The names of the fields of a map, in their order. */
  public keys(...path: string[]): string[] {
    const value = this.raw(...path);
    return isRecord(value) ? Object.keys(value) : [];
  }

  /** The fields of a map, in their order. */
  public entries(...path: string[]): [string, Fields][] {
    const value = this.raw(...path);
    return isRecord(value) ? Object.entries(value).map(([key, item]) => [key, new Fields(item)]) : [];
  }

  /** The fields of a map of strings, such as labels. */
  public textMap(...path: string[]): Map<string, string> {
    const value = this.raw(...path);
    const texts = new Map<string, string>();
    if (!isRecord(value)) return texts;
    for (const key of Object.keys(value)) {
      const item = value[key];
      if (typeof item === 'string') texts.set(key, item);
    }
    return texts;
  }

  /** The value as it is, for an error to show. */
  public raw(...path: string[]): unknown {
    let { value } = this;
    for (const key of path) value = isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined;
    return value;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
