import { ConnectOptions } from '../../grpc-client-props';
import { RetryPolicy } from '../../retry-policy';
import { Place, refuse } from '../errors';
import { checkInteger, checkPort, isText, millisecondsOf } from './values';
import { checkShapes, checkStruct } from './shapes';

/** All but OK. */
const STATUS_CODES = [
  'CANCELLED',
  'UNKNOWN',
  'INVALID_ARGUMENT',
  'DEADLINE_EXCEEDED',
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'PERMISSION_DENIED',
  'RESOURCE_EXHAUSTED',
  'FAILED_PRECONDITION',
  'ABORTED',
  'OUT_OF_RANGE',
  'UNIMPLEMENTED',
  'INTERNAL',
  'UNAVAILABLE',
  'DATA_LOSS',
  'UNAUTHENTICATED',
];

/** Refuses what a gRPC client would refuse, or silently change. */
export function checkConnectOptions(place: Place, options: ConnectOptions): void {
  checkStruct(place, 'options', options);
  checkShapes(place, options, { flags: ['waitForReady'], structs: ['retry'] });
  const { as, localPort, retry = {}, connectionsPerPod = 1, healthCheck = '' } = options;
  if (as !== undefined && !isText(as, /^[A-Z][A-Z0-9_]*$/)) {
    const remedy = "pass one such as 'GREETER'";
    refuse(place, "'as' must be upper case letters, digits and underscores, a letter first", as, remedy);
  }
  if (localPort !== undefined) checkPort(place, 'localPort', localPort);
  checkInteger(place, 'connectionsPerPod', connectionsPerPod, 1, 5);
  if (!isText(healthCheck, /^[A-Za-z0-9._/-]*$/)) {
    const remedy = "pass one such as 'acme.Greeter'";
    refuse(place, "'healthCheck' must be the name of a service, or empty", healthCheck, remedy);
  }
  checkRetry(place, retry);
  checkServiceConfig(place, options);
}

function checkRetry(place: Place, retry: RetryPolicy): void {
  checkShapes(place, retry, { lists: ['retryableStatusCodes'] });
  const { maxAttempts = 3, initialBackoff, retryableStatusCodes: codes = ['UNAVAILABLE'] } = retry;
  // gRPC caps the attempts at 5 without a word.
  checkInteger(place, 'retry.maxAttempts', maxAttempts, 2, 5);
  if (initialBackoff !== undefined) {
    const backoff = millisecondsOf(place, 'retry.initialBackoff', initialBackoff);
    if (!Number.isInteger(backoff) || backoff < 1) {
      const what = "'retry.initialBackoff' must be whole milliseconds, at least 1";
      refuse(place, what, initialBackoff, 'lengthen it');
    }
  }
  if (codes.length === 0 || !codes.every((code) => STATUS_CODES.includes(code))) {
    const remedy = "use names such as 'UNAVAILABLE', or leave 'retry' out";
    refuse(place, "'retry.retryableStatusCodes' must be names of gRPC status codes other than OK", codes, remedy);
  }
}

function checkServiceConfig(place: Place, { serviceConfig = {}, retry, waitForReady }: ConnectOptions): void {
  if (!isJsonObject(serviceConfig)) {
    const remedy = 'pass an object such as { maxRequestMessageBytes: 1048576 }';
    refuse(place, "'serviceConfig' must be an object that JSON can hold", serviceConfig, remedy);
  }
  const reserved = ['loadBalancingConfig', 'loadBalancingPolicy', 'healthCheckConfig'];
  const ours = reserved.find((key) => serviceConfig[key] !== undefined);
  if (ours) {
    const remedy = ours === 'healthCheckConfig' ? "pass 'healthCheck'" : 'select a strategy instead';
    refuse(place, `'serviceConfig' must leave '${ours}' to the library`, serviceConfig[ours], remedy);
  }
  const { methodConfig = [] } = serviceConfig;
  if (!Array.isArray(methodConfig) || !methodConfig.every(isJsonObject)) {
    const remedy = "pass one such as [{ name: [{}], timeout: '5s' }]";
    refuse(place, "'serviceConfig.methodConfig' must be a list of objects", methodConfig, remedy);
  }
  if (serviceConfig.methodConfig !== undefined && (retry || waitForReady !== undefined)) {
    const what = "'serviceConfig' and 'retry' or 'waitForReady' both say 'methodConfig'";
    refuse(place, what, serviceConfig.methodConfig, 'use one of them');
  }
}

function isJsonObject(value: any): boolean {
  try {
    return JSON.stringify(value).startsWith('{');
  } catch {
    return false;
  }
}
