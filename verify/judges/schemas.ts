import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseYaml } from '../support/synth';
import { Minor } from './check';
import { CACHE } from './tool';

const CRDS = join(CACHE, 'crds');

/** Writes a JSON schema for each kind, in which unknown fields are errors; gives the pattern of their files' names. */
export function writeSchemas(minor: Minor, folder: string): string {
  mkdirSync(folder);
  const write = (name: string, schema: any) => writeFileSync(join(folder, `${name}.json`), JSON.stringify(schema));
  const { definitions } = JSON.parse(readFileSync(join(CACHE, `openapi/kubernetes-${minor}.json`), 'utf8'));
  write('definitions', { definitions: mapValues(definitions, close) });
  for (const [name, definition] of Object.entries<any>(definitions))
    for (const { group, version, kind } of definition['x-kubernetes-group-version-kind'] ?? [])
      write(fileOf(group, version, kind), { $ref: `definitions.json#/definitions/${name}` });

  const crds = readdirSync(CRDS).flatMap((file) => parseYaml(readFileSync(join(CRDS, file), 'utf8')));
  for (const { spec } of crds)
    for (const { name, schema } of spec.versions)
      write(fileOf(spec.group, name, spec.names.kind), close(withTypeMeta(schema.openAPIV3Schema)));
  return join(folder, '{{.ResourceKind}}-{{.Group}}-{{.ResourceAPIVersion}}.json');
}

/** kubeconform calls the group without a name by its version. */
const fileOf = (group: string, version: string, kind: string) => `${kind.toLowerCase()}-${group || version}-${version}`;

/** What Kubernetes adds to every custom resource. */
function withTypeMeta(schema: any): any {
  const implied = { apiVersion: { type: 'string' }, kind: { type: 'string' }, metadata: { type: 'object' } };
  return { ...schema, properties: { ...implied, ...schema.properties } };
}

/** Refuses unknown fields where fields are declared. */
function close(schema: any): any {
  const closed = { ...schema };
  if (schema.format === 'int-or-string') closed.type = ['integer', 'string'];
  if (schema.properties) {
    closed.properties = mapValues(schema.properties, close);
    if (schema.type === 'object') closed.additionalProperties = schema['x-kubernetes-preserve-unknown-fields'] === true;
  }
  if (schema.items) closed.items = close(schema.items);
  if (schema.additionalProperties) closed.additionalProperties = close(schema.additionalProperties);
  return closed;
}

function mapValues(object: any, map: (value: any) => any): any {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value)]));
}
