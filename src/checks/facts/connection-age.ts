import { Manifests } from '../manifests/manifests';
import { Container } from '../manifests/container';
import { Workload } from '../manifests/workload';

/** What a server is told of when it shall end connections. */
export interface ConnectionAge {
  /** Where: `variable MAX_CONNECTION_AGE`. */
  readonly where: string;
  /** What: `5m`. */
  readonly value?: string;
  /** Undefined where that needs the program to be known: its unit, or a file that it reads. */
  readonly seconds?: number;
}

/** In whatever words: `MAX_CONNECTION_AGE_MS`, `MaxConnectionAge`, `--grpc.max-connection-age`. */
const TOPIC = /max[-_. ]?connection[-_. ]?age/i;

/** The age itself: the grace after it is something else. */
const NAME = new RegExp(`${TOPIC.source}(?![-_. ]?grace)`, 'i');

/** In gRPC's own words, whatever holds them. */
const ARGUMENT = /"grpc\.max_connection_age_ms"\s*:\s*(\d+)/;

/** Seconds in each unit of a duration. */
const UNITS: { readonly [unit: string]: number } = { ms: 0.001, s: 1, m: 60, h: 3600 };

/** The connection age that a workload's server is told, as far as manifests tell. */
export function connectionAgeOf(manifests: Manifests, workload: Workload): ConnectionAge | undefined {
  for (const container of workload.containers) {
    const age = ofVariables(container) ?? ofWords(container.words.map(({ text }) => text));
    if (age) return age;
  }
  const maps = workload.configMaps.flatMap((name) => manifests.configMap(workload.manifest.namespace, name) ?? []);
  const map = maps.find(({ fields }) => [...fields.textMap('data')].flat().some((text) => NAME.test(text)));
  return map && { where: `ConfigMap '${map.name}'` };
}

/**
 * Whether a workload's server may have one, for all that is known: who speaks of a grace knows of the age, and settings from elsewhere, a Secret
 * or an unknown ConfigMap, may hold it.
 */
export function mayHaveConnectionAge(
  manifests: Manifests,
  { containers, configMaps, manifest, annotations }: Workload,
): boolean {
  const maps = configMaps.map((name) => manifests.configMap(manifest.namespace, name));
  const readsSecrets = containers.some(({ fields }) =>
    fields.list('envFrom').some((source) => source.has('secretRef')),
  );
  if (maps.includes(undefined) || readsSecrets) return true;
  const own = containers.flatMap(({ environment, words, fields }) => {
    const names = fields.list('env').flatMap((entry) => entry.text('name') ?? []);
    return [...names, ...environment.own.map(({ value }) => value), ...words.map(({ text }) => text)];
  });
  const ofMaps = maps.flatMap((map) => [...(map?.fields.textMap('data') ?? [])].flat());
  return [...own, ...[...annotations].flat(), ...ofMaps].some((text) => TOPIC.test(text));
}

function ofVariables({ environment }: Container): ConnectionAge | undefined {
  for (const { name, value } of environment.own) {
    const [, ms] = ARGUMENT.exec(value) ?? [];
    const where = `variable ${name}`;
    if (NAME.test(name) && !isNever(value)) return { where, value, seconds: secondsOf(name, value) };
    if (ms !== undefined && !isNever(ms)) return { where, value: `${ms} ms`, seconds: Number(ms) / 1000 };
  }
  return undefined;
}

/** `--max-connection-age=5m`, or with the value as the next word. */
function ofWords(words: readonly string[]): ConnectionAge | undefined {
  const index = words.findIndex((word) => word.startsWith('-') && NAME.test(word));
  if (index < 0) return undefined;
  const [option, value = words[index + 1] ?? ''] = words[index].split('=', 2);
  return isNever(value) ? undefined : { where: `argument ${option}`, value, seconds: secondsOf(option, value) };
}

/** 0 means that connections do not end. */
function isNever(value: string): boolean {
  return value === '' || /^0+[a-z]*$/.test(value);
}

/** `5m`, `1h30m`, `300s`; a plain number only if the name has the unit. */
function secondsOf(name: string, value: string): number | undefined {
  const parts = [...value.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)];
  if (parts.length && parts.map(([part]) => part).join('') === value) {
    return parts.reduce((sum, [, count, unit]) => sum + Number(count) * UNITS[unit], 0);
  }
  const unit = /[-_.](ms|millis|milliseconds|s|secs?|seconds|m|mins?|minutes)$/i.exec(name)?.[1].toLowerCase();
  if (unit === undefined || !/^\d+$/.test(value)) return undefined;
  return Number(value) * UNITS[/^(ms|mill)/.test(unit) ? 'ms' : unit[0]];
}
