import { BrokenOnPurpose } from '../support/report';
import { App, Output } from '../support/outputs';
import { Gitops } from './gitops';

/** What kube-apiserver must do with the manifests of all strategies, and manifests with which it must not. */
export interface KubernetesCheck {
  readonly name: string;
  readonly apps: App[];
  /** Tells what was found; throws an AssertionError if that is wrong. */
  run(gitops: Gitops, outputs: Output[]): Promise<string>;
  readonly controls: Control[];
}

/** Manifests broken on purpose. */
export interface Control extends BrokenOnPurpose {
  readonly edit: (outputs: Output[]) => void;
  /** The app in which it is wrong. */
  readonly app: App;
}
