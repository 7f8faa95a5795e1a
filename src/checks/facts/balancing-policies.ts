/** Every policy that comes with a gRPC library; applications may bring others, so an unknown name is no fault. */
const POLICIES = [
  'pick_first',
  'round_robin',
  'weighted_round_robin',
  'least_request_experimental',
  'ring_hash_experimental',
  'outlier_detection_experimental',
  'random_subsetting_experimental',
];

/** The policy that was meant by a name: `ROUND_ROBIN`, `roundRobin`, `round-robin`, `ring_hash`. */
export function spelling(name: string): string | undefined {
  // What grpc-js has is called so there.
  if (name === 'outlier_detection') return name;
  const plain = (text: string) => text.toLowerCase().replace(/[-_ ]/g, '');
  return POLICIES.find((policy) => [policy, policy.replace('_experimental', '')].map(plain).includes(plain(name)));
}
