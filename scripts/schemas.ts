/**
 * Trims published API schemas to what the tests need; see test/support/schema.ts for the reader.
 * Called by import-crds.sh and schemas.sh, and prints to stdout:
 *
 *   schemas.ts crd <file.yaml> <name>                 one CRD of a file, with version v1 only, as YAML
 *   schemas.ts crds <source> <crd.yaml>...            the schemas of CRDs, as JSON
 *   schemas.ts kubernetes <source> <openapi folder>   the schemas of KINDS, as JSON
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments, stringify } from 'yaml';

/** The built-in kinds that tests and examples may emit, by the file that publishes their group. */
const KINDS: Record<string, string[]> = {
  'api__v1_openapi.json': ['v1 Pod', 'v1 Service', 'v1 ConfigMap', 'v1 ServiceAccount'],
  'apis__apps__v1_openapi.json': ['apps/v1 Deployment', 'apps/v1 StatefulSet', 'apps/v1 DaemonSet'],
  'apis__autoscaling__v2_openapi.json': ['autoscaling/v2 HorizontalPodAutoscaler'],
  'apis__batch__v1_openapi.json': ['batch/v1 Job', 'batch/v1 CronJob'],
  'apis__policy__v1_openapi.json': ['policy/v1 PodDisruptionBudget'],
};

/** What validation needs. Not `default`: nothing is filled in. Not `description`: two thirds of the bytes. */
const KEYWORDS = new Set([
  ...[
    '$ref',
    'type',
    'format',
    'enum',
    'nullable',
    'pattern',
    'required',
    'properties',
    'additionalProperties',
    'items',
  ],
  ...['allOf', 'anyOf', 'oneOf', 'not', 'minimum', 'maximum', 'minLength', 'maxLength', 'minItems', 'maxItems'],
  ...['minProperties', 'maxProperties', 'uniqueItems'],
  ...['x-kubernetes-int-or-string', 'x-kubernetes-preserve-unknown-fields', 'x-kubernetes-validations'],
]);

/** Keywords that say nothing about validity. Anything in neither set stops the script: a new release may bring a new rule. */
const IGNORED = new Set([
  ...['description', 'default', 'title', 'example', 'x-kubernetes-group-version-kind', 'x-kubernetes-list-type'],
  ...['x-kubernetes-list-map-keys', 'x-kubernetes-map-type', 'x-kubernetes-patch-merge-key'],
  ...['x-kubernetes-patch-strategy', 'x-kubernetes-unions'],
]);

/** What the published schemas leave out because Go code says it, by the end of the definition's name. */
const ADDITIONS: Record<string, any> = {
  FieldsV1: { 'x-kubernetes-preserve-unknown-fields': true }, // any JSON
  Quantity: { format: 'quantity' },
};

const REF_PREFIX = '#/components/schemas/';

interface Schemas {
  readonly source: string;
  /** `<apiVersion> <kind>` to the name of its definition. */
  readonly kinds: Record<string, string>;
  readonly definitions: Record<string, any>;
}

function main([command, ...args]: string[]): string {
  switch (command) {
    case 'crd':
      return crd(args[0], args[1]);
    case 'crds':
      return format(crds(args[0], args.slice(1)));
    case 'kubernetes':
      return format(kubernetes(args[0], args[1]));
    default:
      throw new Error(`unknown command, got ${command}; use crd, crds or kubernetes`);
  }
}

function crd(file: string, name: string): string {
  const found = readYaml(file).find((object) => object?.metadata?.name === name);
  const versions = found?.spec.versions.filter((version: any) => version.name === 'v1');
  if (versions?.length !== 1) throw new Error(`no version v1 of CRD ${name} in ${file}`);
  return stringify({ ...found, spec: { ...found.spec, versions } });
}

