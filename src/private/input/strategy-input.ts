import { GrpcPort } from '../../grpc-server-interface';
import { GrpcConnection, ILoadBalancingStrategy } from '../../strategies/strategy';
import { LoadBalancingClientConfig, LoadBalancingServerConfig } from '../../strategies/config';
import { Place, refuse, Words } from '../errors';
import { checkDuration } from './values';

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
  checkTarget(place, strategyName, config?.target);
  const names = ports.map(({ name }) => name);
  const stray = Object.keys(config.proxyPorts ?? {}).find((name) => !names.includes(name));
  if (stray !== undefined)
    refuse(place, `'${strategyName}.proxyPorts' names no port of the server`, stray, `use ${names.join(', ')}`);
  for (const prop of ['discovery', 'departure'] as const) {
    checkDuration(place, `${strategyName}.${prop}`, config[prop], 0, 86400);
  }
}

/** Refuses what a strategy returned for a client. */
export function checkClientConfig(
  place: Place,
  { strategyName }: ILoadBalancingStrategy,
  config: LoadBalancingClientConfig,
  connections: GrpcConnection[],
): void {
  const channels = config?.channels ?? [];
  if (channels.length !== connections.length) {
    const got = new Words(`${channels.length} for ${connections.length}`);
    refuse(place, `'${strategyName}' must return one channel per connection`, got, "map 'connections' to 'channels'");
  }
  for (const { target, loadBalancingConfig } of channels) {
    checkTarget(place, strategyName, target);
    if (loadBalancingConfig !== undefined && !isJsonList(loadBalancingConfig)) {
      const remedy = `return one such as '[{"round_robin":{}}]'`;
      refuse(
        place,
        `'${strategyName}.loadBalancingConfig' must be a JSON list of policies`,
        loadBalancingConfig,
        remedy,
      );
    }
  }
}

function checkTarget(place: Place, strategyName: string, target: string): void {
  if (typeof target !== 'string' || target === '') {
    const remedy = "return one such as 'dns:///greeter.demo.svc.cluster.local:50051'";
    refuse(place, `'${strategyName}.target' must be the target of a channel`, target, remedy);
  }
}

function isJsonList(text: string): boolean {
  try {
    return Array.isArray(JSON.parse(text));
  } catch {
    return false;
  }
}
