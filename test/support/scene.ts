import { ApiObject } from 'cdk8s';
import { ClusterFacts, ConnectOptions, GrpcClient, GrpcServer, GrpcServerProps, strategies } from '../../src';
import { environment, find } from './find';
import { synthesized, tree } from './synth';

/** What is said of the server, of its caller and of the cluster. */
export interface SceneOptions {
  readonly server?: Partial<GrpcServerProps>;
  readonly connection?: ConnectOptions;
  readonly cluster?: ClusterFacts;
  /** Further servers that the caller calls. */
  readonly others?: string[];
}

/** A server `greeter` in the namespace `demo` and its caller `frontend`, as manifests. */
export class Scene {
  public readonly server: GrpcServer;
  public readonly manifests: any[];

  public constructor(
    strategy: strategies.ILoadBalancingStrategy,
    { server, connection, cluster, others = [] }: SceneOptions = {},
  ) {
    const { app, chart } = tree(strategy, cluster);
    this.server = new GrpcServer(chart, 'greeter', { image: 'greeter:1', ...server });
    const labels = { app: 'frontend' };
    const template = { metadata: { labels }, spec: { containers: [{ name: 'main', image: 'frontend:1' }] } };
    const workload = new ApiObject(chart, 'frontend', {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'frontend' },
      spec: { selector: { matchLabels: labels }, template },
    });
    const client = new GrpcClient(chart, 'client', { workload });
    client.connectTo(this.server, connection);
    for (const name of others) client.connectTo(new GrpcServer(chart, name, { image: `${name}:1` }));
    this.manifests = synthesized(app);
  }

  public find(kind: string, name: string): any {
    return find(this.manifests, kind, name);
  }

  /** Arguments of the server. */
  public get serverArguments(): any {
    return JSON.parse(environment(this.find('Deployment', 'greeter'), 'greeter').GRPC_SERVER_OPTIONS);
  }

  /** Variables of the caller. */
  public get variables(): { [name: string]: string } {
    return environment(this.find('Deployment', 'frontend'), 'main');
  }

  /** Arguments of the caller's channel. */
  public get channelArguments(): any {
    return JSON.parse(this.variables.GREETER_GRPC_CHANNEL_OPTIONS);
  }

  /** Service config of the caller's channel. */
  public get serviceConfig(): any {
    return JSON.parse(this.channelArguments['grpc.service_config'] ?? '{}');
  }
}
