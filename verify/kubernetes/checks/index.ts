import { KubernetesCheck } from '../check';
import { applies, autoscaler, noDrift } from './apply';
import { attaches } from './attach';
import { restricted, restrictedIstio } from './restricted';
import { keepsServices, switches } from './switch';

export const CHECKS: KubernetesCheck[] = [
  ...[applies, noDrift, autoscaler, attaches, switches, keepsServices],
  ...[restricted, restrictedIstio],
];
