/** The options that are given: `undefined` is the same as left out, and must not hide what is said elsewhere. */
export function given<Options extends object>(options: Options): Options {
  const result: any = {};
  for (const [option, value] of Object.entries(options)) if (value !== undefined) result[option] = value;
  return result;
}
