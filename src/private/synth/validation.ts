import { Construct } from 'constructs';
import { AppState, appState } from '../app-state';
import { onceInSynth } from './once';

/**
 * Lets `check` run before anything is written, so that a late error leaves no half of an output; its error becomes a validation error.
 *
 * Once in a synth: cdk8s validates the whole app again for every chart.
 */
export function validateOnce(construct: Construct, check: () => void): void {
  const app = appState(construct);
  const validate = () => onceInSynth(app, construct, () => messages(construct, check));
  app.validations.set(construct.node.path, validate);
  construct.node.addValidation({ validate });
}

/** Runs all validations of an app, which also define what strategies add to clients; whether all is well. */
export function runValidations({ validations }: AppState): boolean {
  const found = [...validations.values()].flatMap((validate) => validate());
  return found.length === 0;
}

function messages(construct: Construct, check: () => void): string[] {
  try {
    check();
    return [];
  } catch (error) {
    const { message } = error as Error;
    const place = /^\[([^\]]*)\] /.exec(message);
    // What is wrong with the client in a server's pods is told by the client.
    if (place && place[1] !== construct.node.path && appState(construct).validations.has(place[1])) return [];
    // cdk8s puts the path in front itself.
    return [message.replace(`[${construct.node.path}] `, '')];
  }
}
