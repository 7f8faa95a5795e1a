import { GrpcCheck } from '../check';
import { balance } from './balance';
import { connections } from './connections';
import { convergence } from './convergence';
import { drain } from './drain';
import { idleConnections, idleStreams } from './idle';
import { printed } from './printed';
import { proxy } from './proxy';

export const CHECKS: GrpcCheck[] = [
  ...[printed, balance, convergence, connections, proxy, drain, idleStreams, idleConnections],
];
