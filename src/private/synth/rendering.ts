import { ApiObject } from 'cdk8s';
import { handOver, onceInSynth, watchSynth } from './once';

/** Changes a rendered manifest in place; called at every rendering, on a fresh copy. */
export type Edit = (manifest: any) => void;

/** What an object of cdk8s renders to, and what this library changes of that. */
interface Rendering {
  readonly edits: Map<string, Edit>;
  /** To be read only. */
  readonly manifest: () => any;
}

const renderings = new WeakMap<ApiObject, Rendering>();

/**
 * Edits what an object renders to: the one way in which this library changes an object.
 *
 * Not by JSON patches: they throw on absent paths, and generated classes (cdk8s-plus, `cdk8s import`) apply them before they drop
 * every field that their schema does not know (cdk8s-team/cdk8s#2172). Edits run after all that, in the order of their keys.
 */
export function editRendered(apiObject: ApiObject, key: string, edit: Edit): void {
  watchSynth(apiObject.node.root);
  renderingOf(apiObject).edits.set(key, edit);
}

/** What an object renders to, to be read only; throws what its edits refuse. */
export function rendered(apiObject: ApiObject): any {
  return renderingOf(apiObject).manifest();
}

/** Takes over how an object is rendered, which then happens once in a synth. */
function renderingOf(apiObject: ApiObject): Rendering {
  const existing = renderings.get(apiObject);
  if (existing) return existing;
  const { root } = apiObject.node;
  const edits = new Map<string, Edit>();
  const toJson = apiObject.toJson.bind(apiObject);
  const render = () => edited(toJson(), edits);
  const rendering = { edits, manifest: () => onceInSynth(root, apiObject, render) };
  renderings.set(apiObject, rendering);
  // Whoever gets it from here may change it.
  apiObject.toJson = () => handOver(root, apiObject, render);
  return rendering;
}

function edited(manifest: any, edits: Map<string, Edit>): any {
  if (edits.size === 0) return manifest;
  for (const key of [...edits.keys()].sort()) edits.get(key)!(manifest);
  return sorted(manifest);
}

/** A copy in cdk8s' order: apiVersion, kind and metadata first, the rest by name. */
function sorted(manifest: any): any {
  const { apiVersion, kind, metadata, ...rest } = manifest;
  return { apiVersion, kind, metadata: sortKeys(metadata), ...sortKeys(rest) };
}

function sortKeys(value: any): any {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (value === null || typeof value !== 'object') return value;
  const copy: any = {};
  for (const key of Object.keys(value).sort()) {
    if (value[key] !== undefined) copy[key] = sortKeys(value[key]);
  }
  return copy;
}
