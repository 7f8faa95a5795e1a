import { IstioCheck } from '../check';
import { analysed } from './analysis';
import { balances } from './balance';
import { completes, drain, injected, probes, restricted, scraped, startsAfter } from './pods';
import { counted, http } from './protocol';
import { applicationErrors, attempts, options, unlimited } from './requests';

export const CHECKS: IstioCheck[] = [
  ...[balances, http, counted, attempts, unlimited, options, applicationErrors],
  ...[injected, startsAfter, drain, completes, probes, restricted, scraped, analysed],
];
