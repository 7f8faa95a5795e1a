import { IConstruct } from 'constructs';
import { Cluster } from '../cluster';
import { ILoadBalancingStrategy } from '../strategies/strategy';
import { MonitoringOptions } from '../monitoring/options';
import { defaultStrategy } from '../strategies/default';
import { appState } from './app-state';
import { refuse, Words } from './errors';
import { checkStrategy } from './input/strategy-input';

/** What holds for a whole tree of constructs, whatever the strategy. */
export interface Settings {
  readonly cluster: Cluster;
  readonly monitoring: MonitoringOptions;
  /** Whether the output is a Helm chart. */
  readonly helm: boolean;
}

/** The choice that holds for a whole tree of constructs. */
export interface Selection extends Settings {
  readonly strategy: ILoadBalancingStrategy;
  /** The construct that `select` was called with, or the first user where nobody selected. */
  readonly selectedBy: IConstruct;
  readonly explicit: boolean;
}

/** Sets the choice for the tree that `scope` is in. */
export function select(scope: IConstruct, strategy: ILoadBalancingStrategy, settings: Settings): void {
  checkStrategy(scope, strategy);
  const state = appState(scope);
  const before = state.selection;
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
      'call LoadBalancing.select before the first GrpcServer, GrpcClient or GrpcMonitoring',
    );
  }
  state.selection = { ...settings, strategy, selectedBy: scope, explicit: true };
}

/** The choice for the app that `user` is in. The first use fixes the default: to select later is an error that names `user`. */
export function useSelection(user: IConstruct): Selection {
  const state = appState(user);
  state.selection ??= {
    strategy: defaultStrategy(),
    cluster: new Cluster(user),
    monitoring: {},
    helm: false,
    selectedBy: user,
    explicit: false,
  };
  return state.selection;
}

function named({ strategyName }: ILoadBalancingStrategy, { node }: IConstruct): Words {
  return new Words(`'${strategyName}' (${node.path || 'App'})`);
}
