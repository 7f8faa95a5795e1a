import { ApiObject, Chart } from 'cdk8s';
import { Construct, IConstruct } from 'constructs';
import { AppState, appState } from '../app-state';
import { problem } from '../errors';
import { claimantOf } from '../pods/claims';
import { outputErrors } from './lint';
import { isInSynth, onceInSynth } from './once';
import { runValidations } from './validation';

/** What is wrong with the objects of each construct. */
type Errors = Map<IConstruct, string[]>;

/**
 * Lets what the whole app renders to be checked before anything is written.
 *
 * cdk8s asks each construct for its own errors, but the rules compare objects of the whole app. So the app is checked once in a run of
 * validation, and each construct is told its part.
 */
export function checkOutput(construct: Construct): void {
  const app = appState(construct);
  const { root, scopes } = construct.node;
  // A part is checked with the whole; for every chart cdk8s asks all that validate.
  if (scopes.some((scope) => scope !== construct && app.checked.has(scope))) return;
  app.checked.add(construct);
  app.lastCheck = undefined; // was made without it
  construct.node.addValidation({ validate: () => errorsOfApp(root, app, construct).get(construct) ?? [] });
}

/**
 * What is wrong with the app, checked once in each run of validation.
 *
 * `app.synth()` lets us know when a run begins. `Testing.synth` does not: there a construct that asks again begins another run.
 */
function errorsOfApp(root: IConstruct, app: AppState, construct: IConstruct): Errors {
  if (isInSynth(app)) return onceInSynth(app, app.checked, () => checkApp(root, app));
  if (!app.lastCheck || app.lastCheck.told.has(construct)) {
    app.lastCheck = { errors: checkApp(root, app), told: new Set() };
  }
  app.lastCheck.told.add(construct);
  return app.lastCheck.errors;
}

function checkApp(root: IConstruct, app: AppState): Errors {
  const ours = app.checked;
  const isWell = runValidations(app);
  const objects = root.node.findAll().filter((child): child is ApiObject => ApiObject.isApiObject(child));
  const ownerOf = (object: ApiObject) => claimantOf(object) ?? object.node.scopes.find((scope) => ours.has(scope));
  const twins = duplicates(objects, (object) => ownerOf(object) !== undefined);
  const [first] = ours;
  if (twins.length) return new Map([[first, twins]]);
  // What is refused cannot be rendered.
  if (!isWell) return new Map();
  return outputErrors(root, objects, ownerOf);
}

/**
 * Two objects of one kind, namespace and name overwrite each other in the cluster, and cdk8s says nothing.
 *
 * Objects of others in two charts are left alone, as they may be for two clusters; those of ours are all for the cluster of the app.
 */
function duplicates(objects: ApiObject[], isOurs: (object: ApiObject) => boolean): string[] {
  const seen = new Map<string, ApiObject>();
  const errors: string[] = [];
  for (const object of objects) {
    const id = `${object.apiGroup} ${object.kind} ${object.metadata.namespace} ${object.name}`;
    const first = seen.get(id);
    if (!first) seen.set(id, object);
    else if (Chart.of(first) === Chart.of(object) || isOurs(first) || isOurs(object)) errors.push(twice(object, first));
  }
  return errors;
}

function twice(object: ApiObject, first: ApiObject): string {
  const name = `${object.kind} '${object.name}' of namespace '${object.metadata.namespace}'`;
  const remedy = 'rename one of them';
  const inOneChart = Chart.of(first) === Chart.of(object);
  return problem(
    `${name} is defined twice`,
    [first, object],
    inOneChart ? remedy : `${remedy}, or make an App for each cluster`,
  );
}
