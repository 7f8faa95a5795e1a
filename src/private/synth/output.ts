import { ApiObject } from 'cdk8s';
import { Construct, IConstruct } from 'constructs';
import { runChecks } from './validation';
import { problem } from '../errors';
import { editorOf } from '../pods/workload';
import { outputErrors } from './lint';
import { isInSynth, onceInSynth } from './once';

/** What is wrong with the objects of each construct. */
type Errors = Map<IConstruct, string[]>;

/** The constructs of this library in a tree, and what the last check of the tree found. */
interface Checked {
  readonly constructs: Set<IConstruct>;
  /** Those that have been told. */
  readonly told: Set<IConstruct>;
  errors?: Errors;
}

const trees = new WeakMap<IConstruct, Checked>();

/** Checks what a construct and all others of its tree render to, before anything is written. */
export function checkOutput(construct: Construct): void {
  const { root } = construct.node;
  const tree = trees.get(root) ?? { constructs: new Set(), told: new Set() };
  trees.set(root, tree);
  tree.constructs.add(construct);
  tree.errors = undefined; // found without it
  construct.node.addValidation({ validate: () => errorsOfConstruct(root, tree, construct) });
}

/**
 * Each construct tells what is wrong with its own objects, and all are checked at once: in a synth, and outside of one
 * (`Testing.synth`) when a construct is asked again, which begins another validation.
 */
function errorsOfConstruct(root: IConstruct, tree: Checked, construct: IConstruct): string[] {
  const check = () => errorsOf(root, tree.constructs);
  if (isInSynth(root)) return onceInSynth(root, tree, check).get(construct) ?? [];
  if (!tree.errors || tree.told.has(construct)) {
    tree.told.clear();
    tree.errors = check();
  }
  tree.told.add(construct);
  return tree.errors.get(construct) ?? [];
}

function errorsOf(root: IConstruct, constructs: Set<IConstruct>): Errors {
  const isWell = runChecks(root);
  const objects = root.node.findAll().filter((child): child is ApiObject => ApiObject.isApiObject(child));
  const twins = duplicates(objects);
  const [first] = constructs;
  if (twins.length) return new Map([[first, twins]]);
  // What is refused cannot be rendered.
  if (!isWell) return new Map();
  return outputErrors(
    root,
    objects,
    (object) => editorOf(object) ?? object.node.scopes.find((scope) => constructs.has(scope)),
  );
}

/** Two objects of one kind, namespace and name overwrite each other in the cluster, and cdk8s says nothing. */
function duplicates(objects: ApiObject[]): string[] {
  const seen = new Map<string, ApiObject>();
  const errors: string[] = [];
  for (const object of objects) {
    const id = `${object.apiGroup} ${object.kind} ${object.metadata.namespace} ${object.name}`;
    const first = seen.get(id);
    if (first) errors.push(twice(object, first));
    else seen.set(id, object);
  }
  return errors;
}

function twice(object: ApiObject, first: ApiObject): string {
  const name = `${object.kind} '${object.name}' of namespace '${object.metadata.namespace}'`;
  return problem(`${name} is defined twice`, [first, object], 'rename one of them');
}
