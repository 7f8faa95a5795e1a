/** What the example and the bigger app must come out as: written by hand from the design and from what engines do, not from the code. */

/** A server as its chart describes it. */
export interface ExpectedServer {
  readonly name: string;
  readonly kind: 'Deployment' | 'StatefulSet';
  /** Labels by which its pods are found. */
  readonly selector: { [key: string]: string };
  readonly ports: { name: string; port: number }[];
  readonly metricsPort?: number;
  /** Seconds. */
  readonly longestRequest: number;
  readonly unboundedStreams?: boolean;
  readonly healthService?: string;
  readonly alwaysClusterIp?: boolean;
  readonly labels?: { [key: string]: string };
  readonly annotations?: { [key: string]: string };
  readonly podAnnotations?: { [key: string]: string };
  /** Only of a Deployment that the library makes. */
  readonly made?: ExpectedDeployment;
}

export interface ExpectedDeployment {
  readonly image: string;
  /** Undefined where an autoscaler decides. */
  readonly replicas?: number;
  readonly autoscaling?: { min: number; max: number };
  readonly user?: number;
  readonly serviceAccountName?: string;
  readonly imagePullSecrets?: { name: string }[];
}

export interface ExpectedConnection {
  readonly prefix: string;
  readonly server: string;
  readonly namespace: string;
  readonly portName: string;
  readonly port: number;
  /** Where an Envoy beside the client listens. */
  readonly localPort: number;
  readonly channels: number;
  /** Whether the server is known to permit pings. */
  readonly pings: boolean;
  readonly waitForReady?: boolean;
  readonly attempts?: number;
  readonly healthCheck?: string;
}

export interface ExpectedClient {
  readonly kind: 'Deployment';
  readonly name: string;
  readonly connections: ExpectedConnection[];
}

export interface ExpectedApp {
  readonly namespace: string;
  readonly servers: ExpectedServer[];
  readonly clients: ExpectedClient[];
}

/** A column of the table of strategies, with the figures that follow from it. */
export interface ExpectedStrategy {
  readonly clusterIp: boolean;
  /** What callers dial. */
  readonly dials: 'headless' | 'cluster-ip' | 'loopback';
  /** Whether the client's channel spreads the requests. */
  readonly channelBalances: boolean;
  /** Whether a proxy repeats failed requests, so that the channel must not. */
  readonly proxyRetries: boolean;
  readonly envoyIn?: 'server' | 'client';
  readonly destinationRule: boolean;
  /** Milliseconds, where clients find new pods only when a connection ends. */
  readonly connectionAge?: number;
  /** Seconds for which callers go on sending to a pod that leaves. */
  readonly preStop: number;
  /** Seconds until a new pod gets its share. */
  readonly convergence: number;
  /** How a mesh's proxy that is an ordinary container is told for how many seconds it must stay. */
  readonly drainAnnotations?: (seconds: number) => { [key: string]: any };
  readonly podLabels: { [key: string]: string };
  readonly podAnnotations: { [key: string]: any };
}

const PLAIN = {
  proxyRetries: false,
  destinationRule: false,
  channelBalances: false,
  podLabels: {},
  podAnnotations: {},
};

export const STRATEGIES: { readonly [variant: string]: ExpectedStrategy } = {
  'client-side': {
    ...PLAIN,
    clusterIp: false,
    dials: 'headless',
    channelBalances: true,
    connectionAge: 300_000,
    // gRPC resolves at most every 30 s, and an answer is up to 5 s old.
    preStop: 35,
    // 1.1 * 300 s of age and its jitter, 30 s between two resolutions, 30 s of DNS.
    convergence: 390,
  },
  istio: {
    ...PLAIN,
    clusterIp: true,
    dials: 'cluster-ip',
    proxyRetries: true,
    destinationRule: true,
    preStop: 10,
    convergence: 10,
    drainAnnotations: (seconds) => ({
      'proxy.istio.io/config': { holdApplicationUntilProxyStarts: true, terminationDrainDuration: `${seconds}s` },
    }),
    podLabels: { 'sidecar.istio.io/inject': 'true' },
    podAnnotations: { 'proxy.istio.io/config': { holdApplicationUntilProxyStarts: true } },
  },
  linkerd: {
    ...PLAIN,
    clusterIp: true,
    dials: 'cluster-ip',
    preStop: 10,
    convergence: 10,
    drainAnnotations: (seconds) => ({ 'config.alpha.linkerd.io/proxy-wait-before-exit-seconds': `${seconds}` }),
    podAnnotations: { 'linkerd.io/inject': 'enabled', 'config.linkerd.io/proxy-await': 'enabled' },
  },
  // DNS may be 30 s old, and Envoy asks every 5 s.
  'envoy-sidecar-server-pod': {
    ...PLAIN,
    clusterIp: true,
    dials: 'cluster-ip',
    envoyIn: 'server',
    preStop: 35,
    convergence: 35,
  },
  'envoy-sidecar-client-pod': {
    ...PLAIN,
    clusterIp: false,
    dials: 'loopback',
    envoyIn: 'client',
    preStop: 35,
    convergence: 35,
  },
};

