import { Place, refuse, Words } from '../errors';
import { given } from '../given';
import { isText } from './values';

/** The label by which Services and Deployments find pods; ours alone, as the selector of a Deployment cannot be changed. */
export const NAME_LABEL = 'app.kubernetes.io/name';

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

const QUALIFIED_NAME =
  /^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;

/** Keys and values of labels. */
export function checkLabels(place: Place, prop: string, labels: { [key: string]: string } = {}): void {
  checkKeys(place, prop, labels);
  for (const [key, value] of Object.entries(given(labels))) {
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
  for (const [key, value] of Object.entries(given(annotations))) {
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

/** `grpc-server` → `GRPC_SERVER`: the part of a variable that names a server. */
export function upperSnake(name: string): string {
  return name.replace(/[^A-Za-z0-9]+/g, '_').toUpperCase();
}
