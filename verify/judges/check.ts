import { BrokenOnPurpose } from '../support/report';
import { Output } from '../support/outputs';

/** A promised version of Kubernetes. */
export type Minor = string;

/** What a third party says of the manifests of all strategies, and manifests of which it must say something else. */
export interface JudgeCheck {
  readonly name: string;
  /** Tells what was found; throws an AssertionError if that is wrong. `folder` is empty. */
  run(outputs: Output[], minor: Minor, folder: string): Promise<string>;
  readonly controls: Control[];
}

/** Manifests broken on purpose. */
export interface Control extends BrokenOnPurpose {
  readonly edit: (outputs: Output[]) => void;
  /** For which version it is wrong; the newest by default. */
  readonly minor?: Minor;
}
