import { ApiObject } from 'cdk8s';
import { Construct, IConstruct } from 'constructs';
import { runChecks } from './binding';
import { problem } from './errors';
import { onceInSynth } from './synth';

const watched = new WeakSet<IConstruct>();

/** Two objects of one kind, namespace and name overwrite each other in the cluster, and cdk8s says nothing. */
export function refuseDuplicates(construct: Construct): void {
  const root = construct.node.root;
  if (watched.has(root)) return;
  watched.add(root);
  construct.node.addValidation({ validate: () => onceInSynth(root, root, () => duplicates(root)) });
}

function duplicates(root: IConstruct): string[] {
  const seen = new Map<string, ApiObject>();
  const errors: string[] = [];
  runChecks(root);
  for (const object of root.node.findAll()) {
    if (!ApiObject.isApiObject(object)) continue;
    const apiObject = object as ApiObject;
    const id = `${apiObject.apiGroup} ${apiObject.kind} ${apiObject.metadata.namespace} ${apiObject.name}`;
    const first = seen.get(id);
    if (first) errors.push(twice(apiObject, first));
    else seen.set(id, apiObject);
  }
  return errors;
}

function twice(object: ApiObject, first: ApiObject): string {
  const name = `${object.kind} '${object.name}' of namespace '${object.metadata.namespace}'`;
  return problem(`${name} is defined twice`, [first, object], 'rename one of them');
}
