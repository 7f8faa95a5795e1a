import { GrpcPort } from '../../grpc-server-interface';
import { MetricsEndpoint } from '../../monitoring/endpoint';
import { GrpcConnection, ILoadBalancingStrategy } from '../../strategies/strategy';
import { ChannelConfig, LoadBalancingClientConfig, LoadBalancingServerConfig } from '../../strategies/config';
import { Place, refuse, Words } from '../errors';
import { checkAnnotations, checkLabels } from './names';
import { checkShapes, checkStruct } from './shapes';
import { checkSidecar } from './sidecar-input';
import { checkDuration, checkPort, isText } from './values';

/** Refuses what is no strategy, such as a factory that was not called. */
export function checkStrategy(place: Place, strategy: ILoadBalancingStrategy): void {
  const { strategyName, bindServer, bindClient } = strategy ?? {};
  if (typeof strategyName !== 'string' || typeof bindServer !== 'function' || typeof bindClient !== 'function') {
    const remedy = 'pass what a factory of LoadBalancing returns, or your own ILoadBalancingStrategy';
    refuse(place, 'LoadBalancing.select needs a strategy', strategy, remedy);
  }
}

/** Refuses what a strategy returned for a server, where a wrong value would show up only in the cluster. */
export function checkServerConfig(
  place: Place,
  { strategyName }: ILoadBalancingStrategy,
  config: LoadBalancingServerConfig,
  ports: GrpcPort[],
): void {
  const prefix = `${strategyName}.`;
  checkTarget(place, prefix, config?.target);
  checkShapes(
    place,
    config,
    {
      flags: ['clusterIpService', 'needsConnectionAge', 'evenShares'],
      structs: ['proxyPorts', 'serviceAnnotations'],
    },
    prefix,
  );
  checkPodConfig(place, prefix, config);
  for (const prop of ['discovery', 'departure'] as const) {
    checkDuration(place, prefix + prop, config[prop], 0, 86400);
  }
  checkClusterIpService(place, prefix, config, ports);
  if (typeof config.telemetry?.bind !== 'function') {
    const remedy = 'return one such as TelemetrySource.goGrpcMiddleware()';
    refuse(place, `'${prefix}telemetry' must be a TelemetrySource`, config.telemetry, remedy);
  }
}

/** Refuses what a strategy returned for a client. */
export function checkClientConfig(
  place: Place,
  { strategyName }: ILoadBalancingStrategy,
  config: LoadBalancingClientConfig,
  connections: GrpcConnection[],
): void {
  const prefix = `${strategyName}.`;
  checkStruct(place, `${strategyName}.bindClient()`, config);
  checkShapes(place, config, { lists: ['channels'] }, prefix);
  checkPodConfig(place, prefix, config);
  const { channels = [] } = config;
  if (channels.length !== connections.length) {
    const got = new Words(`${channels.length} for ${connections.length}`);
    refuse(place, `'${strategyName}' must return one channel per connection`, got, "map 'connections' to 'channels'");
  }
  channels.forEach((channel, index) => checkChannel(place, prefix, index, channel));
}

function checkChannel(place: Place, prefix: string, index: number, channel: ChannelConfig): void {
  checkStruct(place, `${prefix}channels[${index}]`, channel);
  checkTarget(place, prefix, channel.target);
  checkShapes(place, channel, { flags: ['retriedByProxy'] }, prefix);
  const { loadBalancingConfig, resolutionFloor } = channel;
  if (resolutionFloor !== undefined) checkDuration(place, `${prefix}resolutionFloor`, resolutionFloor, 0, 3600);
  if (loadBalancingConfig !== undefined && !isJsonList(loadBalancingConfig)) {
    const remedy = `return one such as '[{"round_robin":{}}]'`;
    refuse(place, `'${prefix}loadBalancingConfig' must be a JSON list of policies`, loadBalancingConfig, remedy);
  }
}

/** What a strategy adds to pods, be they those of a server or of a client. */
function checkPodConfig(
  place: Place,
  prefix: string,
  config: LoadBalancingServerConfig | LoadBalancingClientConfig,
): void {
  const structs = ['podLabels', 'podAnnotations', 'sidecar', 'metrics'];
  checkShapes(place, config, { structs, lists: ['portExclusions'] }, prefix);
  checkLabels(place, `${prefix}podLabels`, config.podLabels);
  checkAnnotations(place, `${prefix}podAnnotations`, config.podAnnotations);
  if (config.sidecar) checkSidecar(place, `${prefix}sidecar.`, config.sidecar);
  if (config.metrics) checkEndpoint(place, `${prefix}metrics.`, config.metrics);
}

function checkEndpoint(place: Place, prefix: string, { portName, port, path }: MetricsEndpoint): void {
  if (!isText(portName, /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/) || portName.length > 15) {
    const remedy = "return one such as 'metrics'";
    refuse(place, `'${prefix}portName' must be the name of a container port`, portName, remedy);
  }
  checkPort(place, `${prefix}port`, port);
  if (!isText(path, /^\//)) refuse(place, `'${prefix}path' must begin with '/'`, path, "return one such as '/metrics'");
}

/** What is said of the ClusterIP Service must be right, and the strategy ask for it. */
function checkClusterIpService(
  place: Place,
  prefix: string,
  { clusterIpService, proxyPorts = {}, serviceAnnotations = {} }: LoadBalancingServerConfig,
  ports: GrpcPort[],
): void {
  const names = ports.map(({ name }) => name);
  for (const [name, port] of Object.entries(proxyPorts)) {
    if (!names.includes(name))
      refuse(place, `'${prefix}proxyPorts' names no port of the server`, name, `use ${names.join(', ')}`);
    checkPort(place, `${prefix}proxyPorts.${name}`, port);
  }
  checkAnnotations(place, `${prefix}serviceAnnotations`, serviceAnnotations);
  for (const [prop, value] of Object.entries({ proxyPorts, serviceAnnotations })) {
    if (!clusterIpService && Object.keys(value).length > 0) {
      const remedy = "return 'clusterIpService: true' too";
      refuse(place, `'${prefix}${prop}' has no effect without 'clusterIpService'`, value, remedy);
    }
  }
}

function checkTarget(place: Place, prefix: string, target: string): void {
  if (typeof target !== 'string' || target === '') {
    const remedy = "return one such as 'dns:///greeter.demo.svc.cluster.local:50051'";
    refuse(place, `'${prefix}target' must be the target of a channel`, target, remedy);
  }
}

function isJsonList(text: string): boolean {
  try {
    return Array.isArray(JSON.parse(text));
  } catch {
    return false;
  }
}
