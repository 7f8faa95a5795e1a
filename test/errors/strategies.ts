import { Duration, Size } from 'cdk8s';
import { GrpcTls, HealthProbe, LoadBalancing, monitoring, strategies } from '../../src';
import { call, ErrorCase, serve, serveFrom } from './case';

const { IstioAlgorithm } = strategies;
const seconds = Duration.seconds;
const encrypted = { tls: GrpcTls.byApplication(), health: { probe: HealthProbe.TCP } };
const istio = (options: any) => LoadBalancing.istio(options);
const envoy = (options: any) => LoadBalancing.envoySidecar(options);

const telemetry = monitoring.TelemetrySource.goGrpcMiddleware();
const sidecar: strategies.SidecarConfig = {
  containerName: 'proxy',
  image: 'proxy:1',
  command: ['proxy'],
  args: [],
  ports: { stats: 19090 },
  readyPort: 19090,
  readyPath: '/ready',
  configMapName: 'proxy',
  configPath: '/etc/proxy',
  user: 101,
  cpuRequest: '50m',
  memoryRequest: '64Mi',
  memoryLimit: '256Mi',
  outlive: seconds(45),
};

/** A strategy of the user's own, with mistakes in it. */
function own(server: any, client: any = {}): strategies.ILoadBalancingStrategy {
  const right = { target: 'dns:///x:1', discovery: seconds(1), departure: seconds(1), telemetry };
  return {
    strategyName: 'own',
    bindServer: () => server && { ...right, ...server },
    bindClient: () => client,
  };
}

