import { Duration } from 'cdk8s';
import { matchers, promDuration } from '../private/promql';
import { MonitoringOptions, Readiness } from './options';
import { Telemetry } from './telemetry';

/** The server that rules are about, and all that they depend on. */
export interface RuleSubject {
  readonly serverName: string;
  readonly namespace: string;
  readonly telemetry: Telemetry;
  /** Regular expression (RE2, anchored) that the names of the pods match, and those of no other server. */
  readonly podNames: string;
  /** Longest time until a new pod gets its share. */
  readonly convergence: Duration;
  /** Whether clients notice new pods only with time, which is then to be watched. */
  readonly joinsSlowly: boolean;
  /** Whether equal shares are what the algorithm aims at. */
  readonly evenShares: boolean;
  /** Whether the kubelet calls the pods by gRPC: the source shows it, even if nobody else calls. */
  readonly grpcProbes: boolean;
  readonly options: MonitoringOptions;
}

/** Names of the recorded series: what dashboards and alerts read, and part of the public API. */
export function seriesOf({ window }: MonitoringOptions) {
  const rate = `rate${promDuration(window ?? DEFAULT_WINDOW)}`;
  return {
    ready: 'grpc_server_pod:ready:count',
    age: 'grpc_server_pod:age:seconds',
    settled: 'grpc_server_pod:settled:count',
    visible: 'grpc_server_pod:visible:count',
    requests: `grpc_server_pod:requests:${rate}`,
    share: `grpc_server_pod:requests_share:ratio_${rate}`,
    average: `grpc_server:requests:avg_${rate}`,
    skew: `grpc_server:requests_skew:ratio_${rate}`,
    settledRequests: `grpc_server_pod:settled_requests:${rate}`,
    settledAverage: `grpc_server:settled_requests:avg_${rate}`,
    settledSkew: `grpc_server:settled_requests_skew:ratio_${rate}`,
    fairness: `grpc_server:requests_fairness:ratio_${rate}`,
    connections: 'grpc_server_pod:connections:sum',
    latency: `grpc_server_pod:latency_p99:seconds_${rate}`,
    peersLatency: `grpc_server_pod:peers_latency_p99:seconds_${rate}`,
    errors: `grpc_server_pod:errors:${rate}`,
    errorRatio: `grpc_server_pod:errors:ratio_${rate}`,
  };
}

/** Time over which rates are taken, if nobody says. */
export const DEFAULT_WINDOW = Duration.minutes(5);

/** Time over which rates are taken. */
export function windowOf({ options }: RuleSubject): Duration {
  return options.window ?? DEFAULT_WINDOW;
}

/** Whether the age of pods is known. */
export function knowsAge({ options }: RuleSubject): boolean {
  return (options.readiness ?? Readiness.KUBE_STATE_METRICS) === Readiness.KUBE_STATE_METRICS;
}

/** Time after which a pod must have got its share, and shows it in a whole window. */
export function settlingTime(subject: RuleSubject): Duration {
  return Duration.seconds(subject.convergence.toSeconds() + windowOf(subject).toSeconds());
}

/** The recorded series of this server alone, by their keys. */
export function ownSeries({ serverName, namespace, options }: RuleSubject): ReturnType<typeof seriesOf> {
  const server = matchers({ grpc_server: serverName, namespace });
  const series = seriesOf(options);
  const own = Object.entries(series).map(([key, name]) => [key, `${name}{${server}}`]);
  return Object.fromEntries(own) as typeof series;
}
