import { readFileSync } from 'node:fs';
import { problem, Words } from '../../private/errors';
import { didYouMean } from '../did-you-mean';
import { Fields } from '../manifests/fields';
import { Lines } from '../manifests/lines';
import { parse, UnreadableText } from '../manifests/yaml';
import { reasonOf } from '../cli/files';
import { Unusable } from '../unusable';

/** Reads a file that people write, and notes what is wrong with it: each fault with its line, all of them at once. */
export class SettingsReader {
  public readonly problems: string[] = [];
  private readonly root: unknown;
  private readonly lines: Lines;

  public constructor(private readonly file: string) {
    try {
      const text = readFileSync(file, 'utf8');
      this.root = parse(text) ?? {};
      this.lines = new Lines(text);
    } catch (error) {
      const { line, reason } = error as UnreadableText;
      const place =
        error instanceof UnreadableText
          ? `${file}:${line}: ${reason}`
          : `${file}: ${reasonOf(error as NodeJS.ErrnoException)}`;
      throw new Unusable([problem('the configuration cannot be read', new Words(place), 'correct it')]);
    }
  }

  /** The paths of the items of a list. */
  protected items(path: string[]): string[][] {
    const value = this.at(path).raw();
    if (value === undefined) return [];
    if (Array.isArray(value)) return value.map((_item, index) => [...path, String(index)]);
    this.wrong(path, `'${path.join('.')}' must be a list`, "write each item after a '-'");
    return [];
  }

  protected text(path: string[]): string | undefined {
    const value = this.at(path).raw();
    if (value !== undefined && typeof value !== 'string')
      this.wrong(path, `'${path.at(-1)}' must be a text`, 'put it in quotes');
    return this.at(path).text();
  }

  /** The value at a path, through lists too. */
  protected at(path: string[]): Fields {
    let value = this.root;
    for (const key of path) {
      const isThere = typeof value === 'object' && value !== null && Object.hasOwn(value, key);
      value = isThere ? (value as Record<string, unknown>)[key] : undefined;
    }
    return new Fields(value);
  }

  protected onlyKeys(path: string[], keys: readonly string[]): void {
    this.onlyMap(path);
    for (const [key] of this.at(path).entries()) {
      if (!keys.includes(key))
        this.refuse(
          [...path, key],
          'there is no such key',
          key,
          `${didYouMean(key, keys)}there are ${keys.join(', ')}`,
        );
    }
  }

  protected onlyMap(path: string[]): void {
    const value = this.at(path).raw();
    const isMap = typeof value === 'object' && value !== null && !Array.isArray(value);
    if (!isMap)
      this.wrong(
        path,
        `${path.length ? `'${path.join('.')}'` : 'a configuration'} must be a map`,
        'write keys with values',
      );
  }

  protected wrong(path: string[], what: string, remedy: string): void {
    this.refuse(path, what, this.at(path).raw() ?? new Words('nothing'), remedy);
  }

  protected refuse(path: string[], what: string, got: unknown, remedy: string): void {
    this.problems.push(`${this.place(path)}: ${problem(what, got, remedy)}`);
  }

  protected place(path: string[]): string {
    return `${this.file}:${this.lines.of(path)}`;
  }
}
