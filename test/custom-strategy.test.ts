import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { ApiObject, Duration } from 'cdk8s';
import { Construct } from 'constructs';
import * as ts from 'typescript';
import { LoadBalancing, monitoring, strategies } from '../src';
import { container, podTemplate } from './support/find';
import { Scene } from './support/scene';

/** Proxies of the platform, which read an annotation of the pod and a `Balancer` object, balance over a ClusterIP Service. */
class PlatformStrategy implements strategies.ILoadBalancingStrategy {
  public readonly strategyName = 'platform';
  public readonly calls: string[] = [];

  public bindServer(
    scope: Construct,
    { server, cluster, workloadKind }: strategies.BindServerOptions,
  ): strategies.LoadBalancingServerConfig {
    this.calls.push(`server ${server.serverName} (${workloadKind})`);
    new ApiObject(scope, 'Balancer', {
      apiVersion: 'platform.example/v1',
      kind: 'Balancer',
      metadata: { name: server.serverName },
      spec: { service: server.serviceName },
    });
    return {
      target: `dns:///${server.serviceName}.${server.namespace}.svc.${cluster.domain}:${server.ports[0].port}`,
      clusterIpService: true,
      podAnnotations: { 'platform.example/proxy': 'server' },
      discovery: Duration.seconds(3),
      departure: Duration.seconds(20),
      telemetry: monitoring.TelemetrySource.goGrpcMiddleware(),
    };
  }

  public bindClient(
    _scope: Construct,
    { connections, cluster, clientName }: strategies.BindClientOptions,
  ): strategies.LoadBalancingClientConfig {
    const prefixes = connections.map(({ variablePrefix }) => variablePrefix);
    this.calls.push(`client ${clientName} (${prefixes.join(', ')})`);
    return {
      channels: connections.map(({ server, port }) => ({
        target: `dns:///${server.serviceName}.${server.namespace}.svc.${cluster.domain}:${port.port}`,
        retriedByProxy: true,
      })),
      podAnnotations: { 'platform.example/proxy': 'client' },
    };
  }
}

describe("a user's own strategy", () => {
  const strategy = new PlatformStrategy();
  const scene = new Scene(strategy, {
    cluster: { domain: 'shop.local' },
    others: ['catalog'],
    server: { labels: { team: 'shop' } },
    connection: { retry: {} },
  });

  test('is told of each server once, and of a client once with all its connections in order', () => {
    expect(strategy.calls).toEqual([
      'server greeter (Deployment)',
      'server catalog (Deployment)',
      'client frontend (CATALOG, GREETER)',
    ]);
  });

  test('says what callers dial', () => {
    expect(scene.server.target).toBe('dns:///greeter.demo.svc.shop.local:50051');
    expect(scene.variables.GREETER_GRPC_TARGET).toBe(scene.server.target);
    expect(scene.find('Service', 'greeter').spec.ports[0].targetPort).toBe(50051);
  });

  test.each(['server', 'client'])('annotates the pods of the %s', (side) => {
    const deployment = scene.find('Deployment', side === 'server' ? 'greeter' : 'frontend');
    expect(podTemplate(deployment).metadata.annotations).toEqual({ 'platform.example/proxy': side });
  });

  test('defines objects, which get the labels of the server', () => {
    const { metadata, spec } = scene.find('Balancer', 'greeter');
    expect(metadata.labels).toEqual({ 'app.kubernetes.io/name': 'greeter', team: 'shop' });
    expect(metadata.namespace).toBe('demo');
    expect(spec).toEqual({ service: 'greeter' });
    expect(scene.server.strategyObjects.map(({ kind }) => kind)).toEqual(['Balancer']);
  });

  test('sets drain and convergence, and needs no connection age', () => {
    const { lifecycle } = container(scene.find('Deployment', 'greeter'), 'greeter');
    expect(lifecycle.preStop).toEqual({ sleep: { seconds: 20 } });
    expect(scene.server.convergence.toSeconds()).toBe(3);
    expect(scene.serverArguments).not.toHaveProperty(['grpc.max_connection_age_ms']);
  });

  test('keeps the channel from retrying what its proxy does', () => {
    expect(scene.serviceConfig).toEqual({});
  });

  test('is named in errors', () => {
    const select = () => LoadBalancing.select(scene.server, LoadBalancing.clientSide());
    expect(select).toThrow("got 'platform' (App) and 'client-side' (shop/greeter)");
  });
});

describe('the library outside of its strategies', () => {
  const SRC = join(__dirname, '../src');
  const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  // Data and prose: metrics and dashboards are called as those who show them are.
  // Checks are of anybody's manifests, which have never heard of a strategy of ours.
  const named =
    /^strategies\/|^load-balancing\.ts$|^checks|^monitoring\/(sources|proxy-sources|telemetry-source|dashboard-template\.generated)\.ts$/;

  /** Lines of code, comments left out, that name a strategy. */
  const naming = (file: string): string[] => {
    const text = readFileSync(join(SRC, file), 'utf8');
    const compilerOptions = { removeComments: true, target: ts.ScriptTarget.ESNext, module: ts.ModuleKind.ESNext };
    const code = ts.transpileModule(text, { compilerOptions }).outputText.split('\n');
    return code.filter((line) => /istio|linkerd|envoy|client-?side/i.test(line));
  };

  test.each(files.filter((file) => !named.test(file)))('%s does not know who they are', (file) => {
    expect(naming(file)).toEqual([]);
  });

  test('is searched by what finds them where they are', () => {
    expect(naming('strategies/istio.ts').join()).toContain("'sidecar.istio.io/inject'");
    expect(naming('load-balancing.ts').join()).toContain("'client-side'");
    expect(naming('strategies/strategy.ts')).toEqual([]);
    expect(naming('strategies/config.ts')).toEqual([]);
  });
});
