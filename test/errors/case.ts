import { ApiObject } from 'cdk8s';
import { ClusterFacts, GrpcServer, GrpcServerBase, GrpcServerProps, GrpcWorkloadProps, strategies } from '../../src';
import { GrpcClient, ConnectOptions } from '../../src';
import { tree, Tree } from '../support/synth';

/** What is wrong, how to get it wrong, and the whole message. */
export type ErrorCase = [name: string, provoke: () => unknown, message: string];

/** JavaScript passes what TypeScript would not. */
type Wrong<T> = { [prop in keyof T]?: any };

export const IMAGE = 'ghcr.io/acme/greeter:1.4.2';

export interface Setting {
  readonly strategy?: strategies.ILoadBalancingStrategy;
  readonly cluster?: ClusterFacts;
}

/** Synthesizes a server, `shop/greeter`. */
export function serve(props: Wrong<GrpcServerProps>, { strategy, cluster }: Setting = {}): void {
  const { app, chart } = tree(strategy, cluster);
  new GrpcServer(chart, 'greeter', { image: IMAGE, ...props } as any);
  app.synthYaml();
}

/** Synthesizes a caller of a server, with options for the connection. */
export function connect(options: Wrong<ConnectOptions>, { strategy, cluster }: Setting = {}): void {
  const { app, chart } = tree(strategy, cluster);
  const server = new GrpcServer(chart, 'greeter', { image: IMAGE });
  new GrpcClient(chart, 'client', { workload: plain({ chart, app }) }).connectTo(server, options as any);
  app.synthYaml();
}

/** Synthesizes a server, `shop/greeter`, that a workload runs. */
export function serveFrom(
  manifest: any,
  props: Wrong<GrpcWorkloadProps> = {},
  { strategy, cluster }: Setting = {},
): GrpcServerBase {
  const { app, chart } = tree(strategy, cluster);
  const workload = plain({ chart, app }, manifest);
  const server = GrpcServer.fromWorkload(chart, 'greeter', { workload, ...props } as any);
  app.synthYaml();
  return server;
}

/** Synthesizes a caller with a workload of its own. */
export function call(manifest: any, props: any = {}, { strategy, cluster }: Setting = {}, options: any = {}): void {
  const { app, chart } = tree(strategy, cluster);
  const server = GrpcServer.fromServerAttributes(chart, 'greeter', { name: 'greeter', namespace: 'demo' });
  const workload = plain({ chart, app }, manifest);
  new GrpcClient(chart, 'client', { workload, ...props }).connectTo(server, options);
  app.synthYaml();
}

/** A workload as a plain object, `frontend`; `pod` and `container` go into its only container and pod. */
export function plain({ chart }: Tree, { kind = 'Deployment', spec = {}, pod = {}, template = {}, ...rest }: any = {}) {
  const { container, ...podSpec } = pod;
  const labels = { app: 'frontend' };
  const containers = [{ name: 'main', image: IMAGE, ...container }];
  return new ApiObject(chart, 'frontend', {
    apiVersion: 'apps/v1',
    kind,
    metadata: { name: 'frontend', ...rest.metadata },
    spec: {
      selector: { matchLabels: labels },
      template: { metadata: { labels, ...template }, spec: { containers, ...podSpec } },
      ...spec,
    },
  });
}
