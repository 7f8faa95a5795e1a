import { BrokenOnPurpose } from '../support/report';
import { LanguageName } from './languages';
import { Scene } from './fleet';
import { Break } from './subject';

/** Whether it works, works now and then, or waits. */
export type Load = 'busy' | 'light' | 'idle';

/** What clients and servers must do with some manifests, and manifests with which they must not. */
export interface GrpcCheck {
  readonly name: string;
  /** The manifests, see `subjectOf`. */
  readonly variant: string;
  /** Fleets that it is done on, each by the languages of its servers. */
  readonly fleets: LanguageName[][];
  /** About how long it takes: the longest start first. */
  readonly seconds: number;
  /** What it takes of the processor, see `AT_ONCE`. */
  readonly load: Load;
  /** Tells what was measured; throws an AssertionError if that is wrong. */
  run(scene: Scene): Promise<string>;
  readonly controls: Control[];
}

/** A manifest broken on purpose. */
export interface Control extends BrokenOnPurpose {
  readonly edit: Break;
  /** Where it is wrong; everywhere by default. */
  readonly fleets?: LanguageName[][];
}

/** One fleet for each language that servers are written in. */
export const EACH: LanguageName[][] = [['node'], ['python'], ['go'], ['java']];
