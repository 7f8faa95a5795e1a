import { Duration } from 'cdk8s';
import { Place, refuse } from '../errors';

/** A regular expression alone would take `undefined`, and what JavaScript passes without types, for its text. */
export function isText(value: unknown, pattern: RegExp): boolean {
  return typeof value === 'string' && pattern.test(value);
}

/** A port number. */
export function checkPort(place: Place, prop: string, value: number): void {
  checkInteger(place, prop, value, 1, 65535);
}

/** A whole number in a range. */
export function checkInteger(place: Place, prop: string, value: number, min: number, max: number): void {
  if (!Number.isInteger(value) || value < min || value > max) {
    const remedy = isText(value, /^\d+$/) ? 'pass it without quotes' : 'pass one in this range';
    refuse(place, `'${prop}' must be a whole number from ${min} to ${max}`, value, remedy);
  }
}

/** Smallest and largest values of options, by name. */
export type Ranges<Options> = { readonly [prop in keyof Options]?: readonly [min: number, max: number] };

/** Whole numbers in ranges; what is left out is fine. Errors put `prefix` before names, such as `connectionPool.`. */
export function checkIntegers<Options>(place: Place, options: Options, ranges: Ranges<Options>, prefix = ''): void {
  for (const [prop, [min, max]] of Object.entries<any>(ranges)) {
    const value: any = options[prop as keyof Options];
    if (value !== undefined) checkInteger(place, prefix + prop, value, min, max);
  }
}

/** Durations in ranges of seconds; what is left out is fine. */
export function checkDurations<Options>(place: Place, options: Options, ranges: Ranges<Options>, prefix = ''): void {
  for (const [prop, [min, max]] of Object.entries<any>(ranges)) {
    const value: any = options[prop as keyof Options];
    if (value !== undefined) checkDuration(place, prefix + prop, value, min, max);
  }
}

/** A duration in a range; whole seconds, because Kubernetes knows no other. */
export function checkDuration(
  place: Place,
  prop: string,
  value: Duration,
  minSeconds: number,
  maxSeconds: number,
): void {
  const seconds = millisecondsOf(place, prop, value) / 1000;
  if (!Number.isInteger(seconds) || seconds < minSeconds || seconds > maxSeconds) {
    refuse(
      place,
      `'${prop}' must be whole seconds from ${minSeconds} to ${maxSeconds}`,
      value,
      'pass a duration in this range',
    );
  }
}

/** A duration in milliseconds, perhaps a fraction: cdk8s' own conversion throws without saying where. */
export function millisecondsOf(place: Place, prop: string, value: Duration): number {
  if (typeof value?.toMilliseconds !== 'function') {
    refuse(place, `'${prop}' must be a Duration of cdk8s`, value, "pass one such as 'Duration.seconds(30)'");
  }
  return value.toMilliseconds({ integral: false });
}

/** One of the values of an enum, which callers from JavaScript can miss; left out is fine. */
export function checkChoice(
  place: Place,
  prop: string,
  value: string | undefined,
  choices: string[],
  between = ', ',
): void {
  if (value !== undefined && !choices.includes(value)) {
    refuse(place, `'${prop}' is unknown`, value, `use ${choices.join(between)}`);
  }
}

const IMAGE =
  /^([A-Za-z0-9][A-Za-z0-9.-]*(:\d+)?\/)?[a-z0-9]+([._/-]+[a-z0-9]+)*(:\w[\w.-]{0,127})?(@[a-z0-9]+:[0-9a-f]{32,})?$/;

/** An image reference; what it must be pinned to is up to the caller. */
export function checkImage(place: Place, prop: string, value: string): void {
  if (!isText(value, IMAGE)) {
    refuse(place, `'${prop}' must be an image reference`, value, "pass one such as 'ghcr.io/acme/greeter:1.4.2'");
  }
}
