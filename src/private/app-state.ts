import { IConstruct } from 'constructs';
import type { Selection } from './selection';

/** What this library knows of one app. Constructs find it by the root of their tree, as cdk8s has no place for it. */
export interface AppState {
  /** The strategy and the settings, once somebody has selected or used them. */
  selection?: Selection;
  /** What must hold before anything is written, by the path of the construct that asks for it. */
  readonly validations: Map<string, () => string[]>;
  /** The constructs of this library whose output is checked. */
  readonly checked: Set<IConstruct>;
  /** The last check of the output outside of `app.synth()`, and the constructs that have been told their part of it. */
  lastCheck?: { readonly errors: Map<IConstruct, string[]>; readonly told: Set<IConstruct> };
  /** What has been computed in the run of `app.synth()` that is under way. */
  memory?: Map<unknown, unknown>;
}

const states = new WeakMap<IConstruct, AppState>();

/** The state of the app that a construct is in. */
export function appState({ node: { root } }: IConstruct): AppState {
  const known = states.get(root);
  if (known) return known;
  const state: AppState = { validations: new Map(), checked: new Set() };
  states.set(root, state);
  noteRuns(root, state);
  return state;
}

/** Gives every run of `app.synth()` a memory of its own: cdk8s tells nobody when one begins or ends. */
function noteRuns(root: any, state: AppState): void {
  for (const method of ['synth', 'synthYaml']) {
    const synth = root[method]?.bind(root); // a chart without an app has none
    if (!synth) continue;
    root[method] = () => {
      state.memory = new Map();
      try {
        return synth();
      } finally {
        state.memory = undefined;
      }
    };
  }
}
