/** The options that are given: `undefined` is the same as left out, and must not hide what is said elsewhere. */
export function given<Options extends object>(options: Options): Options {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Options;
}
