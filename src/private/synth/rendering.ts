import { ApiObject } from 'cdk8s';
import { appState } from '../app-state';
import { handOver, onceInSynth } from './once';

/** Changes a rendered manifest in place; called at every rendering, on a fresh copy. */
export type Edit = (manifest: any) => void;

/**
 * In the order in which edits run: what the library's own objects need first; a client's proxy before the server's edits, which must not
 * take it for the application; escapes at the very end.
 */
const STAGES = ['object', 'grpc-client', 'grpc-server', 'helm'] as const;

/** When an edit runs. */
export type Stage = (typeof STAGES)[number];

/** What an object of cdk8s renders to, and what this library changes of that. */
interface Rendering {
  readonly edits: Map<Stage, Edit>;
  /** To be read only. */
  readonly manifest: () => any;
  /** Without the edits. */
  readonly bare: () => any;
}

const renderings = new WeakMap<ApiObject, Rendering>();

/**
 * Edits what an object renders to: the one way in which this library changes an object.
 *
 * Not by JSON patches: they throw on absent paths, and generated classes (cdk8s-plus, `cdk8s import`) apply them before they drop
 * every field that their schema does not know (cdk8s-team/cdk8s#2172). Edits run after all that.
 */
export function editRendered(apiObject: ApiObject, stage: Stage, edit: Edit): void {
  renderingOf(apiObject).edits.set(stage, edit);
}

/** What an object renders to, to be read only; throws what its edits refuse. */
export function rendered(apiObject: ApiObject): any {
  return renderingOf(apiObject).manifest();
}

/** What an object renders to without the edits of this library, which may need more of the app than is defined yet. */
export function renderedBare(apiObject: ApiObject): any {
  return renderingOf(apiObject).bare();
}

/** Takes over how an object is rendered, which then happens once in a synth. */
function renderingOf(apiObject: ApiObject): Rendering {
  const existing = renderings.get(apiObject);
  if (existing) return existing;
  const app = appState(apiObject);
  const edits = new Map<Stage, Edit>();
  const toJson = apiObject.toJson.bind(apiObject);
  const render = () => edited(toJson(), edits);
  const rendering = { edits, manifest: () => onceInSynth(app, apiObject, render), bare: toJson };
  renderings.set(apiObject, rendering);
  // The caller owns what it gets from here, and may change it.
  apiObject.toJson = () => handOver(app, apiObject, render);
  return rendering;
}

function edited(manifest: any, edits: Map<Stage, Edit>): any {
  if (edits.size === 0) return manifest;
  for (const stage of STAGES) edits.get(stage)?.(manifest);
  return sorted(manifest);
}

/** A copy in cdk8s' order: apiVersion, kind and metadata first, the rest by name. */
function sorted(manifest: any): any {
  const { apiVersion, kind, metadata, ...rest } = manifest;
  return { apiVersion, kind, metadata: sortKeys(metadata), ...sortKeys(rest) };
}

/** A copy with the fields of all objects in the order of their names, as cdk8s writes them. */
export function sortKeys(value: any): any {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (value === null || typeof value !== 'object') return value;
  const copy: any = {};
  for (const key of Object.keys(value).sort()) {
    if (value[key] !== undefined) copy[key] = sortKeys(value[key]);
  }
  return copy;
}
