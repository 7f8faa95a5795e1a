import assert from 'node:assert';

/** What a judge would have otherwise. */
export interface Finding {
  /** The name of its rule, and what that says. */
  readonly what: string;
  /** The strategy and the object. */
  readonly where: string;
}

type Judge = 'kube-score' | 'checkov';

/** What is not followed, and why. */
const EXCEPTIONS: ({ reason: string } & Record<Judge, string[]>)[] = [
  {
    reason:
      'A CPU limit throttles requests while the node idles; how much memory a server needs only its owner knows (`resources`).',
    'kube-score': [
      'container-resources of the server: CPU limit is not set',
      'container-resources of the server: Memory limit is not set',
      'container-resources of Envoy: CPU limit is not set',
    ],
    checkov: ['CKV_K8S_11: CPU limits should be set', 'CKV_K8S_13: Memory limits should be set'],
  },
  {
    reason: 'A restart in an outage of the registry should work, and tags that move should not be deployed.',
    'kube-score': [
      'container-image-pull-policy of the server: ImagePullPolicy is not set to Always',
      'container-image-pull-policy of Envoy: ImagePullPolicy is not set to Always',
    ],
    checkov: ['CKV_K8S_15: Image Pull Policy should be Always'],
  },
  {
    reason:
      'The image is the user’s to name; that of Envoy is one with a version, and can be replaced by one with a digest (`image`).',
    'kube-score': [],
    checkov: ['CKV_K8S_43: Image should use digest'],
  },
  {
    reason: 'The user is that of the image: for servers `user` sets it, and Envoy’s is 101.',
    'kube-score': [
      'container-security-context-user-group-id of the server: The container is running with a low user ID',
      'container-security-context-user-group-id of the server: The container running with a low group ID',
      'container-security-context-user-group-id of Envoy: The container is running with a low user ID',
      'container-security-context-user-group-id of Envoy: The container running with a low group ID',
    ],
    checkov: ['CKV_K8S_40: Containers should run as a high UID to avoid host conflict'],
  },
  {
    reason:
      'Root file systems are read-only, and no volume can be written to: what is left is logs, which the kubelet rotates.',
    'kube-score': [
      'container-ephemeral-storage-request-and-limit of the server: Ephemeral Storage limit is not set',
      'container-ephemeral-storage-request-and-limit of the server: Ephemeral Storage request is not set',
      'container-ephemeral-storage-request-and-limit of Envoy: Ephemeral Storage limit is not set',
      'container-ephemeral-storage-request-and-limit of Envoy: Ephemeral Storage request is not set',
    ],
    checkov: [],
  },
  {
    reason:
      'Who may call whom is not known here: callers of other repositories, gateways and Prometheus are not in the manifests.',
    'kube-score': ['pod-networkpolicy: The pod does not have a matching NetworkPolicy'],
    checkov: ['CKV2_K8S_6: Minimize the admission of pods which lack an associated NetworkPolicy'],
  },
  {
    reason: 'Topology spread constraints do it, over nodes and zones.',
    'kube-score': ['deployment-has-host-podantiaffinity: Deployment does not have a host podAntiAffinity set'],
    checkov: [],
  },
  {
    reason:
      'Envoy’s `/ready` says nothing of the pods behind it, so it fails for no outage of others; liveness has five times the patience.',
    'kube-score': ['pod-probes-identical: Container has the same readiness and liveness probe'],
    checkov: [],
  },
];

/** Nothing is found but what is excepted, and all that is excepted is found. */
export function assertOnlyExceptions(judge: Judge, findings: Finding[]): string {
  const excepted = EXCEPTIONS.flatMap((exception) => exception[judge]);
  const others = findings.filter(({ what }) => !excepted.includes(what)).map(({ what, where }) => `${where}: ${what}`);
  assert(!others.length, others.join('; '));
  const stale = excepted.filter((what) => !findings.some((finding) => finding.what === what));
  assert(!stale.length, `no longer found, remove from exceptions.ts: ${stale.join('; ')}`);
  return `nothing but ${excepted.length} points that are not followed`;
}
