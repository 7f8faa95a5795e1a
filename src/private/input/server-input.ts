import { GrpcServerOptions, HealthOptions, HealthProbe } from '../../grpc-server-options';
import { GrpcPort } from '../../grpc-server-interface';
import { HEADLESS_SUFFIX } from '../addresses';
import { Place, refuse, Words } from '../errors';
import { checkAnnotations, checkLabels, checkPortName, checkServiceName, NAME_LABEL } from './names';
import { checkShapes, checkStruct, checkTls } from './shapes';
import { checkChoice, checkDurations, checkPort, isText } from './values';

/** The gRPC ports, the default one first. */
export function portsOf(
  place: Place,
  options: { port?: number; additionalPorts?: GrpcPort[]; metricsPort?: number },
): GrpcPort[] {
  checkShapes(place, options, { lists: ['additionalPorts'] });
  const { port: first = 50051, additionalPorts = [] } = options;
  checkPort(place, 'port', first);
  additionalPorts.forEach((additional, index) => {
    checkStruct(place, `additionalPorts[${index}]`, additional);
    checkPortName(place, `additionalPorts[${index}].name`, additional.name);
    checkPort(place, `additionalPorts[${index}].port`, additional.port);
  });
  const ports = [{ name: 'grpc', port: first }, ...additionalPorts];
  const all = options.metricsPort === undefined ? ports : [...ports, { name: 'metrics', port: options.metricsPort }];
  all.forEach((port, index) => all.slice(0, index).forEach((other) => refuseClash(place, other, port)));
  return ports;
}

function refuseClash(place: Place, one: GrpcPort, other: GrpcPort): void {
  if (one.name !== other.name && one.port !== other.port) return;
  const got = [one, other].map(({ name, port }) => new Words(`'${name}' ${port}`));
  refuse(place, 'ports must differ in name and number', got, 'change one of them');
}

/** Refuses what is wrong by itself; what depends on the strategy is refused where that is known. */
export function checkServerOptions(place: Place, name: string, options: GrpcServerOptions): void {
  checkServiceName(place, 'name', name, HEADLESS_SUFFIX);
  checkShapes(place, options, {
    flags: ['unboundedStreams', 'clusterIpService'],
    structs: ['health', 'labels', 'annotations', 'podAnnotations', 'monitoring'],
  });
  checkTls(place, options.tls);
  checkMetrics(place, options);
  checkServerDurations(place, options);
  checkLabels(place, 'labels', options.labels);
  if (options.labels && NAME_LABEL in options.labels) {
    refuse(place, `'labels' must leave '${NAME_LABEL}' to the library`, options.labels[NAME_LABEL], "pass 'name'");
  }
  checkAnnotations(place, 'annotations', options.annotations);
  checkAnnotations(place, 'podAnnotations', options.podAnnotations);
  checkHealth(place, options);
}

function checkMetrics(place: Place, { metricsPort, metricsPath }: GrpcServerOptions): void {
  if (metricsPort !== undefined) checkPort(place, 'metricsPort', metricsPort);
  if (metricsPath === undefined) return;
  if (!isText(metricsPath, /^\/[A-Za-z0-9._~/-]*$/)) {
    refuse(place, "'metricsPath' must be a path that begins with '/'", metricsPath, "pass one such as '/metrics'");
  }
  if (metricsPort === undefined) {
    refuse(place, "'metricsPath' has no effect without 'metricsPort'", metricsPath, "pass 'metricsPort' too");
  }
}

/** The durations of a server, in this app or elsewhere. */
export function checkServerDurations(place: Place, options: GrpcServerOptions): void {
  checkDurations(place, options, {
    longestRequest: [1, 86400],
    preStop: [0, 3600],
    terminationGracePeriod: [1, 86400],
    maxConnectionAge: [1, 86400],
    // gRPC clients in Go and Java raise a shorter time between pings to 10 s.
    keepaliveTime: [10, 7200],
    keepaliveTimeout: [1, 600],
  });
}

/** What a kind of probe does not look at. */
const UNUSED: { readonly [probe in HealthProbe]: (keyof HealthOptions)[] } = {
  [HealthProbe.GRPC]: [],
  [HealthProbe.TCP]: ['service'],
  [HealthProbe.NONE]: ['port', 'service', 'startupTime'],
};

function checkHealth(place: Place, { health = {}, tls, port = 50051 }: GrpcServerOptions): void {
  const probe = health.probe ?? HealthProbe.GRPC;
  checkChoice(place, 'health.probe', probe, Object.values(HealthProbe));
  if (health.port !== undefined) checkPort(place, 'health.port', health.port);
  checkDurations(place, health, { startupTime: [2, 3600] }, 'health.');
  if (health.service !== undefined && !isText(health.service, /^[A-Za-z0-9._/-]+$/)) {
    refuse(
      place,
      "'health.service' must be the name of a gRPC service",
      health.service,
      "pass one such as 'acme.Greeter'",
    );
  }
  const unused = UNUSED[probe].find((option) => health[option] !== undefined);
  if (unused) {
    const what = `'health.${unused}' has no effect with HealthProbe.${probe.toUpperCase()}`;
    refuse(place, what, health[unused], 'leave it out, or use HealthProbe.GRPC');
  }
  const probesEncrypted = tls?.encryptedByApplication && probe === HealthProbe.GRPC && (health.port ?? port) === port;
  if (probesEncrypted) {
    const remedy =
      "pass 'health: { probe: HealthProbe.TCP }', or the port of a plaintext health service as 'health.port'";
    refuse(place, "the kubelet's gRPC probes cannot speak TLS", new Words('GrpcTls.byApplication()'), remedy);
  }
}
