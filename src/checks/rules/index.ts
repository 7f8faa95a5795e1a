import { Rule } from '../rule';
import { clusterIpGrpc } from './clusterip-grpc';

/** All rules, in the order in which lists and pages have them. */
export const RULES: readonly Rule[] = [clusterIpGrpc];
