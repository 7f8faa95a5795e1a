/**
 * Settings that are times, in seconds. Where a scene would take minutes it is synthesized with shorter ones: the manifests are still
 * computed by the library, from these instead of its defaults.
 */
export interface Timing {
  readonly maxConnectionAge: number;
  readonly resolutionFloor: number;
  readonly dnsTtl: number;
  readonly dnsRefresh: number;
  readonly longestRequest: number;
  readonly minReady: number;
  /** What the lab's kubelet takes at least to start a pod, and thrice at most; no setting. */
  readonly podStart: number;
}

/** What the library emits if nobody says otherwise. */
export const UNCOMPRESSED: Timing = {
  maxConnectionAge: 300,
  resolutionFloor: 30,
  dnsTtl: 30,
  dnsRefresh: 5,
  longestRequest: 10,
  minReady: 5,
  podStart: 3,
};

/** A thirtieth, but Kubernetes knows no less than a second. */
export const COMPRESSED: Timing = {
  maxConnectionAge: 10,
  resolutionFloor: 1,
  dnsTtl: 1,
  dnsRefresh: 5,
  longestRequest: 1,
  minReady: 1,
  podStart: 0.1,
};
