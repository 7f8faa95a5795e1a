import { Duration } from 'cdk8s';
import { ConnectOptions } from '../grpc-client-props';
import { IGrpcServer } from '../grpc-server-interface';
import { RetryPolicy } from '../retry-policy';
import { ChannelConfig } from '../strategies/config';

/** What is agreed between a server and its callers; both sides' arguments come from it, so that they cannot disagree. */
export interface ServerConnectionSettings {
  readonly maxConnectionAge?: Duration;
  /** Longest time that requests get when a connection has reached its age; none where streams must not be cut. */
  readonly ageGrace?: Duration;
  readonly keepaliveTime: Duration;
  readonly keepaliveTimeout: Duration;
}

/** What holds where nothing was said; an age only where the strategy needs one. */
export const CONNECTION_DEFAULTS = {
  maxConnectionAge: Duration.minutes(5),
  keepaliveTime: Duration.seconds(30),
  keepaliveTimeout: Duration.seconds(10),
};

/** Channel arguments: integers and strings, as gRPC has them. */
export type ChannelArguments = { [name: string]: number | string };

/** Arguments of the server. */
export function serverArguments(settings: ServerConnectionSettings): ChannelArguments {
  const { maxConnectionAge, ageGrace, keepaliveTime, keepaliveTimeout } = settings;
  return {
    'grpc.keepalive_permit_without_calls': 1,
    'grpc.keepalive_time_ms': keepaliveTime.toMilliseconds(),
    'grpc.keepalive_timeout_ms': keepaliveTimeout.toMilliseconds(),
    // Half of what clients are told, so that a timer that fires early is no offence (`too_many_pings`).
    'grpc.http2.min_ping_interval_without_data_ms': keepaliveTime.toMilliseconds() / 2,
    ...(maxConnectionAge && { 'grpc.max_connection_age_ms': maxConnectionAge.toMilliseconds() }),
    // Without an age it is what the adapters bound their drain by.
    ...(ageGrace && { 'grpc.max_connection_age_grace_ms': ageGrace.toMilliseconds() }),
  };
}

/** Arguments of the client's channel. */
export function channelArguments(
  server: IGrpcServer,
  channel: ChannelConfig,
  options: ConnectOptions,
): ChannelArguments {
  const serviceConfig = JSON.stringify({ ...options.serviceConfig, ...ownServiceConfig(channel, options) });
  return {
    // With a proxy in the environment, the target would be sent to it unresolved.
    'grpc.enable_http_proxy': 0,
    // A TXT record would override the service config, and costs a query per resolution.
    'grpc.service_config_disable_resolution': 1,
    ...keepalive(server),
    ...(channel.resolutionFloor && {
      'grpc.dns_min_time_between_resolutions_ms': channel.resolutionFloor.toMilliseconds(),
    }),
    ...(serviceConfig !== '{}' && { 'grpc.service_config': serviceConfig }),
    // Channels of equal arguments share their connections in Node and in the C core.
    ...((options.connectionsPerPod ?? 1) > 1 && { 'grpc.use_local_subchannel_pool': 1 }),
  };
}

/** None for a server that is not known to permit pings: it would answer with `too_many_pings`. */
function keepalive({ keepaliveTime, keepaliveTimeout }: IGrpcServer): ChannelArguments {
  if (!keepaliveTime) return {};
  return {
    'grpc.keepalive_time_ms': keepaliveTime.toMilliseconds(),
    ...(keepaliveTimeout && { 'grpc.keepalive_timeout_ms': keepaliveTimeout.toMilliseconds() }),
    'grpc.keepalive_permit_without_calls': 1,
    // The C core stops after two pings without data.
    'grpc.http2.max_pings_without_data': 0,
  };
}

/** What the strategy and the options of a connection say, beside the fields that the user passes. */
function ownServiceConfig(channel: ChannelConfig, { retry, waitForReady, healthCheck }: ConnectOptions): object {
  const balances = channel.loadBalancingConfig !== undefined;
  const method = {
    ...(waitForReady !== undefined && { waitForReady }),
    ...(retry && !channel.retriedByProxy && { retryPolicy: retryPolicy(retry) }),
  };
  return {
    ...(balances && { loadBalancingConfig: JSON.parse(channel.loadBalancingConfig!) }),
    ...(Object.keys(method).length > 0 && { methodConfig: [{ name: [{}], ...method }] }),
    // A proxy answers for any pod: the health of one means something only where the channel knows the pods.
    ...(balances && healthCheck !== undefined && { healthCheckConfig: { serviceName: healthCheck } }),
  };
}

function retryPolicy({ maxAttempts = 3, retryableStatusCodes, initialBackoff }: RetryPolicy): object {
  // Divided last: 0.057 * 10 has seventeen decimals, and grpc-js refuses more than nine.
  const first = (initialBackoff ?? Duration.millis(100)).toMilliseconds();
  return {
    maxAttempts,
    initialBackoff: `${first / 1000}s`,
    maxBackoff: `${(first * 10) / 1000}s`,
    backoffMultiplier: 2,
    retryableStatusCodes: retryableStatusCodes ?? ['UNAVAILABLE'],
  };
}