const GRPC = { portName: 'grpc', port: 50051, localPort: 19001, channels: 1, pings: true };

export const EXPECTED_GREETER: ExpectedApp = {
  namespace: 'demo',
  servers: [
    {
      name: 'grpc-server',
      kind: 'Deployment',
      selector: { 'app.kubernetes.io/name': 'grpc-server' },
      ports: [{ name: 'grpc', port: 50051 }],
      metricsPort: 9090,
      longestRequest: 10,
      made: { image: 'ghcr.io/acme/greeter:1.4.2', replicas: 5 },
    },
  ],
  clients: [
    {
      kind: 'Deployment',
      name: 'frontend',
      connections: [{ ...GRPC, prefix: 'GRPC_SERVER', server: 'grpc-server', namespace: 'demo' }],
    },
  ],
};

const CATALOG = { server: 'catalog', namespace: 'shop' };

export const EXPECTED_EVERYTHING: ExpectedApp = {
  namespace: 'shop',
  servers: [
    {
      name: 'catalog',
      kind: 'Deployment',
      selector: { 'app.kubernetes.io/name': 'catalog' },
      ports: [
        { name: 'grpc', port: 50051 },
        { name: 'grpc-admin', port: 50052 },
      ],
      metricsPort: 9090,
      longestRequest: 20,
      healthService: 'acme.Catalog',
      alwaysClusterIp: true,
      labels: { team: 'storefront' },
      annotations: { 'acme.example/owner': 'storefront' },
      podAnnotations: { 'acme.example/profile': 'cpu' },
      made: {
        image: 'ghcr.io/acme/catalog:2.3.0',
        autoscaling: { min: 3, max: 12 },
        user: 10001,
        serviceAccountName: 'catalog',
        imagePullSecrets: [{ name: 'registry' }],
      },
    },
    {
      name: 'orders',
      kind: 'Deployment',
      selector: { 'app.kubernetes.io/name': 'orders' },
      ports: [{ name: 'grpc', port: 8443 }],
      longestRequest: 10,
      unboundedStreams: true,
      made: { image: 'ghcr.io/acme/orders:7.0.1', replicas: 1 },
    },
    {
      name: 'ledger',
      kind: 'StatefulSet',
      selector: { app: 'ledger' },
      ports: [{ name: 'grpc', port: 50051 }],
      longestRequest: 10,
    },
  ],
  clients: [
    {
      kind: 'Deployment',
      name: 'web',
      // In the order of the variables, which is that of the local ports.
      connections: [
        { ...GRPC, ...CATALOG, prefix: 'CATALOG', waitForReady: true, attempts: 4, healthCheck: 'acme.Catalog' },
        {
          ...CATALOG,
          prefix: 'CATALOG_ADMIN',
          portName: 'grpc-admin',
          port: 50052,
          localPort: 21000,
          channels: 2,
          pings: true,
        },
        { ...GRPC, prefix: 'PAY', server: 'payments', namespace: 'billing', localPort: 19003, pings: false },
      ],
    },
    {
      kind: 'Deployment',
      name: 'orders',
      connections: [
        { ...GRPC, ...CATALOG, prefix: 'CATALOG' },
        { ...GRPC, prefix: 'LEDGER', server: 'ledger', namespace: 'shop', localPort: 19002 },
      ],
    },
  ],
};
