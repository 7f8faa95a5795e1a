import { RuleCase } from '../case';
import { DASHBOARD } from './dashboard';
import { IDENTITY } from './identity';
import { MISSING } from './missing';
import { OPTIONS } from './options';
import { REQUESTS } from './requests';
import { SCALING } from './scaling';
import { SIGNALS } from './signals';
import { VISIBILITY } from './visibility';

/** Every case; the matrix in the docs is derived from it. */
export const CASES: RuleCase[] = [
  ...REQUESTS,
  ...SCALING,
  ...SIGNALS,
  ...VISIBILITY,
  ...MISSING,
  ...IDENTITY,
  ...OPTIONS,
  ...DASHBOARD,
];
