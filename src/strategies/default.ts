import { ILoadBalancingStrategy } from './strategy';
import { ClientSide } from './client-side';

/** What holds where nobody has selected a strategy. */
export function defaultStrategy(): ILoadBalancingStrategy {
  return new ClientSide();
}
