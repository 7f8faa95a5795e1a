import { IConstruct } from 'constructs';
import { Cluster, ClusterFacts } from './cluster';
import { ILoadBalancingStrategy } from './strategies/strategy';
import { checkMonitoring } from './monitoring/monitoring-input';
import { MonitoringOptions } from './monitoring/options';
import { refuse } from './private/errors';
import { select } from './private/selection';
import { checkShapes, checkStruct } from './private/input/shapes';
import { ClientSide } from './strategies/client-side';
import { ClientSideOptions } from './strategies/client-side-options';
import { EnvoySidecar } from './strategies/envoy';
import { EnvoySidecarOptions } from './strategies/envoy-options';
import { Istio } from './strategies/istio';
import { IstioOptions } from './strategies/istio-options';
import { Linkerd } from './strategies/linkerd';
import { LinkerdOptions } from './strategies/linkerd-options';

/** Options of `LoadBalancing.select`. */
export interface SelectOptions {
  /**
   * Facts about the cluster.
   *
   * @default - the defaults of `ClusterFacts`
   */
  readonly cluster?: ClusterFacts;
  /**
   * Rules, alerts and scrapes of every server; a server's own options win, field by field.
   *
   * @default - the defaults of `MonitoringOptions`
   */
  readonly monitoring?: MonitoringOptions;
  /**
   * Whether the output is a Helm chart (`cdk8s synth --format helm`), whose templates would swallow the `{{ }}` of alerts and dashboards.
   *
   * cdk8s does not tell the app which format it writes.
   *
   * @default false
   */
  readonly helm?: boolean;
}

/** Options for each strategy; the environment picks the strategy. */
export interface StrategyOptions {
  /**
   * Options for `client-side`.
   *
   * @default - the strategy's defaults
   */
  readonly clientSide?: ClientSideOptions;
  /**
   * Options for `istio`.
   *
   * @default - the strategy's defaults
   */
  readonly istio?: IstioOptions;
  /**
   * Options for `linkerd`.
   *
   * @default - the strategy's defaults
   */
  readonly linkerd?: LinkerdOptions;
  /**
   * Options for `envoy-sidecar`.
   *
   * @default - the strategy's defaults
   */
  readonly envoySidecar?: EnvoySidecarOptions;
}

const VARIABLE = 'GRPC_LB_STRATEGY';
const ENVIRONMENT = 'LoadBalancing.fromEnvironment';

/** Makes strategies, and selects one for the whole app. */
export class LoadBalancing {
  /** The client's channel resolves the pods and balances. Needs a few lines in the server and in the client. */
  public static clientSide(options?: ClientSideOptions): ILoadBalancingStrategy {
    return new ClientSide(options);
  }

  /** Istio's sidecar beside the caller balances. */
  public static istio(options?: IstioOptions): ILoadBalancingStrategy {
    return new Istio(options);
  }

  /** Linkerd's sidecar beside the caller balances. */
  public static linkerd(options?: LinkerdOptions): ILoadBalancingStrategy {
    return new Linkerd(options);
  }

  /** An Envoy in the pods of the server, or of the client, balances. Needs no mesh and no change of an image. */
  public static envoySidecar(options?: EnvoySidecarOptions): ILoadBalancingStrategy {
    return new EnvoySidecar(options);
  }

  /**
   * The strategy that the variable `GRPC_LB_STRATEGY` names: `client-side`, `istio`, `linkerd` or `envoy-sidecar`.
   *
   * Without the variable it is `client-side`; an empty or unknown name is an error, and so is a mistake in the options of any strategy.
   */
  public static fromEnvironment(options: StrategyOptions = {}): ILoadBalancingStrategy {
    checkStruct(ENVIRONMENT, 'options', options);
    const { clientSide, istio, linkerd, envoySidecar, ...unknown } = options;
    // All of them, so that a mistake in options that another environment needs is found at once.
    const strategies: { [name: string]: ILoadBalancingStrategy } = {
      'client-side': LoadBalancing.clientSide(clientSide),
      istio: LoadBalancing.istio(istio),
      linkerd: LoadBalancing.linkerd(linkerd),
      'envoy-sidecar': LoadBalancing.envoySidecar(envoySidecar),
    };
    const [stray] = Object.keys(unknown);
    if (stray !== undefined)
      refuse(ENVIRONMENT, "'options' are for no strategy", stray, 'use clientSide, istio, linkerd, envoySidecar');
    const name = process.env[VARIABLE] ?? 'client-side';
    if (!Object.keys(strategies).includes(name)) {
      const remedy = `use ${Object.keys(strategies).join(', ')}, or unset it for client-side`;
      refuse(ENVIRONMENT, `${VARIABLE} names no strategy`, name, remedy);
    }
    return strategies[name];
  }

  /**
   * Selects the strategy for the whole tree that `scope` is in, normally the app.
   *
   * Call it once, before the first server or client is defined. Without it the strategy is `client-side`.
   */
  public static select(scope: IConstruct, strategy: ILoadBalancingStrategy, options: SelectOptions = {}): void {
    if (!scope?.node) refuse('LoadBalancing.select', 'the first argument must be a construct', scope, 'pass the app');
    checkStruct(scope, 'options', options);
    checkShapes(scope, options, { flags: ['helm'], structs: ['cluster', 'monitoring'] });
    const { cluster, monitoring = {}, helm = false } = options;
    checkMonitoring(scope, monitoring);
    select(scope, strategy, { cluster: new Cluster(scope, cluster), monitoring, helm });
  }

  private constructor() {}
}
