import { Balancing } from './balancing';
import { ServicePort } from './objects/service';
import { Workload } from './objects/workload';
import { targetPort } from './grpc-ports';

/** When callers send to a pod that is new. */
export interface Convergence {
  /** At most; undefined where that cannot be told, or never comes. */
  readonly seconds?: number;
  readonly text: string;
}

/** How long a pod of a workload may take to end. */
export interface Drain {
  readonly workload: string;
  /** Undefined where no action before the stop is known. */
  readonly preStopSeconds?: number;
  readonly gracePeriodSeconds: number;
  readonly text: string;
}

/** As in `src/lifecycle.ts`: gRPC spreads ages by ±10 %. */
const AGE_JITTER = 1.1;
/** gRPC resolves a name at most once in this time. */
const RESOLUTION_FLOOR = 30;
/** What CoreDNS and NodeLocal DNS cache for where nothing else is set. */
const DNS_TTL = 30;
/** Envoy's own default of `dns_refresh_rate`. */
const ENVOY_REFRESH = 5;

const AGE = 'grpc.max_connection_age_ms';

/** When new pods get requests: by what the balancer has to notice. */
export function convergence(workloads: readonly Workload[], balancing: Balancing | undefined): Convergence {
  switch (balancing?.by) {
    case undefined:
      return { text: 'when a client opens a new connection, by chance: nobody spreads requests' };
    case 'istio':
    case 'linkerd':
      return { seconds: 10, text: 'within seconds: the control plane tells the proxies' };
    case 'envoy':
      return {
        seconds: DNS_TTL + ENVOY_REFRESH,
        text: `within ${DNS_TTL + ENVOY_REFRESH} s: a DNS cache of ${DNS_TTL} s + ${ENVOY_REFRESH} s until Envoy resolves again (dns_refresh_rate, if unset)`,
      };
    case 'client':
      return byClient(workloads);
    default:
      return { text: 'when what balances notices them: it watches the pods itself' };
  }
}

function byClient(workloads: readonly Workload[]): Convergence {
  const ages = workloads.flatMap((workload) => connectionAge(workload) ?? []);
  if (!ages.length || ages.length < workloads.length) {
    return {
      text: `not until a connection ends for another reason: no variable of the server tells a connection age (${AGE}); set one, or in its code`,
    };
  }
  const age = Math.max(...ages);
  const seconds = Math.ceil(AGE_JITTER * age + RESOLUTION_FLOOR + DNS_TTL);
  return {
    seconds,
    text: `within ${seconds} s: ${AGE_JITTER} × connection age ${age} s + ${RESOLUTION_FLOOR} s between two resolutions + a DNS cache of ${DNS_TTL} s`,
  };
}

/** Seconds after which the server asks clients to connect anew, if a variable tells. */
function connectionAge({ containers }: Workload): number | undefined {
  const texts = containers.flatMap(({ env }) => [...env.values()]).filter((value) => value.includes(AGE));
  for (const text of texts) {
    try {
      const age: unknown = JSON.parse(text)?.[AGE];
      if (typeof age === 'number' && age > 0) return age / 1000;
    } catch {
      // Whatever reads it will complain.
    }
  }
  return undefined;
}

/** What happens between the order to end and the end. */
export function drainOf(workload: Workload, port: ServicePort): Drain {
  const { containers, gracePeriod, manifest } = workload;
  const number = targetPort(workload, port);
  const servers = containers.filter(({ isEnvoy, isNativeSidecar }) => !isEnvoy && !isNativeSidecar);
  const container = servers.find(({ ports }) => ports.some((one) => one.port === number)) ?? servers[0];
  const preStop = container?.preStop;
  const wanted = { workload: `${manifest.kind} '${manifest.name}'`, gracePeriodSeconds: gracePeriod };
  const rest = `terminationGracePeriodSeconds ${gracePeriod} s`;
  if (preStop === undefined) {
    return {
      ...wanted,
      text: `no preStop: the server is told to stop while callers still send to it; killed after ${rest}`,
    };
  }
  if (preStop === 'unknown') return { ...wanted, text: `a preStop of unknown length; killed after ${rest}` };
  const left = Math.max(0, gracePeriod - preStop.seconds);
  return {
    ...wanted,
    preStopSeconds: preStop.seconds,
    text: `${preStop.seconds} s for callers to leave (preStop), then up to ${left} s for requests under way; killed after ${rest}`,
  };
}
