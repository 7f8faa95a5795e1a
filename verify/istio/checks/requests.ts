import assert from 'node:assert';
import { IstioCheck } from '../check';
import { EVERY_OPTION, EXAMPLE, OUTLIERS, RETRYING } from '../settings';
import { rule, SERVER, Subject, variable } from '../subject';
import { HTTP_MANAGER, inboundFilters, upstreamHttp, wayOf } from '../way';

/** Where the channel repeats requests too, three attempts are nine. */
export const attempts: IstioCheck = {
  name: 'istio/attempts',
  settings: [RETRYING],
  run: (scene) => {
    const { retry_on: conditions, num_retries: retries } = wayOf(scene).route.retry_policy;
    assert(conditions.split(',').includes('unavailable'), `the proxy must repeat on UNAVAILABLE, has ${conditions}`);
    const options = JSON.parse(variable(scene.subject, '_GRPC_CHANNEL_OPTIONS').value);
    const { methodConfig = [] } = JSON.parse(options['grpc.service_config'] ?? '{}');
    const ofChannel = methodConfig[0]?.retryPolicy?.maxAttempts ?? 1;
    const all = ofChannel * (1 + retries);
    assert.equal(all, 3, `a request must be sent 3 times at most, is sent ${all} times`);
    return `${all} attempts, all by the proxy`;
  },
  controls: [
    {
      broken: 'the channel repeats too',
      edit: (subject) => {
        const options = variable(subject, '_GRPC_CHANNEL_OPTIONS');
        const retryPolicy = { maxAttempts: 3, retryableStatusCodes: ['UNAVAILABLE'] };
        const service = JSON.stringify({ methodConfig: [{ name: [{}], retryPolicy }] });
        options.value = JSON.stringify({ ...JSON.parse(options.value), 'grpc.service_config': service });
      },
      says: /3 times at most, is sent 9 times/,
    },
  ],
};

/** Neither long requests nor quiet streams are cut. */
export const unlimited: IstioCheck = {
  name: 'istio/unlimited',
  settings: [EXAMPLE, OUTLIERS],
  run: (scene) => {
    const { route, manager, cluster } = wayOf(scene);
    const [inbound] = inboundFilters(scene, 50051).map((filters) => filters.find(({ name }) => name === HTTP_MANAGER));
    const [{ routes }] = inbound.typed_config.route_config.virtual_hosts;
    const limits = {
      'of a request': route.timeout,
      'of a request at the server': routes[0].route.timeout,
      'of a silent stream': manager.stream_idle_timeout,
      'of a silent stream at the server': inbound.typed_config.stream_idle_timeout ?? '0s',
      'of a connection': upstreamHttp(cluster).common_http_protocol_options?.max_connection_duration ?? '0s',
    };
    for (const [what, limit] of Object.entries(limits))
      assert.equal(limit, '0s', `the time ${what} must have no limit`);
    return `no limit ${Object.keys(limits).join(', ')}`;
  },
  controls: [
    {
      broken: 'a VirtualService with a timeout',
      edit: (subject) => subject.manifests.push(virtualService(subject, { timeout: '10s' })),
      says: /of a request must have no limit/,
    },
  ],
};

/** Istio ignores fields that it does not know. */
export const options: IstioCheck = {
  name: 'istio/options',
  settings: [EVERY_OPTION],
  run: (scene) => {
    const { cluster, endpoints } = wayOf(scene);
    const [limits] = cluster.circuit_breakers.thresholds;
    const { common_http_protocol_options: connections = {} } = upstreamHttp(cluster);
    const outliers = cluster.outlier_detection ?? {};
    const seen = {
      maxRequests: limits.max_requests,
      maxRequestsPerConnection: connections.max_requests_per_connection,
      maxRetries: limits.max_retries,
      connectTimeout: cluster.connect_timeout,
      idleTimeout: connections.idle_timeout,
      localOriginErrorsApart: outliers.split_external_local_origin_errors,
      consecutiveLocalOriginFailures: outliers.consecutive_local_origin_failure,
      consecutiveServerErrors: outliers.consecutive_5xx,
      interval: outliers.interval,
      baseEjectionTime: outliers.base_ejection_time,
      maxEjectionPercent: outliers.max_ejection_percent,
      warmup: cluster.round_robin_lb_config?.slow_start_config.slow_start_window,
      inOtherZone: endpoints.filter(({ priority }) => priority === 1).length,
    };
    assert.deepEqual(seen, EXPECTED, `the caller's proxy must get every option, gets ${JSON.stringify(seen)}`);
    return Object.keys(EXPECTED).join(', ');
  },
  controls: [
    {
      broken: 'a rule whose host ends at the namespace',
      edit: (subject) => (rule(subject).spec.host = `${SERVER}.demo`),
      says: /must get every option, gets .*"maxRequests":4294967295/,
    },
    {
      broken: 'a misspelt field',
      edit: (subject) => {
        const { outlierDetection } = rule(subject).spec.trafficPolicy;
        outlierDetection.maxEjectionPercentage = outlierDetection.maxEjectionPercent;
        delete outlierDetection.maxEjectionPercent;
      },
      says: /must get every option, gets (?!.*maxEjectionPercent)/,
    },
  ],
};

/** As in variants.ts; of the five pods, two are in the other zone than the caller. */
const EXPECTED = {
  maxRequests: 1001,
  maxRequestsPerConnection: 1002,
  maxRetries: 3,
  connectTimeout: '4s',
  idleTimeout: '305s',
  localOriginErrorsApart: true,
  consecutiveLocalOriginFailures: 6,
  consecutiveServerErrors: 7,
  interval: '8s',
  baseEjectionTime: '39s',
  maxEjectionPercent: 40,
  warmup: '61s',
  inOtherZone: 2,
};

/** One buggy client must not empty healthy pods. */
export const applicationErrors: IstioCheck = {
  name: 'istio/application-errors',
  settings: [EXAMPLE, OUTLIERS],
  run: (scene) => {
    const { outlier_detection: outliers } = wayOf(scene).cluster;
    if (!outliers) return 'no pod is ever left out';
    const { consecutive_5xx: errors, enforcing_consecutive_5xx: percent = 100 } = outliers;
    assert.equal(percent, 0, `errors of the application must put no pod out of use, ${errors ?? 5} in a row do`);
    return `pods are left out after ${outliers.consecutive_local_origin_failure} failures to connect, and for nothing else`;
  },
  controls: [
    {
      broken: "Istio's own default",
      setting: OUTLIERS,
      edit: (subject) => delete rule(subject).spec.trafficPolicy.outlierDetection.consecutive5xxErrors,
      says: /must put no pod out of use, 5 in a row do/,
    },
  ],
};

function virtualService(subject: Subject, http: any): any {
  const { metadata, spec } = rule(subject);
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata,
    spec: { hosts: [spec.host], http: [{ route: [{ destination: { host: spec.host } }], ...http }] },
  };
}
