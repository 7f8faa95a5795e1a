import { BrokenOnPurpose } from '../support/report';
import { Setting } from './settings';
import { Break } from './subject';
import { Scene } from './world';

/** What Envoy must do with the manifests of some settings, and manifests with which it must not. */
export interface EnvoyCheck {
  readonly name: string;
  readonly settings: Setting[];
  /** About how long it takes: the longest start first. */
  readonly seconds: number;
  /** Whether it takes the processor more than it waits: then it may disturb others. */
  readonly busy?: boolean;
  /** Tells what was measured; throws an AssertionError if that is wrong. */
  run(scene: Scene): Promise<string>;
  readonly controls: Control[];
}

/** A manifest broken on purpose. */
export interface Control extends BrokenOnPurpose {
  readonly edit: Break;
  /** The settings in which it is wrong; those of the example by default. */
  readonly settings?: Setting[];
}
