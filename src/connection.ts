import { Duration } from 'cdk8s';
import { IGrpcServer } from './grpc-server-interface';
import { ChannelConfig } from './strategies/config';
import { Place, refuse } from './private/errors';
import { checkInteger, isText, millisecondsOf } from './private/names';
import { checkShapes } from './private/shapes';
import { RetryPolicy } from './retry-policy';

/** What is agreed between a server and its callers; both sides' arguments come from it, so that they cannot disagree. */
export interface ServerConnectionSettings {
  readonly maxConnectionAge?: Duration;
  /** Longest time that requests get when a connection has reached its age; none where streams must not be cut. */
  readonly ageGrace?: Duration;
  readonly keepaliveTime: Duration;
  readonly keepaliveTimeout: Duration;
}

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

/** What a client wants of its channel. */
export interface ChannelWishes {
  readonly retry?: RetryPolicy;
  readonly healthCheck?: string;
  readonly waitForReady?: boolean;
  readonly connectionsPerPod?: number;
  readonly serviceConfig?: { [key: string]: any };
}

/** Arguments of the client's channel. */
export function channelArguments(server: IGrpcServer, channel: ChannelConfig, wishes: ChannelWishes): ChannelArguments {
  const serviceConfig = { ...wishes.serviceConfig, ...strategyServiceConfig(channel, wishes) };
  return {
    // With a proxy in the environment, the target would be sent to it unresolved.
    'grpc.enable_http_proxy': 0,
    // A TXT record would override the service config, and costs a query per resolution.
    'grpc.service_config_disable_resolution': 1,
    ...keepalive(server),
    ...(channel.resolutionFloor && {
      'grpc.dns_min_time_between_resolutions_ms': channel.resolutionFloor.toMilliseconds(),
    }),
    ...(Object.keys(serviceConfig).length > 0 && { 'grpc.service_config': JSON.stringify(serviceConfig) }),
    // Channels of equal arguments share their connections in Node and in the C core.
    ...((wishes.connectionsPerPod ?? 1) > 1 && { 'grpc.use_local_subchannel_pool': 1 }),
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

function strategyServiceConfig(channel: ChannelConfig, { retry, waitForReady, healthCheck }: ChannelWishes): object {
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

const STATUS_CODES = [
  ...[
    'CANCELLED',
    'UNKNOWN',
    'INVALID_ARGUMENT',
    'DEADLINE_EXCEEDED',
    'NOT_FOUND',
    'ALREADY_EXISTS',
    'PERMISSION_DENIED',
  ],
  ...[
    'RESOURCE_EXHAUSTED',
    'FAILED_PRECONDITION',
    'ABORTED',
    'OUT_OF_RANGE',
    'UNIMPLEMENTED',
    'INTERNAL',
    'UNAVAILABLE',
  ],
  ...['DATA_LOSS', 'UNAUTHENTICATED'],
];

/** Refuses wishes that a gRPC client would refuse, or silently change. */
export function checkWishes(place: Place, wishes: ChannelWishes): void {
  checkShapes(place, wishes, { flags: ['waitForReady'], structs: ['retry'] });
  const { retry = {}, connectionsPerPod = 1, healthCheck = '', serviceConfig = {} } = wishes;
  checkShapes(place, retry, { lists: ['retryableStatusCodes'] });
  checkInteger(place, 'connectionsPerPod', connectionsPerPod, 1, 5);
  // gRPC caps the attempts at 5 without a word.
  checkInteger(place, 'retry.maxAttempts', retry.maxAttempts ?? 3, 2, 5);
  if (retry.initialBackoff !== undefined) {
    const backoff = millisecondsOf(place, 'retry.initialBackoff', retry.initialBackoff);
    if (!Number.isInteger(backoff) || backoff < 1) {
      refuse(
        place,
        "'retry.initialBackoff' must be whole milliseconds, at least 1",
        retry.initialBackoff,
        'lengthen it',
      );
    }
  }
  const { retryableStatusCodes: codes = ['UNAVAILABLE'] } = retry;
  if (codes.length === 0 || !codes.every((code) => STATUS_CODES.includes(code))) {
    refuse(
      place,
      "'retry.retryableStatusCodes' must be names of gRPC status codes other than OK",
      codes,
      "use names such as 'UNAVAILABLE', or leave 'retry' out",
    );
  }
  if (!isText(healthCheck, /^[A-Za-z0-9._/-]*$/)) {
    refuse(
      place,
      "'healthCheck' must be the name of a service, or empty",
      healthCheck,
      "pass one such as 'acme.Greeter'",
    );
  }
  if (!isJsonObject(serviceConfig)) {
    const remedy = 'pass an object such as { maxRequestMessageBytes: 1048576 }';
    refuse(place, "'serviceConfig' must be an object that JSON can hold", serviceConfig, remedy);
  }
  const ours = ['loadBalancingConfig', 'loadBalancingPolicy', 'healthCheckConfig'].find((key) => key in serviceConfig);
  if (ours) {
    const remedy = ours === 'healthCheckConfig' ? "pass 'healthCheck'" : 'select a strategy instead';
    refuse(place, `'serviceConfig' must leave '${ours}' to the library`, serviceConfig[ours], remedy);
  }
  if ('methodConfig' in serviceConfig && (wishes.retry || wishes.waitForReady !== undefined)) {
    refuse(
      place,
      "'serviceConfig' and 'retry' or 'waitForReady' both say 'methodConfig'",
      serviceConfig.methodConfig,
      'use one of them',
    );
  }
}

function isJsonObject(value: any): boolean {
  try {
    return JSON.stringify(value).startsWith('{');
  } catch {
    return false;
  }
}
