import { Chart, Duration } from 'cdk8s';
import { GrpcClient, GrpcServer, LoadBalancing, strategies } from '../../src';
import { tree } from '../support/synth';
import { call, connect, ErrorCase, IMAGE, plain } from './case';

const { EnvoyPlacement } = strategies;
const inClients = () => LoadBalancing.envoySidecar({ placement: EnvoyPlacement.CLIENT_POD });
const server = (chart: Chart, name: string) =>
  GrpcServer.fromServerAttributes(chart, name, {
    name,
    namespace: 'demo',
    additionalPorts: [{ name: 'grpc-admin', port: 50052 }],
  });

/** Connects one client several times. */
function connections(...all: [name: string, options?: any][]): void {
  const shop = tree(inClients());
  const client = new GrpcClient(shop.chart, 'client', { workload: plain(shop) });
  const servers: { [name: string]: any } = {};
  for (const [name, options] of all) client.connectTo((servers[name] ??= server(shop.chart, name)), options);
  shop.app.synthYaml();
}

/** Connects a client to what may be no server, or one of another app. */
function connectedTo(target: any): void {
  const shop = tree();
  new GrpcClient(shop.chart, 'client', { workload: plain(shop) }).connectTo(target);
}

function tooLate(): void {
  const shop = tree();
  const client = new GrpcClient(shop.chart, 'client', { workload: plain(shop) });
  client.connectTo(server(shop.chart, 'greeter'));
  shop.app.synthYaml();
  client.connectTo(server(shop.chart, 'catalog'));
}

function twoClients(): void {
  const shop = tree();
  const workload = plain(shop);
  new GrpcClient(shop.chart, 'client', { workload });
  new GrpcClient(shop.chart, 'other', { workload });
}

function toNothing(): void {
  const shop = tree();
  const workload = new GrpcServer(shop.chart, 'greeter', { image: IMAGE });
  new GrpcClient(shop.chart, 'client', { workload });
  shop.app.synthYaml();
}

/** Two workloads of one name would share a ConfigMap, which is defined only when they are rendered. */
function sameConfigMap(): void {
  const shop = tree(inClients());
  const greeter = server(shop.chart, 'greeter');
  const nightly = new Chart(shop.app, 'nightly', { namespace: 'demo' });
  new GrpcClient(shop.chart, 'client', { workload: plain(shop) }).connectTo(greeter);
  const workload = plain({ ...shop, chart: nightly }, { kind: 'StatefulSet' });
  new GrpcClient(nightly, 'client', { workload }).connectTo(greeter);
  shop.app.synthYaml();
}

