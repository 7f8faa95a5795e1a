/** What an operator reads, word by word. */
export const TEXTS = {
  requestsUneven: {
    name: 'GrpcRequestsUneven',
    summary: 'Requests of a gRPC server are not spread evenly over its pods.',
    description: 'The busiest pod of gRPC server <server> gets <value> times the requests of an average pod.',
  },
  requestsUnevenForLong: {
    name: 'GrpcRequestsUnevenForLong',
    summary: 'Requests of a gRPC server have not been spread evenly over its pods for longer than scaling explains.',
    description: 'The busiest pod of gRPC server <server> gets <value> times the requests of an average pod.',
  },
  podIdle: {
    name: 'GrpcPodIdle',
    summary: 'A ready pod of a gRPC server gets no requests.',
    description: 'Pod <pod> of gRPC server <server> is ready and gets no requests, while its peers do.',
  },
  newPodsNotJoined: {
    name: 'GrpcNewPodsNotJoined',
    summary: 'New pods of a gRPC server do not get their share of the requests.',
    description: 'Pods of gRPC server <server> that came in the last hour get <value> of what older pods get.',
  },
  connectionsUneven: {
    name: 'GrpcConnectionsUneven',
    summary: 'Connections of a gRPC server are not spread evenly over its pods.',
    description: 'One pod of gRPC server <server> has <value> times the connections of an average pod.',
  },
  podSlow: {
    name: 'GrpcPodSlow',
    summary: 'One pod of a gRPC server is much slower than its peers.',
    description: 'The p99 of pod <pod> of gRPC server <server> is <value>, far above that of its peers.',
  },
  podFailing: {
    name: 'GrpcPodFailing',
    summary: 'One pod of a gRPC server fails many requests.',
    description: 'Pod <pod> of gRPC server <server> fails <value> of its requests, far more than its peers.',
  },
  metricsMissing: {
    name: 'GrpcMetricsMissing',
    summary: 'Metrics of a gRPC server are missing.',
    description:
      "Metrics or readiness of at least <value> of the pods of gRPC server <server> are missing in Prometheus: the server's other alerts may be silent.",
  },
};

/** An alert, by its option. */
export type Alert = keyof typeof TEXTS;

const RUNBOOKS = 'https://github.com/cdk8s-grpc/cdk8s-grpc/blob/main/docs/runbooks/';

/** What is put into the texts. */
export interface Words {
  readonly server: string;
  readonly pod?: string;
  readonly value?: string;
  readonly runbook?: string;
}

/** The annotations of an alert that fires. */
export function annotations(alert: Alert, { server, pod = '', value = '', runbook }: Words) {
  const { name, summary, description } = TEXTS[alert];
  return {
    summary,
    description: description.replace('<server>', server).replace('<pod>', pod).replace('<value>', value),
    runbook_url: runbook ?? `${RUNBOOKS}${name}.md`,
  };
}
