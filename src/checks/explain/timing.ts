import { Balancing } from '../facts/balancing';
import { ConnectionAge, connectionAgeOf } from '../facts/connection-age';
import { Manifests } from '../manifests/manifests';
import { ServicePort } from '../manifests/service';
import { Workload } from '../manifests/workload';
import { targetPort } from '../facts/grpc-ports';

/** When callers send to a pod that is new. */
export interface NewPodsTiming {
  /** At most; undefined where that cannot be told, or never comes. */
  readonly seconds?: number;
  readonly text: string;
}

/** How long a pod of a workload may take to end. */
export interface PodEnd {
  readonly workload: string;
  /** Undefined where no action before the stop is known. */
  readonly preStopSeconds?: number;
  readonly gracePeriodSeconds: number;
  readonly text: string;
}

/** As in `private/lifecycle.ts`: gRPC spreads ages by ±10 %. */
const AGE_JITTER = 1.1;
/** gRPC resolves a name at most once in this time. */
const RESOLUTION_FLOOR = 30;
/** What CoreDNS and NodeLocal DNS cache for where nothing else is set. */
const DNS_TTL = 30;
/** Envoy's own default of `dns_refresh_rate`. */
const ENVOY_REFRESH = 5;

/** When new pods get requests: by what the balancer has to notice. */
export function newPodsTiming(
  manifests: Manifests,
  workloads: readonly Workload[],
  balancing: Balancing | undefined,
): NewPodsTiming {
  switch (balancing?.by) {
    case undefined:
      return { text: `by chance, when a client opens a new connection${byAge(manifests, workloads)}` };
    case 'istio':
    case 'linkerd':
      return { seconds: 10, text: 'within seconds: the control plane tells the proxies' };
    case 'envoy':
      return {
        seconds: DNS_TTL + ENVOY_REFRESH,
        text: `within ${DNS_TTL + ENVOY_REFRESH} s: a DNS cache of ${DNS_TTL} s + ${ENVOY_REFRESH} s until Envoy resolves again, unless its dns_refresh_rate is another`,
      };
    case 'perhaps a mesh':
      return {
        text: 'within seconds if the callers are in a mesh, else by chance, when a client opens a new connection',
      };
    case 'client':
      return byClient(manifests, workloads);
    default:
      return { text: 'when what balances notices them: it watches the pods itself' };
  }
}

/** What a connection age does where nobody balances: it rolls the dice again. */
function byAge(manifests: Manifests, workloads: readonly Workload[]): string {
  const [age] = workloads.flatMap((workload) => connectionAgeOf(manifests, workload) ?? []);
  return age ? `: ${AGE_JITTER} × connection age ${valueOf(age)} (${age.where})` : '';
}

function valueOf({ value, seconds }: ConnectionAge): string {
  return seconds === undefined ? (value ?? 'unknown') : `${seconds} s`;
}

function byClient(manifests: Manifests, workloads: readonly Workload[]): NewPodsTiming {
  const ages = workloads.map((workload) => connectionAgeOf(manifests, workload));
  const rest = `+ ${RESOLUTION_FLOOR} s between two resolutions + a DNS cache of ${DNS_TTL} s`;
  const known = ages.flatMap((age) => age ?? []);
  if (!known.length || known.length < ages.length) {
    return {
      text: 'not told: no variable, argument or ConfigMap of the server has a connection age; unless its code sets MaxConnectionAge, not before connections end for another reason',
    };
  }
  const vague = known.find(({ seconds }) => seconds === undefined);
  if (vague) {
    return { text: `within ${AGE_JITTER} × connection age ${valueOf(vague)} (${vague.where}) ${rest}` };
  }
  const oldest = known.reduce((one, other) => (other.seconds! > one.seconds! ? other : one));
  const seconds = Math.ceil(AGE_JITTER * oldest.seconds! + RESOLUTION_FLOOR + DNS_TTL);
  const age = `connection age ${oldest.seconds} s (${oldest.where})`;
  return { seconds, text: `within ${seconds} s: ${AGE_JITTER} × ${age} ${rest}` };
}

/** What happens between the order to end and the end. */
export function podEndOf(workload: Workload, port: ServicePort): PodEnd {
  const { containers, gracePeriod, manifest } = workload;
  const number = targetPort(workload, port);
  const servers = containers.filter(({ isEnvoy, isNativeSidecar }) => !isEnvoy && !isNativeSidecar);
  const container = servers.find(({ ports }) => ports.some((one) => one.port === number)) ?? servers[0];
  const preStop = container?.preStop;
  const wanted = { workload: `${manifest.kind} '${manifest.name}'`, gracePeriodSeconds: gracePeriod };
  const killed = `killed after ${gracePeriod} s (terminationGracePeriodSeconds)`;
  if (preStop === undefined) {
    return {
      ...wanted,
      text: `no preStop: the server is told to stop while callers still send to it; ${killed}`,
    };
  }
  if (preStop === 'unknown') return { ...wanted, text: `a preStop of unknown length; ${killed}` };
  const left = Math.max(0, gracePeriod - preStop.seconds);
  return {
    ...wanted,
    preStopSeconds: preStop.seconds,
    text: `${preStop.seconds} s for callers to leave (preStop), then up to ${left} s for requests under way; ${killed}`,
  };
}
