import { Duration } from 'cdk8s';
import { Drain } from '../grpc-server-options';
import { Place, refuse } from './errors';

/** What a drain is computed from. */
export interface DrainOptions {
  readonly preStop?: Duration;
  readonly terminationGracePeriod?: Duration;
  readonly longestRequest: Duration;
  /** Longest time for which callers go on sending to a pod that is leaving. */
  readonly departure: Duration;
  /** Whether the container brings a hook of its own. */
  readonly ownHook: boolean;
}

/** `longestRequest` where nothing was said. */
export const DEFAULT_LONGEST_REQUEST = Duration.seconds(10);

const MARGIN_SECONDS = 5;

/** The drain: the one given, or the shortest that loses no request. */
export function drain(place: Place, options: DrainOptions): Drain {
  const { departure, longestRequest, preStop = departure, ownHook } = options;
  if (!ownHook && preStop.toSeconds() < departure.toSeconds()) {
    refuse(
      place,
      `'preStop' must be at least ${departure.toSeconds()} s, the time for which callers go on sending to a pod that leaves`,
      preStop,
      "lengthen it, or correct what it is computed from ('dnsTtl' of the cluster, 'resolutionFloor' or 'dnsRefresh' of the strategy)",
    );
  }
  const shortest = preStop.toSeconds() + longestRequest.toSeconds() + MARGIN_SECONDS;
  const terminationGracePeriod = options.terminationGracePeriod ?? Duration.seconds(shortest);
  if (terminationGracePeriod.toSeconds() < shortest) {
    refuse(
      place,
      `'terminationGracePeriod' must be at least ${shortest} s (preStop ${preStop.toSeconds()} s, longestRequest ${longestRequest.toSeconds()} s, margin ${MARGIN_SECONDS} s)`,
      terminationGracePeriod,
      'lengthen it, or leave it out',
    );
  }
  return { preStop, terminationGracePeriod };
}

/** gRPC spreads connection ages by ±10 %, so that not all clients come back at once. */
const AGE_JITTER = 1.1;

/** Longest time until a new pod gets its share of the requests. */
export function convergence(discovery: Duration, maxConnectionAge?: Duration): Duration {
  const age = maxConnectionAge ? AGE_JITTER * maxConnectionAge.toSeconds() : 0;
  return Duration.seconds(Math.ceil(age + discovery.toSeconds()));
}
