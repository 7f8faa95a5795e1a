/** Every prop and option in its valid range; the types make a new prop a compile error here. */
import { Duration, Size } from 'cdk8s';
import { ContainerResources, Cpu } from 'cdk8s-plus-27';
import * as fc from 'fast-check';
import {
  AutoscalingOptions,
  ConnectOptions,
  GrpcPort,
  GrpcServerAttributes,
  GrpcServerOptions,
  GrpcServerProps,
  GrpcTls,
  HealthOptions,
  HealthProbe,
  RetryPolicy,
} from '../../../src';
import { monitoringOptions } from './monitoring';
import { annotations, labels, oneOf, Props, seconds, some } from './parts';

/** Ports of applications, away from Envoy's, from those that proxies keep opaque, and from `localPort`. */
const appPort = fc
  .oneof(fc.integer({ min: 1, max: 65535 }), oneOf(443, 8080, 9000, 50051, 50052))
  .filter((port) => !isTaken(port));
function isTaken(port: number): boolean {
  return (port >= 19000 && port < 22000) || [25, 587, 3306, 4444, 5432, 6379, 9300, 11211].includes(port);
}
const portName = fc.stringMatching(/^grpc-[a-z0-9]{1,10}$/);
const serviceName = oneOf('acme.Greeter', 'a', 'acme.v1.Catalog/x');

const tail = fc.stringMatching(/^[a-z0-9-]{0,50}[a-z0-9]$/);
/** Names of servers, unlike those of any other position; up to 54 characters, since `-headless` is appended. */
export const nameAt = (position: number) => tail.map((rest) => `s${position}-${rest}`.slice(0, 54).replace(/-+$/, ''));

const health: Props<HealthOptions> = {
  probe: oneOf(HealthProbe.GRPC, HealthProbe.TCP),
  port: appPort,
  service: serviceName,
  startupTime: seconds(2, 3600),
};

/** All callers have left after 120 s at most, whatever the strategy, so that these are valid under all of them. */
const options: Props<GrpcServerOptions> = {
  name: nameAt(0), // replaced, as names must differ
  port: appPort,
  additionalPorts: fc.array(fc.record<GrpcPort>({ name: portName, port: appPort }), { maxLength: 3 }),
  metricsPort: appPort,
  metricsPath: oneOf('/metrics', '/actuator/prometheus'),
  monitoring: monitoringOptions,
  longestRequest: seconds(1, 600),
  unboundedStreams: fc.boolean(),
  maxConnectionAge: seconds(1, 86400),
  keepaliveTime: seconds(10, 7200),
  keepaliveTimeout: seconds(1, 600),
  health: some(health),
  preStop: seconds(130, 900),
  terminationGracePeriod: seconds(1600, 86400),
  clusterIpService: fc.boolean(),
  tls: oneOf(GrpcTls.plaintext(), GrpcTls.byApplication()),
  labels,
  annotations,
  podAnnotations: annotations,
};

const autoscaling: Props<AutoscalingOptions> = {
  minReplicas: fc.integer({ min: 1, max: 20 }),
  maxReplicas: fc.integer({ min: 20, max: 10000 }),
  cpuUtilization: fc.integer({ min: 1, max: 1000 }),
  scaleUpStabilization: seconds(0, 3600),
};

const props: Props<GrpcServerProps> = {
  ...options,
  image: oneOf('ghcr.io/acme/greeter:1.4.2', 'a', `registry:5000/x@sha256:${'a'.repeat(64)}`),
  replicas: fc.integer({ min: 0, max: 10000 }),
  externalAutoscaler: fc.boolean(),
  autoscaling: fc.record(autoscaling, { requiredKeys: ['maxReplicas'] }) as fc.Arbitrary<AutoscalingOptions>,
  resources: oneOf<ContainerResources>(
    {},
    { cpu: { request: Cpu.millis(1), limit: Cpu.units(2) } },
    { memory: { request: Size.mebibytes(1), limit: Size.gibibytes(1) } },
  ),
  user: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
  readOnlyRootFilesystem: fc.boolean(),
  minReady: seconds(1, 3600),
  topologySpread: fc.boolean(),
  disruptionBudget: fc.boolean(),
  serviceAccountName: oneOf('greeter', 'a'),
  imagePullSecrets: fc.uniqueArray(oneOf('registry', 'other'), { maxLength: 2 }),
};

/** Props of the server at a position of the app. */
export function serverProps(position: number, tls: boolean): fc.Arbitrary<GrpcServerProps> {
  return fc
    .record({ ...props, name: nameAt(position) }, { requiredKeys: ['image'] })
    .map((value) => consistent(value as GrpcServerProps, tls));
}

