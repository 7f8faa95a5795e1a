import { BrokenOnPurpose } from '../support/report';
import { Setting } from './settings';
import { Subject } from './subject';
import { Seen } from './istiod';

/** What was put into the cluster, and what Istio made of it. */
export interface Scene {
  readonly setting: Setting;
  readonly subject: Subject;
  readonly seen: Seen;
}

/** What Istio must make of the manifests of some settings, and manifests of which it must not. */
export interface IstioCheck {
  readonly name: string;
  readonly settings: Setting[];
  /** Tells what was found; throws an AssertionError if that is wrong. */
  run(scene: Scene): string;
  readonly controls: Control[];
}

/** A manifest broken on purpose. */
export interface Control extends BrokenOnPurpose {
  edit(subject: Subject): void;
  /** The setting in which it is wrong; the first of the check by default. */
  readonly setting?: Setting;
}
