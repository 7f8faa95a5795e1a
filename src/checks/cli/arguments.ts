import { parseArgs } from 'node:util';
import { problem, Words } from '../../private/errors';
import { didYouMean } from '../did-you-mean';
import { Unusable } from '../unusable';

/** The options of a command: whether they take a value, and which, if there are few. */
export interface Options {
  readonly [name: string]:
    { readonly type: 'boolean' } | { readonly type: 'string'; readonly choices?: readonly string[] };
}

/** What a command was told. */
export interface Arguments {
  readonly positionals: string[];
  has(option: string): boolean;
  value(option: string): string | undefined;
}

/** Reads arguments; whatever is not as described is refused, all of it at once. */
export function readArguments(args: string[], options: Options, help: string): Arguments {
  // Not strict: its errors are in another style, and only the first.
  const types = Object.fromEntries(
    Object.entries(options).map(([name, { type }]) => [name, { type, ...(name === 'help' && { short: 'h' }) }]),
  );
  const { tokens, positionals } = parseArgs({
    args,
    options: types,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const given = new Map<string, string | undefined>();
  const problems = tokens.flatMap((token) => {
    if (token.kind !== 'option') return [];
    given.set(token.name, token.value);
    const option = Object.hasOwn(options, token.name) ? options[token.name] : undefined;
    if (!option) {
      const names = Object.keys(options).map((name) => `--${name}`);
      return [problem('there is no such option', token.rawName, `${didYouMean(token.rawName, names)}${help}`)];
    }
    if (option.type === 'boolean') {
      return token.value === undefined ? [] : [problem(`${token.rawName} takes no value`, token.value, 'leave it out')];
    }
    const { choices } = option;
    if (!token.value)
      return [
        problem(`${token.rawName} needs a value`, token.value ?? new Words('nothing'), choices?.join(', ') ?? help),
      ];
    if (!choices || choices.includes(token.value)) return [];
    return [problem(`${token.rawName} must be ${choices.join(', ')}`, token.value, 'choose one')];
  });
  if (problems.length) throw new Unusable(problems);
  return { positionals, has: (option) => given.has(option), value: (option) => given.get(option) };
}
