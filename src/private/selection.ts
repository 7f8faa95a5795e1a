import { IConstruct } from 'constructs';
import { Cluster } from '../cluster';
import { ILoadBalancingStrategy } from '../load-balancing';
import { refuse, Words } from './errors';
import { checkStrategy } from './strategy-checks';

/** The choice that holds for a whole tree of constructs. */
export interface Selection {
  readonly strategy: ILoadBalancingStrategy;
  readonly cluster: Cluster;
  /** The construct that `select` was called with, or the first user where nobody selected. */
  readonly selectedBy: IConstruct;
  readonly explicit: boolean;
}

const selections = new WeakMap<IConstruct, Selection>();

/** Sets the choice for the tree that `scope` is in. */
export function select(scope: IConstruct, strategy: ILoadBalancingStrategy, cluster: Cluster): void {
  checkStrategy(scope, strategy);
  const before = selections.get(scope.node.root);
  if (before?.explicit) {
    const got = [named(before.strategy, before.selectedBy), named(strategy, scope)];
    refuse(
      scope,
      'there must be one load balancing strategy per synth',
      got,
      'call LoadBalancing.select once, with the app',
    );
  }
  if (before) {
    refuse(
      scope,
      `'${before.selectedBy.node.path}' was defined before a strategy was selected and uses '${before.strategy.strategyName}'`,
      strategy.strategyName,
      'call LoadBalancing.select before the first GrpcServer or GrpcClient',
    );
  }
  selections.set(scope.node.root, { strategy, cluster, selectedBy: scope, explicit: true });
}

/** The choice for the tree that `user` is in; `fallback` where nobody has selected. */
export function selectionOf(user: IConstruct, fallback: () => ILoadBalancingStrategy): Selection {
  const root = user.node.root;
  const selection = selections.get(root) ?? {
    strategy: fallback(),
    cluster: new Cluster(user),
    selectedBy: user,
    explicit: false,
  };
  selections.set(root, selection);
  return selection;
}

function named({ strategyName }: ILoadBalancingStrategy, { node }: IConstruct): Words {
  return new Words(`'${strategyName}' (${node.path || 'App'})`);
}
