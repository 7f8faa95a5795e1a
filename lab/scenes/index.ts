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
 * has the machine for itself, and what must lose no request has little company: a client that waits for a processor has more requests on their way
 * when a pod ends.
 */
export const PHASES: Scene[][][] = [[[pinning]], [[restart], [streams, slowPod]], [[scaleUp], [loss]]];
