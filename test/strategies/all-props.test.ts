/** Every option of a strategy, and everything that a strategy can return, does something; see ../all-props.test.ts. */
import { Duration, Size } from 'cdk8s';
import { LoadBalancing, monitoring, strategies } from '../../src';
import { everyProp, outcome, scene } from '../support/every-prop';

const { EnvoyAlgorithm, EnvoyPlacement, IstioAlgorithm, IstioApiVersion } = strategies;
const seconds = Duration.seconds;

describe('ClientSideOptions', () => {
  test.each(
    everyProp<strategies.ClientSideOptions>({ resolutionFloor: seconds(5) }, (options) =>
      scene({ strategy: LoadBalancing.clientSide(options) }),
    ),
  )('%s', (_prop, hasEffect) => expect(hasEffect()).toBe(true));
});

describe('IstioOptions', () => {
  test.each(
    everyProp<strategies.IstioOptions>(
      {
        algorithm: IstioAlgorithm.LEAST_REQUEST,
        apiVersion: IstioApiVersion.V1BETA1,
        h2Upgrade: true,
        podInjection: false,
        revision: 'canary',
        holdApplicationUntilProxyStarts: false,
        coverDrain: false,
        connectionPool: { maxRequests: 10 },
        outlierDetection: {},
        warmup: seconds(30),
        localityPriority: ['topology.kubernetes.io/zone'],
      },
      (options) => scene({ strategy: LoadBalancing.istio(options) }),
      { localityPriority: { outlierDetection: {} } },
    ),
  )('%s', (_prop, hasEffect) => expect(hasEffect()).toBe(true));
});

describe('IstioConnectionPool', () => {
  test.each(
    everyProp<strategies.IstioConnectionPool>(
      {
        maxRequests: 9,
        maxRequestsPerConnection: 9,
        maxRetries: 9,
        connectTimeout: seconds(9),
        idleTimeout: seconds(9),
      },
      (connectionPool) => scene({ strategy: LoadBalancing.istio({ connectionPool }) }),
    ),
  )('%s', (_prop, hasEffect) => expect(hasEffect()).toBe(true));
});

describe('IstioOutlierDetection', () => {
  test.each(
    everyProp<strategies.IstioOutlierDetection>(
      {
        consecutiveLocalOriginFailures: 9,
        consecutiveServerErrors: 9,
        interval: seconds(9),
        baseEjectionTime: seconds(9),
        maxEjectionPercent: 9,
      },
      (outlierDetection) => scene({ strategy: LoadBalancing.istio({ outlierDetection }) }),
    ),
  )('%s', (_prop, hasEffect) => expect(hasEffect()).toBe(true));
});

describe('LinkerdOptions', () => {
  test.each(
    everyProp<strategies.LinkerdOptions>(
      { podInjection: false, awaitProxy: false, coverDrain: false, opaquePorts: [25] },
      ({ port, ...options }) => scene({ strategy: LoadBalancing.linkerd(options), server: { port } }),
      { opaquePorts: { port: 9300 } },
    ),
  )('%s', (_prop, hasEffect) => expect(hasEffect()).toBe(true));
});

describe('EnvoySidecarOptions', () => {
  test.each(
    everyProp<strategies.EnvoySidecarOptions>(
      {
        placement: EnvoyPlacement.CLIENT_POD,
        image: 'envoyproxy/envoy:v1.38.3',
        algorithm: EnvoyAlgorithm.LEAST_REQUEST,
        dnsRefresh: seconds(9),
        concurrency: 9,
        maxConnectionDuration: seconds(9),
        consecutiveServerErrors: 9,
        cpuRequestMillis: 9,
        memoryRequest: Size.mebibytes(99),
        memoryLimit: Size.mebibytes(999),
      },
      (options) => scene({ strategy: LoadBalancing.envoySidecar(options) }),
    ),
  )('%s', (_prop, hasEffect) => expect(hasEffect()).toBe(true));
});

const sidecar: Required<strategies.SidecarConfig> = {
  containerName: 'proxy',
  image: 'proxy:1',
  command: ['proxy'],
  args: ['--verbose'],
  ports: { stats: 19090 },
  reservedPorts: [19091],
  readyPort: 19090,
  readyPath: '/ready',
  configMapName: 'proxy',
  configPath: '/etc/proxy',
  user: 101,
  cpuRequest: '50m',
  memoryRequest: '64Mi',
  memoryLimit: '256Mi',
  drainCommand: 'drain',
  outlive: seconds(15),
};

