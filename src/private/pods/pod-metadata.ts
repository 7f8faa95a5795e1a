import { Place, refuse } from '../errors';

/** Labels or annotations. */
type Metadata = { [key: string]: string };

/** The labels or annotations of both; a contradiction is an error. */
export function mergeMetadata(
  place: Place,
  what: 'label' | 'annotation',
  existing: Metadata = {},
  ours: Metadata = {},
): Metadata | undefined {
  const all = { ...existing };
  for (const [key, value] of Object.entries(ours)) {
    if (value === undefined) continue;
    all[key] =
      existing[key] === undefined
        ? value
        : (joined(existing[key], value) ?? refuseBoth(place, what, key, existing[key], value));
  }
  return Object.keys(all).length > 0 ? all : undefined;
}

function refuseBoth(place: Place, what: string, key: string, existing: string, ours: string): never {
  const merges = jsonObject(ours) && !jsonObject(existing) ? 'write it as a JSON object, which is merged' : 'remove it';
  const remedy = `${merges}, or switch off what sets it to '${ours}'`;
  refuse(place, `the pods have the ${what} '${key}' already`, existing, remedy);
}

/** The value that says both: of JSON objects it has the fields of both. There is none where they contradict each other. */
function joined(existing: string, ours: string): string | undefined {
  if (existing === ours) return ours;
  const [theirs, own] = [jsonObject(existing), jsonObject(ours)];
  if (!theirs || !own) return undefined;
  const differs = (key: string) => key in theirs && JSON.stringify(theirs[key]) !== JSON.stringify(own[key]);
  return Object.keys(own).some(differs) ? undefined : JSON.stringify({ ...theirs, ...own });
}

function jsonObject(text: string): { [key: string]: any } | undefined {
  try {
    const value = JSON.parse(text);
    return value instanceof Object && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