/** The options of the strategies, and what strategies return. */
export const options: ErrorCase[] = [
  [
    'resolution has no floor',
    () => LoadBalancing.clientSide({ resolutionFloor: seconds(0) }),
    "[LoadBalancing.clientSide] 'resolutionFloor' must be whole seconds from 1 to 3600, got 0 s; pass a duration in this range",
  ],
  [
    'a mesh would have to see into TLS',
    () => serve(encrypted, { strategy: LoadBalancing.istio() }),
    "[shop/greeter] 'istio' cannot balance what the application encrypts, got GrpcTls.byApplication(); let the application speak plaintext and the mesh encrypt, or select 'client-side'",
  ],
  [
    'Istio would not balance',
    () => istio({ algorithm: 'PASSTHROUGH' }),
    "[LoadBalancing.istio] 'algorithm' is unknown, got 'PASSTHROUGH'; use ROUND_ROBIN, LEAST_REQUEST, RANDOM; PASSTHROUGH would switch balancing off",
  ],
  [
    'the API version is incomplete',
    () => istio({ apiVersion: 'v1' }),
    "[LoadBalancing.istio] 'apiVersion' is unknown, got 'v1'; use networking.istio.io/v1 or networking.istio.io/v1beta1",
  ],
  [
    'the revision is empty',
    () => istio({ revision: '' }),
    "[LoadBalancing.istio] 'revision' must be the name of a revision, got ''; use lower case letters, digits and hyphens, such as '1-30-3'",
  ],
  [
    'the revision would not be used',
    () => istio({ revision: 'canary', podInjection: false }),
    "[LoadBalancing.istio] 'revision' needs 'podInjection', got 'canary'; put the revision on the namespace, or leave podInjection on",
  ],
  [
    'warmup has no effect',
    () => istio({ algorithm: IstioAlgorithm.RANDOM, warmup: seconds(30) }),
    "[LoadBalancing.istio] 'warmup' has no effect with RANDOM, got 'RANDOM'; use ROUND_ROBIN or LEAST_REQUEST",
  ],
  [
    'warmup takes a fraction',
    () => istio({ warmup: Duration.millis(1500) }),
    "[LoadBalancing.istio] 'warmup' must be whole seconds from 1 to 3600, got 1.5 s; pass a duration in this range",
  ],
  [
    'locality has no effect',
    () => istio({ localityPriority: ['topology.kubernetes.io/zone'] }),
    "[LoadBalancing.istio] 'localityPriority' has no effect without 'outlierDetection', got 'topology.kubernetes.io/zone'; pass 'outlierDetection: {}' too, or leave it out",
  ],
  [
    'locality names nothing',
    () => istio({ localityPriority: [], outlierDetection: {} }),
    "[LoadBalancing.istio] 'localityPriority' must be keys of labels, got []; pass keys such as 'topology.kubernetes.io/zone'",
  ],
  [
    'locality names no label',
    () => istio({ localityPriority: ['the zone'], outlierDetection: {} }),
    "[LoadBalancing.istio] 'localityPriority' must be keys of labels, got 'the zone'; pass keys such as 'topology.kubernetes.io/zone'",
  ],
  [
    'a limit is negative',
    () => istio({ connectionPool: { maxRequests: -1 } }),
    "[LoadBalancing.istio] 'connectionPool.maxRequests' must be a whole number from 0 to 2147483647, got -1; pass one in this range",
  ],
  [
    'a limit of time is a number',
    () => istio({ connectionPool: { connectTimeout: 10 } }),
    "[LoadBalancing.istio] 'connectionPool.connectTimeout' must be a Duration of cdk8s, got 10; pass one such as 'Duration.seconds(30)'",
  ],
  [
    'failures are a fraction',
    () => istio({ outlierDetection: { consecutiveServerErrors: 0.5 } }),
    "[LoadBalancing.istio] 'outlierDetection.consecutiveServerErrors' must be a whole number from 0 to 1000, got 0.5; pass one in this range",
  ],
  [
    'more than all are left out',
    () => istio({ outlierDetection: { maxEjectionPercent: 101 } }),
    "[LoadBalancing.istio] 'outlierDetection.maxEjectionPercent' must be a whole number from 0 to 100, got 101; pass one in this range",
  ],
  [
    'Linkerd takes the port for opaque TCP',
    () => serve({ port: 9300 }, { strategy: LoadBalancing.linkerd() }),
    "[shop/greeter] port 'grpc' is one that Linkerd takes for opaque TCP and does not balance, got 9300; use another port, or pass the cluster's own list as 'opaquePorts' to LoadBalancing.linkerd",
  ],
  [
    'a list of opaque ports has text',
    () => LoadBalancing.linkerd({ opaquePorts: ['25' as any] }),
    "[LoadBalancing.linkerd] 'opaquePorts[0]' must be a whole number from 1 to 65535, got '25'; pass it without quotes",
  ],
  [
    'the placement is unknown',
    () => envoy({ placement: 'node' }),
    "[LoadBalancing.envoySidecar] 'placement' is unknown, got 'node'; use server-pod or client-pod",
  ],
  [
    'the algorithm is unknown',
    () => envoy({ algorithm: 'LEAST_CONN' }),
    "[LoadBalancing.envoySidecar] 'algorithm' is unknown, got 'LEAST_CONN'; use ROUND_ROBIN or LEAST_REQUEST",
  ],
  [
    'the image has no tag',
    () => envoy({ image: 'docker.io/envoyproxy/envoy' }),
    "[LoadBalancing.envoySidecar] 'image' must be pinned, got 'docker.io/envoyproxy/envoy'; add an exact tag or a digest",
  ],
  [
    'the image is the latest',
    () => envoy({ image: 'docker.io/envoyproxy/envoy:latest' }),
    "[LoadBalancing.envoySidecar] 'image' must be pinned, got 'docker.io/envoyproxy/envoy:latest'; add an exact tag or a digest",
  ],
  [
    'the image has no shell',
    () => envoy({ image: 'docker.io/envoyproxy/envoy:distroless-v1.40.0' }),
    "[LoadBalancing.envoySidecar] 'image' has no shell for the drain, so that every rollout would fail requests, got 'docker.io/envoyproxy/envoy:distroless-v1.40.0'; use an image with bash, or set 'maxConnectionDuration', which needs none",
  ],
  [
    'the image has no shell to sleep with',
    () =>
      serve(
        {},
        {
          strategy: envoy({ image: 'envoyproxy/envoy:distroless-v1.40.0', maxConnectionDuration: seconds(10) }),
          cluster: { kubernetesVersion: '1.28' },
        },
      ),
    "[shop/greeter] Envoy would end before the application on Kubernetes 1.28, got 'envoyproxy/envoy:distroless-v1.40.0'; use an image with bash; from Kubernetes 1.29 the cluster keeps the order",
  ],
  [
    'DNS is asked without pause',
    () => envoy({ dnsRefresh: seconds(0) }),
    "[LoadBalancing.envoySidecar] 'dnsRefresh' must be whole seconds from 1 to 300, got 0 s; pass a duration in this range",
  ],
  [
    'there is no worker',
    () => envoy({ concurrency: 0 }),
    "[LoadBalancing.envoySidecar] 'concurrency' must be a whole number from 1 to 256, got 0; pass one in this range",
  ],
  [
    'errors are text',
    () => envoy({ consecutiveServerErrors: '5' }),
    "[LoadBalancing.envoySidecar] 'consecutiveServerErrors' must be a whole number from 0 to 1000, got '5'; pass it without quotes",
  ],
  [
    'CPU is requested in cores',
    () => envoy({ cpuRequestMillis: 0.5 }),
    "[LoadBalancing.envoySidecar] 'cpuRequestMillis' must be a whole number from 1 to 1000000, got 0.5; pass one in this range",
  ],
  [
    'a connection lasts too long for the drain',
    () => serve({}, { strategy: envoy({ maxConnectionDuration: seconds(60) }) }),
    "[shop/greeter] 'preStop' must be at least 75 s (maxConnectionDuration 60 s, longestRequest 10 s, margin 5 s), got 35 s; lengthen it, or shorten 'maxConnectionDuration'",
  ],
  [
    'a hook of the container takes the place of the drain of Envoy',
    () => serveFrom({}, { preStop: seconds(0) }, { strategy: envoy({}) }),
    "[shop/greeter] 'preStop' must not be 0 with Envoy in the server's pods, whose callers leave in this time, got 0 s; leave it out, and remove the container's own hook: what it does belongs after SIGTERM",
  ],
  [
    'Envoy has too few ports for those of a server',
    () => {
      const additionalPorts = Array.from({ length: 89 }, (_, index) => ({ name: `grpc-${index}`, port: 1000 + index }));
      serve({ additionalPorts }, { strategy: envoy({}) });
    },
    "[shop/greeter] a server behind Envoy has at most 89 gRPC ports, got 90; remove some, or put Envoy into the client's pods",
  ],
  [
    "a server wants a port of Istio's proxy",
    () => serve({ port: 15021 }, { strategy: LoadBalancing.istio() }),
    "[shop/greeter] port 'grpc' is one of the proxy that 'istio' puts into the pods, got 15021; use none of 15000, 15001, 15002, 15004, 15006, 15008, 15009, 15020, 15021, 15053, 15090",
  ],
  [
    "a server wants a port of Linkerd's proxy",
    () => serve({ additionalPorts: [{ name: 'grpc-admin', port: 4191 }] }, { strategy: LoadBalancing.linkerd() }),
    "[shop/greeter] port 'grpc-admin' is one of the proxy that 'linkerd' puts into the pods, got 4191; use none of 4140, 4143, 4190, 4191",
  ],
  [
    'memory is a number',
    () => envoy({ memoryLimit: 256 }),
    "[LoadBalancing.envoySidecar] 'memoryLimit' must be a Size of whole mebibytes, got 256; pass one such as 'Size.mebibytes(128)'",
  ],
  [
    'memory is not whole mebibytes',
    () => envoy({ memoryRequest: Size.kibibytes(100) }),
    "[LoadBalancing.envoySidecar] 'memoryRequest' must be a Size of whole mebibytes, got 100 KiB; pass one such as 'Size.mebibytes(128)'",
  ],
  [
    'more memory is requested than allowed',
    () => envoy({ memoryRequest: Size.gibibytes(1) }),
    "[LoadBalancing.envoySidecar] 'memoryRequest' must not be above 'memoryLimit', got 1024Mi and 256Mi; lower the one or raise the other",
  ],
  [
    'a strategy of the user returns nothing',
    () => serve({}, { strategy: own(undefined) }),
    "[shop/greeter] 'own.target' must be the target of a channel, got undefined; return one such as 'dns:///greeter.demo.svc.cluster.local:50051'",
  ],
  [
    'an own strategy leads a port to its proxy that the server does not have',
    () => serve({}, { strategy: own({ proxyPorts: { admin: 19001 } }) }),
    "[shop/greeter] 'own.proxyPorts' names no port of the server, got 'admin'; use grpc",
  ],
  [
    'labels of an own strategy are text',
    () => serve({}, { strategy: own({ podLabels: 'abc' }) }),
    "[shop/greeter] 'own.podLabels' must be an object, got 'abc'; put its options in curly brackets",
  ],
  [
    'a label of an own strategy is a number',
    () => serve({}, { strategy: own({ podLabels: { a: 1 } }) }),
    "[shop/greeter] 'own.podLabels' has a bad value for 'a', got 1; put it in quotes",
  ],
  [
    'an own strategy leads a port nowhere',
    () => serve({}, { strategy: own({ clusterIpService: true, proxyPorts: { grpc: 99999999 } }) }),
    "[shop/greeter] 'own.proxyPorts.grpc' must be a whole number from 1 to 65535, got 99999999; pass one in this range",
  ],
  [
    'an own strategy leads a port to its proxy by no Service',
    () => serve({}, { strategy: own({ proxyPorts: { grpc: 19001 } }) }),
    "[shop/greeter] 'own.proxyPorts' has no effect without 'clusterIpService', got {\"grpc\":19001}; return 'clusterIpService: true' too",
  ],
  [
    'an own strategy annotates no Service',
    () => serve({}, { strategy: own({ serviceAnnotations: { a: 'b' } }) }),
    "[shop/greeter] 'own.serviceAnnotations' has no effect without 'clusterIpService', got {\"a\":\"b\"}; return 'clusterIpService: true' too",
  ],
  [
    'an own strategy counts nothing',
    () => serve({}, { strategy: own({ telemetry: undefined }) }),
    "[shop/greeter] 'own.telemetry' must be a TelemetrySource, got undefined; return one such as TelemetrySource.goGrpcMiddleware()",
  ],
  [
    'a flag of an own strategy is text',
    () => serve({}, { strategy: own({ needsConnectionAge: 'no' }) }),
    "[shop/greeter] 'own.needsConnectionAge' must be true or false, got 'no'; pass one of them, without quotes",
  ],
  [
    'the proxy of an own strategy is empty',
    () => serve({}, { strategy: own({ sidecar: {} }) }),
    "[shop/greeter] 'own.sidecar.containerName' must be a DNS-1035 label, got undefined; use lower case letters, digits and hyphens, begin with a letter and end with a letter or digit",
  ],
  [
    'the proxy of an own strategy is asked for readiness nowhere',
    () => serve({}, { strategy: own({ sidecar: { ...sidecar, readyPath: 'ready' } }) }),
    "[shop/greeter] 'own.sidecar.readyPath' must begin with '/', got 'ready'; return one such as '/ready'",
  ],
  [
    'the proxy of an own strategy gets no CPU',
    () => serve({}, { strategy: own({ sidecar: { ...sidecar, cpuRequest: 50 * 2 } }) }),
    "[shop/greeter] 'own.sidecar.cpuRequest' must be an amount, got 100; return one such as '50m' or '64Mi'",
  ],
  [
    'the proxy of an own strategy listens on no list of ports',
    () => serve({}, { strategy: own({ sidecar: { ...sidecar, reservedPorts: 19091 } }) }),
    "[shop/greeter] 'own.sidecar.reservedPorts' must be a list, got 19091; put it in square brackets",
  ],
  [
    'an own strategy has metrics without a port',
    () => serve({}, { strategy: own({ metrics: {} }) }),
    "[shop/greeter] 'own.metrics.portName' must be the name of a container port, got undefined; return one such as 'metrics'",
  ],
  [
    'an own strategy returns nothing for a client',
    () => call({}, {}, { strategy: own({}, null) }),
    "[shop/client] 'own.bindClient()' must be an object, got null; put its options in curly brackets",
  ],
  [
    'metrics of an own strategy are nowhere',
    () =>
      call(
        {},
        {},
        {
          strategy: own(
            {},
            { channels: [{ target: 'dns:///x:1' }], metrics: { portName: 'stats', port: 1, path: 'stats' } },
          ),
        },
      ),
    "[shop/client] 'own.metrics.path' must begin with '/', got 'stats'; return one such as '/metrics'",
  ],
  [
    'an own strategy has no list of channels',
    () => call({}, {}, { strategy: own({}, { channels: 'dns:///x:1' }) }),
    "[shop/client] 'own.channels' must be a list, got 'dns:///x:1'; put it in square brackets",
  ],
  [
    'a channel of an own strategy is its target',
    () => call({}, {}, { strategy: own({}, { channels: ['dns:///x:1'] }) }),
    "[shop/client] 'own.channels[0]' must be an object, got 'dns:///x:1'; put its options in curly brackets",
  ],
  [
    'a time of an own strategy is a number',
    () => call({}, {}, { strategy: own({}, { channels: [{ target: 'dns:///x:1', resolutionFloor: 5 }] }) }),
    "[shop/client] 'own.resolutionFloor' must be a Duration of cdk8s, got 5; pass one such as 'Duration.seconds(30)'",
  ],
  [
    'a strategy of the user returns no duration',
    () => serve({}, { strategy: own({ discovery: undefined }) }),
    "[shop/greeter] 'own.discovery' must be a Duration of cdk8s, got undefined; pass one such as 'Duration.seconds(30)'",
  ],
  [
    'a strategy of the user forgets a connection',
    () => call({}, {}, { strategy: own({}) }),
    "[shop/client] 'own' must return one channel per connection, got 0 for 1; map 'connections' to 'channels'",
  ],
  [
    'a strategy of the user returns no target',
    () => call({}, {}, { strategy: own({}, { channels: [{}] }) }),
    "[shop/client] 'own.target' must be the target of a channel, got undefined; return one such as 'dns:///greeter.demo.svc.cluster.local:50051'",
  ],
  [
    'a strategy of the user returns no JSON',
    () =>
      call({}, {}, { strategy: own({}, { channels: [{ target: 'dns:///x:1', loadBalancingConfig: 'round_robin' }] }) }),
    "[shop/client] 'own.loadBalancingConfig' must be a JSON list of policies, got 'round_robin'; return one such as '[{\"round_robin\":{}}]'",
  ],
];