/** Options of a server that an existing workload runs. */
export function serverOptions(position: number, tls: boolean): fc.Arbitrary<GrpcServerOptions> {
  const probe = oneOf(HealthProbe.GRPC, HealthProbe.TCP, HealthProbe.NONE);
  return some<GrpcServerOptions>({ ...options, name: nameAt(position), health: some({ ...health, probe }) }).map(
    (value) => consistent(value, tls),
  );
}

/** Takes away what contradicts something else. */
function consistent<T extends GrpcServerOptions & { autoscaling?: unknown; replicas?: number }>(
  given: T,
  tls: boolean,
): T {
  const result: any = { ...given };
  // The number of pods is decided in one place.
  if (result.autoscaling || result.externalAutoscaler) delete result.replicas;
  if (result.externalAutoscaler) delete result.autoscaling;
  // The autoscaler aims at a part of what is requested.
  if (result.autoscaling && !result.resources?.cpu) delete result.resources;
  if (!tls) delete result.tls;
  // The kubelet's gRPC probes cannot speak TLS.
  if (result.tls?.encryptedByApplication) result.health = { ...result.health, probe: HealthProbe.TCP };
  // Only the health service knows services.
  if (result.health?.probe === HealthProbe.TCP) delete result.health.service;
  // Probes of its own ask what they ask.
  if (result.health?.probe === HealthProbe.NONE) result.health = { probe: HealthProbe.NONE };
  const used = new Set([result.port ?? 50051]);
  const isFree = (port: number) => !used.has(port) && used.add(port);
  const named = new Set<string>();
  result.additionalPorts &&= result.additionalPorts.filter(
    ({ name, port }: GrpcPort) => !named.has(name) && named.add(name) && isFree(port),
  );
  if (result.metricsPort !== undefined && !isFree(result.metricsPort)) delete result.metricsPort;
  if (result.metricsPort === undefined) delete result.metricsPath;
  return result;
}

const attributes: Props<GrpcServerAttributes> = {
  name: fc.constant('imported'),
  namespace: oneOf('billing', 'demo', '3d'),
  port: appPort,
  additionalPorts: fc.constant([{ name: 'grpc-admin', port: 50099 }]),
  serviceName: oneOf('imported-v2', 'x'),
  headlessServiceName: oneOf('imported-pods', 'y'),
  keepaliveTime: seconds(10, 7200),
  keepaliveTimeout: seconds(1, 600),
  longestRequest: seconds(1, 600),
  tls: fc.constant(GrpcTls.plaintext()),
};

/** A server of another repository. */
export const importedServer = fc
  .record(attributes, { requiredKeys: ['name', 'namespace'] })
  .filter(({ port }) => port !== 50099)
  // The one has no effect without the other.
  .map(({ keepaliveTimeout, ...rest }) => ({
    ...rest,
    ...(rest.keepaliveTime && { keepaliveTimeout }),
  })) as fc.Arbitrary<GrpcServerAttributes>;

const retry: Props<RetryPolicy> = {
  maxAttempts: fc.integer({ min: 2, max: 5 }),
  retryableStatusCodes: fc.uniqueArray(oneOf('UNAVAILABLE', 'ABORTED', 'RESOURCE_EXHAUSTED'), { minLength: 1 }),
  initialBackoff: fc.integer({ min: 1, max: 60000 }).map((value) => Duration.millis(value)),
};

/** How the connection at a position is made; `port` is chosen with the server. */
export function connectOptions(position: number): fc.Arbitrary<ConnectOptions> {
  const every: Props<Omit<ConnectOptions, 'port'>> = {
    as: fc.stringMatching(/^[A-Z0-9_]{0,10}$/).map((rest) => `C${position}_${rest}`),
    retry: some(retry),
    healthCheck: oneOf('', 'acme.Greeter'),
    waitForReady: fc.boolean(),
    connectionsPerPod: fc.integer({ min: 1, max: 5 }),
    localPort: fc.constant(21000 + position),
    serviceConfig: oneOf<{ [key: string]: any }>(
      {},
      { retryThrottling: { maxTokens: 10, tokenRatio: 0.1 } },
      { methodConfig: [{ name: [{ service: 'acme.Greeter' }], timeout: '1s' }] },
    ),
  };
  return some<ConnectOptions>(every as Props<ConnectOptions>).map(({ retry: policy, waitForReady, ...rest }) =>
    rest.serviceConfig?.methodConfig
      ? rest
      : { ...rest, ...(policy && { retry: policy }), ...(waitForReady !== undefined && { waitForReady }) },
  );
}
