import { Duration } from 'cdk8s';
import { Drain } from '../grpc-server-options';
import { Place, refuse } from './errors';

/** What the time for open requests is computed from. */
export interface RequestOptions {
  readonly longestRequest: Duration;
  readonly unboundedStreams?: boolean;
  readonly terminationGracePeriod?: Duration;
}

/** What a drain is computed from. */
export interface DrainOptions extends RequestOptions {
  readonly preStop?: Duration;
  /** Longest time for which callers go on sending to a pod that is leaving. */
  readonly departure: Duration;
  /** Whether the container brings a hook of its own. */
  readonly ownHook: boolean;
}

/** `longestRequest` where nothing was said. */
export const DEFAULT_LONGEST_REQUEST = Duration.seconds(10);

/** Time left between the last request and the end of the pod. */
export const MARGIN_SECONDS = 5;

/** Without a bound of the server, the adapters let open requests go on for this long once the pod ends (docs/adapters/README.md). */
const UNBOUNDED_DRAIN_SECONDS = 30;

/** The drain: the one given, or the shortest that loses no request. */
export function drain(place: Place, options: DrainOptions): Drain {
  const { departure, preStop = departure, ownHook } = options;
  if (!ownHook && preStop.toSeconds() < departure.toSeconds()) {
    refuse(
      place,
      `'preStop' must be at least ${departure.toSeconds()} s, the time for which callers go on sending to a pod that leaves`,
      preStop,
      "lengthen it, or correct what it is computed from ('dnsTtl' of the cluster, 'resolutionFloor' or 'dnsRefresh' of the strategy)",
    );
  }
  return { preStop, terminationGracePeriod: gracePeriod(place, preStop.toSeconds(), options) };
}

/** The grace period: the one given, or the shortest in which a preStop hook and open requests come to their end. */
export function gracePeriod(place: Place, hookSeconds: number, options: RequestOptions): Duration {
  const requests = options.longestRequest.toSeconds();
  const streams = options.unboundedStreams ? UNBOUNDED_DRAIN_SECONDS : 0;
  const shortest = hookSeconds + Math.max(requests, streams) + MARGIN_SECONDS;
  const given = options.terminationGracePeriod ?? Duration.seconds(shortest);
  if (given.toSeconds() < shortest) {
    const open = streams > requests ? `unboundedStreams ${streams} s` : `longestRequest ${requests} s`;
    refuse(
      place,
      `'terminationGracePeriod' must be at least ${shortest} s (preStop ${hookSeconds} s, ${open}, margin ${MARGIN_SECONDS} s)`,
      given,
      'lengthen it, or leave it out',
    );
  }
  return given;
}

/** gRPC spreads connection ages by ±10 %, so that not all clients come back at once. */
const AGE_JITTER = 1.1;

/** Longest time until a new pod gets its share of the requests. */
export function convergence(discovery: Duration, maxConnectionAge?: Duration): Duration {
  const age = maxConnectionAge ? AGE_JITTER * maxConnectionAge.toSeconds() : 0;
  return Duration.seconds(Math.ceil(age + discovery.toSeconds()));
}
