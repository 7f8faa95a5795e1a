import { Scene } from '../lab';
import { loss } from './loss';
import { pinning } from './pinning';
import { restart } from './restart';
import { scaleUp } from './scale-up';
import { slowPod } from './slow-pod';
import { streams } from './streams';

/** In the order in which they are told. */
export const SCENES: Scene[] = [pinning, scaleUp, restart, loss, slowPod, streams];

/**
 * In the order in which they are played: one phase after the other, in each of them several lanes at once. What compares speed with narrow limits
 * has the machine for itself; while all is replaced under load only scenes with few requests begin.
 */
export const PHASES: Scene[][][] = [[[pinning]], [[restart, loss], [scaleUp], [streams, slowPod]]];
