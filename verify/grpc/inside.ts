/** Runs one check of gRPC; `engine.run` starts it. */
import { runInside } from '../support/isolated';
import { CHECKS } from './checks';
import { Scene } from './fleet';

/** A check to be run, and what it is given besides a folder. */
export interface Job extends Omit<Scene, 'folder'> {
  readonly check: string;
}

void runInside<Job>((job) => CHECKS.find(({ name }) => name === job.check)!.run(job));
