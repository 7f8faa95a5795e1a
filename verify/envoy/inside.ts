/** Runs one check of Envoy; `engine.run` starts it. */
import { runInside } from '../support/isolated';
import { CHECKS } from './checks';
import { Scene } from './world';

/** A check to be run, and what it is given besides a folder. */
export interface Job extends Omit<Scene, 'folder'> {
  readonly check: string;
}

void runInside<Job>((job) => CHECKS.find(({ name }) => name === job.check)!.run(job));