function crds(source: string, files: string[]): Schemas {
  const schemas: Schemas = { source, kinds: {}, definitions: {} };
  for (const { spec } of files.flatMap(readYaml)) {
    const [version] = spec.versions;
    schemas.kinds[`${spec.group}/${version.name} ${spec.names.kind}`] = spec.names.kind;
    schemas.definitions[spec.names.kind] = trim(version.schema.openAPIV3Schema);
  }
  return schemas;
}

function kubernetes(source: string, folder: string): Schemas {
  const schemas: Schemas = { source, kinds: {}, definitions: {} };
  for (const [file, kinds] of Object.entries(KINDS)) {
    const published = JSON.parse(readFileSync(join(folder, file), 'utf8')).components.schemas;
    for (const kind of kinds) {
      const name = definitionOf(kind, published);
      schemas.kinds[kind] = name;
      addClosure(name, published, schemas.definitions);
    }
  }
  return schemas;
}

function definitionOf(kind: string, published: Record<string, any>): string {
  const id = (gvk: any) => `${gvk.group ? `${gvk.group}/` : ''}${gvk.version} ${gvk.kind}`;
  const names = Object.keys(published).filter((name) => {
    return published[name]['x-kubernetes-group-version-kind']?.some((gvk: any) => id(gvk) === kind);
  });
  if (names.length !== 1) throw new Error(`${names.length} definitions of ${kind}, expected one`);
  return names[0];
}

/** Adds a definition and all that it refers to. */
function addClosure(name: string, published: Record<string, any>, definitions: Record<string, any>): void {
  if (name in definitions) return;
  definitions[name] = { ...trim(published[name]), ...ADDITIONS[name.replace(/.*\./, '')] };
  for (const ref of JSON.stringify(published[name]).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)) {
    addClosure(ref[1], published, definitions);
  }
}

function trim(schema: any): any {
  if (typeof schema !== 'object') return schema; // additionalProperties: true
  const trimmed: any = {};
  for (const key of Object.keys(schema).sort()) {
    if (KEYWORDS.has(key)) trimmed[key] = trimKeyword(key, schema[key]);
    else if (!IGNORED.has(key)) throw new Error(`unknown keyword ${key}; add it to KEYWORDS or IGNORED`);
  }
  // Kubernetes wraps a reference in allOf only to put a description or default beside it.
  const { allOf, ...rest } = trimmed;
  return allOf?.length === 1 && !Object.keys(rest).length ? allOf[0] : trimmed;
}

function trimKeyword(key: string, value: any): any {
  switch (key) {
    case '$ref':
      return value.replace(REF_PREFIX, '#/definitions/');
    case 'properties':
      return sorted(value, trim);
    case 'items':
    case 'not':
    case 'additionalProperties':
      return trim(value);
    case 'allOf':
    case 'anyOf':
    case 'oneOf':
      return value.map(trim);
    default:
      return value;
  }
}

function sorted(object: Record<string, any>, map: (value: any) => any): Record<string, any> {
  return Object.fromEntries(
    Object.keys(object)
      .sort()
      .map((key) => [key, map(object[key])]),
  );
}

function readYaml(file: string): any[] {
  return parseAllDocuments(readFileSync(file, 'utf8')).map((document) => document.toJS());
}

function format(schemas: Schemas): string {
  return `${json({ ...schemas, definitions: sorted(schemas.definitions, (definition) => definition) })}\n`;
}

/** JSON with a line per leaf schema: about half the bytes of indented JSON, and a bump still gives a readable diff. */
function json(value: any, indent = ''): string {
  const line = JSON.stringify(value);
  if (typeof value !== 'object' || indent.length + line.length <= 110) return line;
  const inner = `${indent} `;
  const [open, close, entries] = Array.isArray(value)
    ? ['[', ']', value.map((item) => json(item, inner))]
    : ['{', '}', Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}:${json(item, inner)}`)];
  return `${open}\n${entries.map((entry) => inner + entry).join(',\n')}\n${indent}${close}`;
}

process.stdout.write(main(process.argv.slice(2)));
