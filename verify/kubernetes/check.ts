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
export interface Control {
  /** What is wrong with them. */
  readonly broken: string;
  readonly edit: (outputs: Output[]) => void;
  /** What the check must find. */
  readonly says: RegExp;
  /** The app in which it is wrong. */
  readonly app: App;
}