/** Callers and their connections. */
export const clients: ErrorCase[] = [
  [
    'there are no props',
    () => new GrpcClient(tree().chart, 'client', undefined as any),
    "[shop/client] 'workload' is no Kubernetes object, got undefined; pass a GrpcServer, a workload of cdk8s-plus, or an ApiObject",
  ],
  [
    'waiting is text',
    () => connect({ waitForReady: 'yes' }),
    "[shop/client] 'waitForReady' must be true or false, got 'yes'; pass one of them, without quotes",
  ],
  [
    'retries are a flag',
    () => connect({ retry: true }),
    "[shop/client] 'retry' must be an object, got true; put its options in curly brackets",
  ],
  [
    'status codes are text',
    () => connect({ retry: { retryableStatusCodes: 'UNAVAILABLE' } }),
    "[shop/client] 'retryableStatusCodes' must be a list, got 'UNAVAILABLE'; put it in square brackets",
  ],
  [
    'a client calls what is no server',
    () => connectedTo(plain(tree())),
    "[shop/client] 'connectTo' needs a gRPC server, got 'shop/frontend'; pass a GrpcServer, or GrpcServer.fromServerAttributes for one that another app describes",
  ],
  [
    'a client calls a server of another app',
    () => connectedTo(server(tree().chart, 'greeter')),
    "[shop/client] server 'greeter' belongs to another app, got 'shop/greeter'; describe it with GrpcServer.fromServerAttributes",
  ],
  [
    'a client calls what is no construct',
    () => connectedTo({ serverName: 'greeter', ports: [] }),
    '[shop/client] \'connectTo\' needs a gRPC server, got {"serverName":"greeter","ports":[]}; pass a GrpcServer, or GrpcServer.fromServerAttributes for one that another app describes',
  ],
  [
    'a client calls nothing that exists',
    () => connectedTo(undefined),
    "[shop/client] 'connectTo' needs a gRPC server, got undefined; pass a GrpcServer, or GrpcServer.fromServerAttributes for one that another app describes",
  ],
  [
    'the options of a connection are null',
    () => connect(null as any),
    "[shop/client] 'options' must be an object, got null; put its options in curly brackets",
  ],
  [
    'a client is connected to nothing',
    toNothing,
    "[shop/client] the client is connected to nothing, got no server; call 'connectTo', or remove the client",
  ],
  [
    'a client is connected after the synthesis',
    tooLate,
    "[shop/client] 'connectTo' comes too late: the manifests are rendered, got 'catalog'; connect before the app is synthesized",
  ],
  [
    'a workload has two clients',
    twoClients,
    "[shop/other] 'shop/frontend' has two GrpcClients, got 'shop/client' and 'shop/other'; call 'connectTo' of the first one again",
  ],
  [
    'two callers share the name of their configuration',
    sameConfigMap,
    "[shop/client] ConfigMap 'frontend-grpc-envoy' of namespace 'demo' is defined twice, got 'shop/client/LoadBalancing/ConfigMap' and 'nightly/client/LoadBalancing/ConfigMap'; rename one of them, or make an App for each cluster\n[shop/client] PodMonitor 'frontend-grpc-client' of namespace 'demo' is defined twice, got 'shop/client/PodMonitor' and 'nightly/client/PodMonitor'; rename one of them, or make an App for each cluster",
  ],
  [
    'the name of a workload is too long for the labels of its proxy',
    () => call({ metadata: { name: 'f'.repeat(64) } }, {}, { strategy: inClients() }),
    "[shop/client] the name of 'workload' must fit into a label of 63 characters, got 64: 'ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff'; shorten it",
  ],
  [
    'a connection is made twice',
    () => connections(['greeter'], ['greeter', { as: 'OTHER' }]),
    "[shop/client] the client is connected already, got port 'grpc' of 'shop/greeter'; connect once; for more connections set 'connectionsPerPod'",
  ],
  [
    'two connections set the same variables',
    () => connections(['greeter'], ['catalog', { as: 'GREETER' }]),
    "[shop/client] two connections would set 'GREETER_GRPC_TARGET', got port 'grpc' of 'shop/greeter' and port 'grpc' of 'shop/catalog'; give one of them another 'as'",
  ],
  [
    'a prefix is in lower case',
    () => connect({ as: 'greeter' }),
    "[shop/client] 'as' must be upper case letters, digits and underscores, a letter first, got 'greeter'; pass one such as 'GREETER'",
  ],
  [
    'a prefix is empty',
    () => connect({ as: '' }),
    "[shop/client] 'as' must be upper case letters, digits and underscores, a letter first, got ''; pass one such as 'GREETER'",
  ],
  [
    'a prefix is a number',
    () => connect({ as: 7 }),
    "[shop/client] 'as' must be upper case letters, digits and underscores, a letter first, got 7; pass one such as 'GREETER'",
  ],
  [
    'a port is unknown',
    () => connections(['greeter', { port: 'grpc-debug' }]),
    "[shop/client] server 'greeter' has no port of that name, got 'grpc-debug'; use one of grpc, grpc-admin",
  ],
  [
    'the local port is out of range',
    () => connect({ localPort: 0 }),
    "[shop/client] 'localPort' must be a whole number from 1 to 65535, got 0; pass one in this range",
  ],
  [
    'two connections have one local port',
    () => connections(['greeter', { localPort: 19002 }], ['catalog', { localPort: 19002 }]),
    "[shop/client] the proxy would listen twice on one port, got 19002; give the connection another 'localPort'",
  ],
  [
    'the local port is that of the statistics',
    () => connections(['greeter', { localPort: 19090 }]),
    "[shop/client] the proxy would listen twice on one port, got 19090; give the connection another 'localPort'",
  ],
  [
    'there are too many connections per pod',
    () => connect({ connectionsPerPod: 6 }),
    "[shop/client] 'connectionsPerPod' must be a whole number from 1 to 5, got 6; pass one in this range",
  ],
  [
    'there are too many attempts',
    () => connect({ retry: { maxAttempts: 6 } }),
    "[shop/client] 'retry.maxAttempts' must be a whole number from 2 to 5, got 6; pass one in this range",
  ],
  [
    'retries do not wait',
    () => connect({ retry: { initialBackoff: Duration.seconds(0) } }),
    "[shop/client] 'retry.initialBackoff' must be whole milliseconds, at least 1, got 0 s; lengthen it",
  ],
  [
    'retries wait for a number',
    () => connect({ retry: { initialBackoff: 100 } }),
    "[shop/client] 'retry.initialBackoff' must be a Duration of cdk8s, got 100; pass one such as 'Duration.seconds(30)'",
  ],
  [
    'a status code is unknown',
    () => connect({ retry: { retryableStatusCodes: ['UNAVAILABLE', 'unavailable'] } }),
    "[shop/client] 'retry.retryableStatusCodes' must be names of gRPC status codes other than OK, got 'UNAVAILABLE' and 'unavailable'; use names such as 'UNAVAILABLE', or leave 'retry' out",
  ],
  [
    'no status code is retried',
    () => connect({ retry: { retryableStatusCodes: [] } }),
    "[shop/client] 'retry.retryableStatusCodes' must be names of gRPC status codes other than OK, got []; use names such as 'UNAVAILABLE', or leave 'retry' out",
  ],
  [
    'the health service is no name',
    () => connect({ healthCheck: 'acme "Greeter"' }),
    "[shop/client] 'healthCheck' must be the name of a service, or empty, got 'acme \"Greeter\"'; pass one such as 'acme.Greeter'",
  ],
  [
    'the service config is text',
    () => connect({ serviceConfig: '{}' }),
    "[shop/client] 'serviceConfig' must be an object that JSON can hold, got '{}'; pass an object such as { maxRequestMessageBytes: 1048576 }",
  ],
  [
    'the service config holds itself',
    () => connect({ serviceConfig: circular() }),
    "[shop/client] 'serviceConfig' must be an object that JSON can hold, got what JSON cannot hold; pass an object such as { maxRequestMessageBytes: 1048576 }",
  ],
  [
    'the methods of the service config are no list',
    () => connect({ serviceConfig: { methodConfig: { timeout: '5s' } } }),
    '[shop/client] \'serviceConfig.methodConfig\' must be a list of objects, got {"timeout":"5s"}; pass one such as [{ name: [{}], timeout: \'5s\' }]',
  ],
  [
    'a method of the service config is nothing',
    () => connect({ serviceConfig: { methodConfig: [null] } }),
    "[shop/client] 'serviceConfig.methodConfig' must be a list of objects, got null; pass one such as [{ name: [{}], timeout: '5s' }]",
  ],
  [
    'the service config balances',
    () => connect({ serviceConfig: { loadBalancingConfig: [{ pick_first: {} }] } }),
    "[shop/client] 'serviceConfig' must leave 'loadBalancingConfig' to the library, got {\"pick_first\":{}}; select a strategy instead",
  ],
  [
    'the service config names a policy',
    () => connect({ serviceConfig: { loadBalancingPolicy: 'round_robin' } }),
    "[shop/client] 'serviceConfig' must leave 'loadBalancingPolicy' to the library, got 'round_robin'; select a strategy instead",
  ],
  [
    'the service config checks health',
    () => connect({ serviceConfig: { healthCheckConfig: { serviceName: 'x' } } }),
    "[shop/client] 'serviceConfig' must leave 'healthCheckConfig' to the library, got {\"serviceName\":\"x\"}; pass 'healthCheck'",
  ],
  [
    'two props say the same of methods',
    () => connect({ waitForReady: true, serviceConfig: { methodConfig: [] } }),
    "[shop/client] 'serviceConfig' and 'retry' or 'waitForReady' both say 'methodConfig', got []; use one of them",
  ],
  [
    'the container sets a variable itself',
    () => call({ pod: { container: { env: [{ name: 'GREETER_GRPC_TARGET', value: 'x' }] } } }),
    "[shop/client] container 'main' sets the variable 'GREETER_GRPC_TARGET' itself, got 'x'; remove it, or give the connection another prefix by 'as'",
  ],
];

function circular(): any {
  const value: any = {};
  return Object.assign(value, { value });
}
