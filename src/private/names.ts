import { Duration } from 'cdk8s';
import { Place, refuse, Words } from './errors';

/** The longest name of a Service, and of everything that becomes a DNS label. */
const MAX_LABEL = 63;

/**
 * Names of Services are DNS-1035 labels: unlike other Kubernetes names they must begin with a letter.
 *
 * @param suffix what will be appended, which counts towards the length
 */
export function checkServiceName(place: Place, prop: string, value: string, suffix = ''): void {
  if (!isText(value, /^[a-z]([-a-z0-9]*[a-z0-9])?$/)) {
    refuse(
      place,
      `'${prop}' must be a DNS-1035 label`,
      value,
      'use lower case letters, digits and hyphens, begin with a letter and end with a letter or digit',
    );
  }
  if ((value + suffix).length > MAX_LABEL) {
    const room = MAX_LABEL - suffix.length;
    const reason = suffix ? ` so that '${suffix}' can be appended` : '';
    refuse(
      place,
      `'${prop}' must have at most ${room} characters${reason}`,
      new Words(`${value.length}: '${value}'`),
      'shorten it',
    );
  }
}

/** Names of most objects, such as Secrets, are DNS-1123 subdomains: they may begin with a digit and have dots. */
export function checkObjectName(place: Place, prop: string, value: string): void {
  if (!isText(value, /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/) || value.length > 253) {
    refuse(
      place,
      `'${prop}' must be a DNS-1123 subdomain of at most 253 characters`,
      value,
      'use lower case letters, digits, hyphens and dots, and begin and end with a letter or digit',
    );
  }
}

/** Namespaces may begin with a digit. */
export function checkNamespace(place: Place, value: string): void {
  if (!isText(value, /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/) || value.length > MAX_LABEL) {
    refuse(
      place,
      `'namespace' must be a DNS label of at most ${MAX_LABEL} characters`,
      value,
      'use lower case letters, digits and hyphens, and begin and end with a letter or digit',
    );
  }
}

/** `grpc-<x>`: with `grpc`, the names that Istio reads as gRPC; 15 characters are Kubernetes' limit. */
export function checkPortName(place: Place, prop: string, value: string): void {
  if (!isText(value, /^grpc(-[a-z0-9]+)+$/) || value.length > 15) {
    refuse(
      place,
      `'${prop}' must be 'grpc-<name>' of at most 15 lower case letters, digits and single hyphens`,
      value,
      "call it 'grpc-admin' or the like",
    );
  }
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

const QUALIFIED_NAME =
  /^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;

/** Keys and values of labels. */
export function checkLabels(place: Place, prop: string, labels: { [key: string]: string } = {}): void {
  checkKeys(place, prop, labels);
  for (const [key, value] of Object.entries(labels)) {
    if (!isText(value, /^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/)) {
      refuse(
        place,
        `'${prop}' has a bad value for '${key}'`,
        value,
        typeof value === 'string'
          ? 'use at most 63 letters, digits, hyphens, underscores and dots, and begin and end with a letter or digit'
          : 'put it in quotes',
      );
    }
  }
}

/** Keys of annotations; their values may be any text. */
export function checkAnnotations(place: Place, prop: string, annotations: { [key: string]: string } = {}): void {
  checkKeys(place, prop, annotations);
  for (const [key, value] of Object.entries(annotations)) {
    if (typeof value !== 'string') refuse(place, `'${prop}' must have text for '${key}'`, value, 'put it in quotes');
  }
}

function checkKeys(place: Place, prop: string, map: { [key: string]: string }): void {
  for (const key of Object.keys(map)) {
    if (!isQualifiedName(key)) {
      refuse(
        place,
        `'${prop}' has a bad key`,
        key,
        "use a name of at most 63 characters, optionally after a DNS prefix and '/'",
      );
    }
  }
}

/** Whether Kubernetes takes it for the key of a label or an annotation. */
export function isQualifiedName(value: unknown): boolean {
  return isText(value, QUALIFIED_NAME);
}

const IMAGE =
  /^([A-Za-z0-9][A-Za-z0-9.-]*(:\d+)?\/)?[a-z0-9]+([._/-]+[a-z0-9]+)*(:\w[\w.-]{0,127})?(@[a-z0-9]+:[0-9a-f]{32,})?$/;

/** An image reference; what it must be pinned to is up to the caller. */
export function checkImage(place: Place, prop: string, value: string): void {
  if (!isText(value, IMAGE)) {
    refuse(place, `'${prop}' must be an image reference`, value, "pass one such as 'ghcr.io/acme/greeter:1.4.2'");
  }
}

/** A regular expression alone would take `undefined`, and what JavaScript passes without types, for its text. */
export function isText(value: unknown, pattern: RegExp): boolean {
  return typeof value === 'string' && pattern.test(value);
}

/** `grpc-server` → `GRPC_SERVER`: the part of a variable that names a server. */
export function upperSnake(name: string): string {
  return name.replace(/[^A-Za-z0-9]+/g, '_').toUpperCase();
}
