import { KubernetesCheck } from '../check';
import { applies, autoscaler, noDrift } from './apply';
import { restricted, restrictedIstio } from './restricted';
import { keepsServices, switches } from './switch';

export const CHECKS: KubernetesCheck[] = [
  ...[applies, noDrift, autoscaler, switches, keepsServices],
  ...[restricted, restrictedIstio],
];
