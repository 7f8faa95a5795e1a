import { App, Chart } from 'cdk8s';
import { ClusterFacts, GrpcServer, LoadBalancing } from '../../src';
import { tree } from '../support/synth';
import { ErrorCase, IMAGE } from './case';

const cluster = (facts: { [fact in keyof ClusterFacts]: any }) => tree(undefined, facts);

function fromEnvironment(value: string): void {
  const before = process.env.GRPC_LB_STRATEGY;
  process.env.GRPC_LB_STRATEGY = value;
  try {
    LoadBalancing.fromEnvironment();
  } finally {
    if (before === undefined) delete process.env.GRPC_LB_STRATEGY;
    else process.env.GRPC_LB_STRATEGY = before;
  }
}

function selectTwice(): void {
  const { chart } = tree(LoadBalancing.istio());
  LoadBalancing.select(chart, LoadBalancing.linkerd());
}

function selectLate(): void {
  const { app, chart } = tree();
  new GrpcServer(chart, 'greeter', { image: IMAGE });
  LoadBalancing.select(app, LoadBalancing.istio());
}

/** The choice of a strategy, and the cluster that comes with it. */
export const choices: ErrorCase[] = [
  [
    'the environment names an unknown strategy',
    () => fromEnvironment('consul'),
    "[LoadBalancing.fromEnvironment] GRPC_LB_STRATEGY names no strategy, got 'consul'; use client-side, istio, linkerd, envoy-sidecar, or unset it for client-side",
  ],
  [
    'the environment names no strategy',
    () => fromEnvironment(''),
    "[LoadBalancing.fromEnvironment] GRPC_LB_STRATEGY names no strategy, got ''; use client-side, istio, linkerd, envoy-sidecar, or unset it for client-side",
  ],
  [
    'options are for an unknown strategy',
    () => LoadBalancing.fromEnvironment({ envoy: { concurrency: 1 } } as any),
    "[LoadBalancing.fromEnvironment] 'options' are for no strategy, got 'envoy'; use clientSide, istio, linkerd, envoySidecar",
  ],
  [
    'options are wrong of a strategy that is not selected',
    () => LoadBalancing.fromEnvironment({ envoySidecar: { concurrency: 0 } }),
    "[LoadBalancing.envoySidecar] 'concurrency' must be a whole number from 1 to 256, got 0; pass one in this range",
  ],
  [
    'two strategies are selected',
    selectTwice,
    "[shop] there must be one load balancing strategy per synth, got 'istio' (App) and 'linkerd' (shop); call LoadBalancing.select once, with the app",
  ],
  [
    'a strategy is selected too late',
    selectLate,
    "[App] 'shop/greeter' was defined before a strategy was selected and uses 'client-side', got 'istio'; call LoadBalancing.select before the first GrpcServer, GrpcClient or GrpcMonitoring",
  ],
  [
    'a factory is selected instead of a strategy',
    () => LoadBalancing.select(new App(), LoadBalancing.istio as any),
    '[App] LoadBalancing.select needs a strategy, got a function; pass what a factory of LoadBalancing returns, or your own ILoadBalancingStrategy',
  ],
  [
    'no strategy is selected',
    () => LoadBalancing.select(new Chart(new App(), 'shop'), undefined as any),
    '[shop] LoadBalancing.select needs a strategy, got undefined; pass what a factory of LoadBalancing returns, or your own ILoadBalancingStrategy',
  ],
  [
    'a strategy is selected without the app',
    () => (LoadBalancing.select as any)(LoadBalancing.clientSide()),
    '[LoadBalancing.select] the first argument must be a construct, got {"options":{},"strategyName":"client-side"}; pass the app',
  ],
  [
    'the options of a choice are none',
    () => LoadBalancing.select(new App(), LoadBalancing.istio(), null as any),
    "[App] 'options' must be an object, got null; put its options in curly brackets",
  ],
  [
    'the facts of the cluster are its name',
    () => cluster('prod' as any),
    "[App] 'cluster' must be an object, got 'prod'; put its options in curly brackets",
  ],
  [
    'the format is text',
    () => LoadBalancing.select(new App(), LoadBalancing.istio(), { helm: 'true' as any }),
    "[App] 'helm' must be true or false, got 'true'; pass one of them, without quotes",
  ],
  [
    'monitoring is a flag',
    () => LoadBalancing.select(new App(), LoadBalancing.istio(), { monitoring: false as any }),
    "[App] 'monitoring' must be an object, got false; put its options in curly brackets",
  ],
  ...(['clientSide', 'istio', 'linkerd', 'envoySidecar', 'fromEnvironment'] as const).map((factory): ErrorCase => [
    `the options of ${factory} are a word`,
    () => LoadBalancing[factory]('default' as any),
    `[LoadBalancing.${factory}] 'options' must be an object, got 'default'; put its options in curly brackets`,
  ]),
  [
    'Kubernetes is too old',
    () => cluster({ kubernetesVersion: '1.27' }),
    "[App] 'kubernetesVersion' must be 1.28 or newer, got '1.27'; pass '<major>.<minor>', such as '1.30'",
  ],
  [
    'the version of Kubernetes is a number',
    () => cluster({ kubernetesVersion: 1.3 }),
    "[App] 'kubernetesVersion' must be 1.28 or newer, got 1.3; pass '<major>.<minor>', such as '1.30'",
  ],
  [
    'the domain ends with a dot',
    () => cluster({ domain: 'cluster.local.' }),
    "[App] 'domain' must be a DNS domain without a dot at its end, got 'cluster.local.'; pass one such as 'cluster.local'",
  ],
  [
    'the domain has two dots',
    () => cluster({ domain: 'cluster..local' }),
    "[App] 'domain' must be a DNS domain without a dot at its end, got 'cluster..local'; pass one such as 'cluster.local'",
  ],
  [
    'the IP family is unknown',
    () => cluster({ ipFamily: 'IPv5' }),
    "[App] 'ipFamily' is unknown, got 'IPv5'; use IPv4, IPv6, DualStack",
  ],
  [
    'the TTL is a number',
    () => cluster({ dnsTtl: 30 }),
    "[App] 'dnsTtl' must be a Duration of cdk8s, got 30; pass one such as 'Duration.seconds(30)'",
  ],
  [
    'the labels of rules are bad',
    () => cluster({ ruleLabels: { release: 'prometheus stack' } }),
    "[App] 'ruleLabels' has a bad value for 'release', got 'prometheus stack'; use at most 63 letters, digits, hyphens, underscores and dots, and begin and end with a letter or digit",
  ],
];
