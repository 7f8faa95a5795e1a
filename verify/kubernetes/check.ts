import { Gitops } from './gitops';
import { App } from './apps';

/** What `cdk8s synth` wrote for one strategy and placement. */
export interface Output {
  /** Such as `istio`. */
  readonly name: string;
  manifests: any[];
}

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

/** The only object of a kind, or the one of that name, in what one strategy gives. */
export function find(outputs: Output[], strategy: string, kind: string, name?: string): any {
  const { manifests } = outputs.find((output) => output.name === strategy)!;
  const found = manifests.filter((object) => object.kind === kind && (!name || object.metadata.name === name));
  if (found.length !== 1) throw new Error(`expected one ${kind} ${name ?? ''} of ${strategy}, got ${found.length}`);
  return found[0];
}