const proxyDrain: strategies.ProxyDrain = { time: seconds(99), annotation: 'drain' };

/** A strategy that returns what it is given. */
function own(server: any, client: any = {}, channel: any = {}): strategies.ILoadBalancingStrategy {
  const telemetry = monitoring.TelemetrySource.goGrpcMiddleware();
  const target = 'dns:///greeter:50051';
  return {
    strategyName: 'own',
    bindServer: () => ({ target, discovery: seconds(5), departure: seconds(5), telemetry, ...server }),
    bindClient: () => ({ channels: [{ target, ...channel }], ...client }),
  };
}

describe('LoadBalancingServerConfig', () => {
  // What leaves a port out of the proxy's hands is an error.
  const podAnnotations = { skip: '50051' };
  test.each(
    everyProp<strategies.LoadBalancingServerConfig>(
      {
        target: 'dns:///other:1',
        clusterIpService: true,
        proxyPorts: { grpc: 19001 },
        serviceAnnotations: { balanced: 'yes' },
        podLabels: { inject: 'yes' },
        podAnnotations: { inject: 'yes' },
        sidecar,
        proxyDrain,
        needsConnectionAge: true,
        discovery: seconds(1999),
        departure: seconds(99),
        portExclusions: ['skip'],
        telemetry: monitoring.TelemetrySource.istio(),
        evenShares: false,
        metrics: { portName: 'stats', port: 19090, path: '/stats' },
      },
      (config) => outcome(() => scene({ strategy: own(config), server: { podAnnotations } })),
      { proxyPorts: { clusterIpService: true }, serviceAnnotations: { clusterIpService: true } },
    ),
  )('%s', (_prop, hasEffect) => expect(hasEffect()).toBe(true));
});

describe('LoadBalancingClientConfig', () => {
  test.each(
    everyProp<strategies.LoadBalancingClientConfig>(
      {
        channels: [{ target: 'dns:///other:1' }],
        podLabels: { inject: 'yes' },
        podAnnotations: { inject: 'yes' },
        sidecar,
        proxyDrain,
        portExclusions: ['skip'],
        metrics: { portName: 'stats', port: 19090, path: '/stats' },
      },
      (config) => outcome(() => scene({ strategy: own({}, config) })),
      { portExclusions: { podAnnotations: { skip: '50051' } } },
    ),
  )('%s', (_prop, hasEffect) => expect(hasEffect()).toBe(true));
});

describe('ProxyDrain', () => {
  test.each(
    everyProp<strategies.ProxyDrain>({ time: seconds(9), annotation: 'other', field: 'other' }, (changed) =>
      scene({ strategy: own({ proxyDrain: { ...proxyDrain, ...changed } }) }),
    ),
  )('%s', (_prop, hasEffect) => expect(hasEffect()).toBe(true));
});

describe('ChannelConfig', () => {
  test.each(
    everyProp<strategies.ChannelConfig>(
      {
        target: 'dns:///other:1',
        loadBalancingConfig: '[{"round_robin":{}}]',
        resolutionFloor: seconds(5),
        retriedByProxy: true,
      },
      (channel) => scene({ strategy: own({}, {}, channel), connection: { retry: {} } }),
    ),
  )('%s', (_prop, hasEffect) => expect(hasEffect()).toBe(true));
});

describe('SidecarConfig', () => {
  const { reservedPorts, ...shown } = sidecar;
  const cluster = { kubernetesVersion: '1.28' };
  const render = (changed: any, server = {}) =>
    scene({ strategy: own({ sidecar: { ...sidecar, ...changed } }), select: { cluster }, server });
  test.each(
    everyProp<any>(
      {
        ...Object.fromEntries(Object.entries(shown).map(([prop, value]) => [prop, other(value)])),
        outlive: seconds(20),
        cpuRequest: '51m',
        memoryRequest: '65Mi',
        memoryLimit: '257Mi',
      },
      render,
      { outlive: { drainCommand: undefined } },
    ),
  )('%s', (_prop, hasEffect) => expect(hasEffect()).toBe(true));

  test('reservedPorts', () => {
    expect(() => render({}, { metricsPort: reservedPorts[0] })).toThrow("declares a port of the proxy 'proxy'");
    expect(() => render({ reservedPorts: [] }, { metricsPort: reservedPorts[0] })).not.toThrow();
  });
});

function other(value: any): any {
  if (typeof value === 'number') return value + 1;
  if (typeof value === 'string') return `${value}0`;
  return Array.isArray(value) ? [...value, 'more'] : { other: 19099 };
}
