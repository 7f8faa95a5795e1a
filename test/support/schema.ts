/**
 * Strict validation of manifests against the published schemas of Kubernetes and of the custom resources we emit.
 *
 * An API server drops unknown fields or refuses them, by its own version and flags; here every one is an error. Schemas
 * are no more than that: what Kubernetes checks in Go code (enums, port ranges, immutable fields) is not in them.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv, { type ErrorObject, type ValidateFunction } from 'ajv';

export type KubernetesMinor = '1.28' | '1.33';

/** A file of test/schemas; written by scripts/schemas.ts. */
interface Schemas {
  /** `<apiVersion> <kind>` to the name of its definition. */
  readonly kinds: Record<string, string>;
  readonly definitions: Record<string, any>;
}

type Validators = (kind: string) => ValidateFunction | undefined;

const OBJECT_META = 'kubernetes#/definitions/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta';
const QUANTITY = /^[+-]?(\d+(\.\d*)?|\.\d+)([KMGTPE]i|[numkMGTPE]|[eE][+-]?\d+)?$/;
const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;
const GO_DURATION = /^[+-]?((\d+(\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h))+$/;
const MILLISECONDS: Record<string, number> = { ns: 1e-6, us: 1e-3, µs: 1e-3, ms: 1, s: 1e3, m: 60e3, h: 3600e3 };

/** ajv cannot run CEL; these are all the rules of test/schemas/crds.json. A rule missing here stops the tests. */
const CEL_RULES: Record<string, (self: any) => boolean> = {
  "duration(self) >= duration('1ms')": (self) => typeof self !== 'string' || goMilliseconds(self) >= 1,
  '!self.contains("*")': (self) => typeof self !== 'string' || !self.includes('*'),
  'self.all(key, !key.contains("*"))': (self) => Object.keys(self ?? {}).every((key) => !key.includes('*')),
  'self.all(key, key.size() != 0)': (self) => Object.keys(self ?? {}).every((key) => key !== ''),
};

const validatorsByMinor = new Map<KubernetesMinor, Validators>();

/**
 * Every way in which one manifest breaks the schema of its kind, each as `Kind/name: /json/pointer what is wrong`.
 * A null is an error even where the schema is `nullable`: `kubectl apply` reads it as "delete this field".
 */
export function schemaErrors(manifest: any, kubernetesMinor: KubernetesMinor): string[] {
  const kind = `${manifest?.apiVersion} ${manifest?.kind}`;
  const label = `${manifest?.kind}/${manifest?.metadata?.name}`;
  const validate = validatorsOf(kubernetesMinor)(kind);
  if (!validate) return [`${label}: no schema for ${kind}`];
  if (validate(manifest)) return [];
  const messages = validate.errors!.filter(isCause).map((error) => `${label}: ${describe(error)}`);
  return [...new Set(messages)]; // one null breaks both `type` and `enum`
}

function validatorsOf(minor: KubernetesMinor): Validators {
  const known = validatorsByMinor.get(minor);
  if (known) return known;
  const validators = compileLazily(read(`kubernetes-${minor}.json`), read('crds.json'));
  validatorsByMinor.set(minor, validators);
  return validators;
}

function read(file: string): Schemas {
  return JSON.parse(readFileSync(join(__dirname, '..', 'schemas', file), 'utf8'));
}

/** ajv compiles a definition when the first kind that refers to it is asked for, and keeps the result. */
function compileLazily(kubernetes: Schemas, crds: Schemas): Validators {
  const ajv = newAjv();
  ajv.addSchema({ $id: 'kubernetes', definitions: mapValues(kubernetes.definitions, strict) });
  ajv.addSchema({ $id: 'crds', definitions: mapValues(crds.definitions, (crd) => withTypeMeta(strict(crd))) });
  return (kind) => {
    if (kind in kubernetes.kinds) return ajv.getSchema(`kubernetes#/definitions/${kubernetes.kinds[kind]}`);
    if (kind in crds.kinds) return ajv.getSchema(`crds#/definitions/${crds.kinds[kind]}`);
    return undefined;
  };
}

/** The API server adds these three to every CRD; the CRDs themselves say less of them (`metadata: {type: object}`) or nothing. */
function withTypeMeta(crd: any): any {
  const implied = { apiVersion: { type: 'string' }, kind: { type: 'string' }, metadata: { $ref: OBJECT_META } };
  return { ...crd, properties: { ...crd.properties, ...implied } };
}

/** Closes every object, and says unions of types in a way that ajv gives one message for. */
function strict(schema: any): any {
  const { 'x-kubernetes-preserve-unknown-fields': open, ...closed } = schema;
  delete closed.nullable; // see schemaErrors
  if (schema.properties) closed.properties = mapValues(schema.properties, strict);
  if (schema.items) closed.items = strict(schema.items);
  if (schema.additionalProperties) closed.additionalProperties = strict(schema.additionalProperties);
  else if (schema.type === 'object') closed.additionalProperties = open === true;
  for (const union of ['anyOf', 'oneOf']) {
    if (schema[union]?.every((branch: any) => Object.keys(branch).join() === 'type')) {
      closed.type = schema[union].map((branch: any) => branch.type);
      delete closed[union];
    }
  }
  return closed; // allOf, anyOf, oneOf and not stay as they are: they constrain fields declared outside of them
}

function newAjv(): Ajv {
  const ajv = new Ajv({
    allErrors: true,
    verbose: true, // errors carry the value and the schema, for messages
    strictTypes: false, // unions of types, and `required` in a branch whose type stands outside
    unicodeRegExp: false,
    // Optimizing the generated code takes longer than it will ever save here.
    code: { optimize: false, regExp: Object.assign(goRegExp, { code: 'goRegExp' }) },
  });
  const isInt32 = (value: number) => value === (value | 0);
  ajv.addFormat('int32', { type: 'number', validate: isInt32 });
  ajv.addFormat('int64', { type: 'number', validate: Number.isInteger });
  ajv.addFormat('double', { type: 'number', validate: Number.isFinite });
  ajv.addFormat('int-or-string', { type: 'number', validate: isInt32 });
  ajv.addFormat('quantity', QUANTITY);
  ajv.addFormat('date-time', RFC_3339);
  ajv.addFormat('byte', /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/);
  ajv.addKeyword('x-kubernetes-int-or-string'); // says what its anyOf says
  ajv.addKeyword({ keyword: 'x-kubernetes-validations', compile: compileCel });
  return ajv;
}

/** Patterns are Go's: the one inline flag in use is moved to where JavaScript wants it. */
function goRegExp(pattern: string): RegExp {
  return pattern.includes('(?i)') ? new RegExp(pattern.replace('(?i)', ''), 'i') : new RegExp(pattern);
}

function compileCel(rules: { rule: string; message: string }[]) {
  const checks = rules.map(({ rule, message }) => {
    if (!CEL_RULES[rule]) throw new Error(`no translation of the CEL rule ${rule}; add it to CEL_RULES`);
    return { holds: CEL_RULES[rule], message };
  });
  return function validate(self: any): boolean {
    const broken = checks.filter(({ holds }) => !holds(self));
    (validate as any).errors = broken.map(({ message }) => ({
      keyword: 'x-kubernetes-validations',
      message,
      params: {},
    }));
    return broken.length === 0;
  };
}

/** A duration such as `1m30s` as Go reads it, in milliseconds; NaN for others, such as `1d` or `30`. */
function goMilliseconds(duration: string): number {
  if (!GO_DURATION.test(duration)) return NaN;
  const parts = [...duration.matchAll(/([\d.]+)([a-zµ]+)/g)];
  const sum = parts.reduce((total, [, amount, unit]) => total + Number(amount) * MILLISECONDS[unit], 0);
  return duration.startsWith('-') ? -sum : sum;
}

/** ajv also reports why each branch of a failed oneOf did not hold; the failed oneOf itself says it better. */
function isCause(error: ErrorObject): boolean {
  return !/\/(anyOf|oneOf|not)\//.test(error.schemaPath);
}

function describe({ instancePath: at, data, keyword, params, schema, message }: ErrorObject): string {
  if (data === null) return `${at} is null; leave it out`;
  switch (keyword) {
    case 'additionalProperties':
      return `${at}/${escapePointer(params.additionalProperty)} is not a known field`;
    case 'required':
      return `${at}/${escapePointer(params.missingProperty)} is missing`;
    case 'type':
      return `${at} must be ${[schema].flat().join(' or ')}, got ${abbreviate(data)}`;
    case 'enum':
      return `${at} must be one of ${params.allowedValues.join(', ')}, got ${abbreviate(data)}`;
    case 'oneOf': // every one of ours says that: none, or exactly one of these fields
      return `${at} takes at most one of ${(schema as any[]).flatMap((branch) => branch.required ?? []).join(', ')}`;
    default:
      return `${at} ${message}, got ${abbreviate(data)}`;
  }
}

function escapePointer(key: string): string {
  return key.replace(/~/g, '~0').replace(/\//g, '~1');
}

function abbreviate(value: any): string {
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

function mapValues(object: Record<string, any>, map: (value: any) => any): Record<string, any> {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value)]));
}
