type Range = readonly [min: number, max: number];
export const MS: Range = [1, 2147483647];
export const FLAG: Range = [0, 1];
export type Known = Record<string, Range | 'service config'>;

function parseObject(what: string, json: unknown): Record<string, unknown> {
  let value: unknown;
  try {
    value = typeof json === 'string' ? JSON.parse(json) : undefined;
  } catch {
    // reported below
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const got = typeof json === 'string' ? json : JSON.stringify(json);
    throw new Error(`${what} holds no JSON object as text, got ${got}; write one, or unset it`);
  }
  return value as Record<string, unknown>;
}

/** Splits the JSON object of an environment variable into what `known` names, checked, and the rest. */
export function readArguments(variable: string, known: Known) {
  const applied: Record<string, number | string> = {};
  const ignored: Record<string, unknown> = {};
  const text = process.env[variable];
  if (text === undefined) return { applied, log: `${variable} is not set, gRPC's defaults apply` };
  for (const [key, value] of Object.entries(parseObject(variable, text))) {
    const kind = Object.hasOwn(known, key) ? known[key] : undefined;
    if (kind === undefined) {
      ignored[key] = value;
      continue;
    }
    const what = `${key} in ${variable}`;
    if (kind === 'service config') {
      parseObject(what, value);
    } else if (!Number.isInteger(value) || Number(value) < kind[0] || Number(value) > kind[1]) {
      const got = JSON.stringify(value);
      throw new Error(`${what} is no integer from ${kind[0]} to ${kind[1]}, got ${got}; write a JSON number in that range`);
    }
    applied[key] = value as number | string;
  }
  return { applied, log: `${variable} applied ${JSON.stringify(applied)} ignored ${JSON.stringify(ignored)}` };
}
