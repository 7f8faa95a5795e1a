import { typed } from './envoy-parts';

/**
 * Requests that failed in Envoy, or between it and a pod. Not those that a caller gave up, which are many and say nothing of Envoy.
 *
 * https://www.envoyproxy.io/docs/envoy/latest/configuration/observability/access_log/usage#response-flags
 */
const FLAGS = ['NR', 'UH', 'UF', 'UC', 'UO', 'UR', 'URX', 'UPE', 'LR', 'OM', 'DPE'];

const FIELDS = {
  time: '%START_TIME%',
  flags: '%RESPONSE_FLAGS%',
  details: '%RESPONSE_CODE_DETAILS%',
  failure: '%UPSTREAM_TRANSPORT_FAILURE_REASON%',
  grpc_status: '%GRPC_STATUS%',
  authority: '%REQ(:AUTHORITY)%',
  path: '%REQ(:PATH)%',
  caller: '%DOWNSTREAM_REMOTE_ADDRESS%',
  upstream: '%UPSTREAM_HOST%',
  milliseconds: '%DURATION%',
};

/** A line of JSON for each request that Envoy could not serve; a request that a pod answered, with whatever status, has none. */
export function accessLog(): any[] {
  return [
    {
      name: 'envoy.access_loggers.stdout',
      filter: { response_flag_filter: { flags: FLAGS } },
      typed_config: typed('extensions.access_loggers.stream.v3.StdoutAccessLog', {
        log_format: { json_format: FIELDS },
      }),
    },
  ];
}
