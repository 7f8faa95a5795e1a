import { EnvoyCheck } from '../check';
import { queries, scaling, spread } from './balance';
import { drain, longRequests } from './drain';
import { applicationErrors, emptyDns, killedPod } from './failures';
import { log } from './log';
import { longUnary, stream } from './long';
import { memory } from './memory';
import { metrics, unknownMethods } from './metrics';
import { goneCallers, pings } from './pings';
import { reach, statsPort } from './ports';
import { authority, http2, plainHttp } from './protocol';
import { runbook } from './runbook';
import { starts, validates } from './start';

export const CHECKS: EnvoyCheck[] = [
  ...[validates, starts, spread, scaling, queries, stream, longUnary, applicationErrors, emptyDns, killedPod],
  ...[http2, authority, plainHttp, statsPort, reach, metrics, unknownMethods, memory, log, runbook],
  ...[pings, goneCallers, drain, longRequests],
];
