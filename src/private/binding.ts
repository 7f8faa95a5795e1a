import { Construct } from 'constructs';

/**
 * Lets `check` run before anything is written, so that a late error leaves no half of an output; its error becomes a validation error.
 *
 * Once: cdk8s validates the whole app for every chart, and what it found is final.
 */
export function validateOnce(construct: Construct, check: () => void): void {
  let errors: string[] | undefined;
  construct.node.addValidation({ validate: () => (errors ??= messages(construct, check)) });
}

function messages(construct: Construct, check: () => void): string[] {
  try {
    check();
    return [];
  } catch (error) {
    // cdk8s puts the path in front itself.
    return [(error as Error).message.replace(`[${construct.node.path}] `, '')];
  }
}
