import { Duration } from 'cdk8s';
import { TelemetrySource } from './telemetry-source';

/** Severity of an alert. */
export enum Severity {
  /** Pages the on-call engineer. */
  CRITICAL = 'critical',
  /** For working hours. */
  WARNING = 'warning',
  /** Context for other alerts. */
  INFO = 'info',
}

/** How the rules know which pods are ready. */
export enum Readiness {
  /** `kube_pod_status_ready` of kube-state-metrics. */
  KUBE_STATE_METRICS = 'kube-state-metrics',
  /** `up`: a scraped pod counts as ready, even one that still starts. The age of pods is then unknown, and alerts that need it are not emitted. */
  UP = 'up',
}

/** How Prometheus scrapes. */
export enum MonitorKind {
  /** A PodMonitor: one scrape per pod, however many Services select it. */
  POD_MONITOR = 'pod-monitor',
  /** A ServiceMonitor on the headless Service alone. */
  SERVICE_MONITOR = 'service-monitor',
  /** Annotations of the pods, `prometheus.io/scrape` and so on, which have room for one port; the rules then match no `job`. */
  ANNOTATIONS = 'annotations',
  /** Nothing is emitted. */
  NONE = 'none',
}

/** One alert. */
export interface AlertOptions {
  /**
   * Whether it is emitted.
   *
   * @default true
   */
  readonly enabled?: boolean;
  /**
   * Its severity.
   *
   * @default Severity.WARNING
   */
  readonly severity?: Severity;
  /**
   * How long its condition must hold, whole seconds.
   *
   * @default - see the alert
   */
  readonly for?: Duration;
  /**
   * What it compares with; the alert says what that is, and whether it fires above or below.
   *
   * @default - see the alert
   */
  readonly threshold?: number;
  /**
   * Traffic of an average pod below which it does not fire, as chance would decide: requests in the window, or connections.
   *
   * `metricsMissing` waits for none, and takes no such option.
   *
   * @default - see the alert
   */
  readonly minimumTraffic?: number;
}

/** Rules, alerts and scrapes of a server. */
export interface MonitoringOptions {
  /**
   * Whether rules and monitors are emitted at all.
   *
   * @default true
   */
  readonly enabled?: boolean;
  /**
   * Where requests are counted.
   *
   * @default - go-grpc-middleware for client-side; the proxy for the other strategies
   */
  readonly source?: TelemetrySource;
  /**
   * How the rules know which pods are ready.
   *
   * @default Readiness.KUBE_STATE_METRICS
   */
  readonly readiness?: Readiness;
  /**
   * Time over which rates are taken, whole minutes, four scrapes or more; it is part of the names of recorded series.
   *
   * @default Duration.minutes(5)
   */
  readonly window?: Duration;
  /**
   * How Prometheus scrapes the metrics of the strategy's proxy and of `metricsPort`.
   *
   * @default MonitorKind.POD_MONITOR
   */
  readonly monitor?: MonitorKind;
  /**
   * Whether the emitted monitor scrapes the proxies of Istio and Linkerd. Leave it off if the mesh's own monitors do: scraped twice, rates double.
   *
   * @default false
   */
  readonly scrapeMesh?: boolean;
  /**
   * Time between two scrapes, whole seconds.
   *
   * @default - Prometheus' own
   */
  readonly scrapeInterval?: Duration;
  /**
   * Further labels of every alert, such as the team that it is routed to; the names must be valid in Prometheus.
   *
   * @default - none
   */
  readonly alertLabels?: { [key: string]: string };
  /**
   * Base of every alert's `runbook_url`, to which the name of the alert is appended.
   *
   * @default - the runbooks of this library
   */
  readonly runbookUrl?: string;
  /**
   * One settled pod gets more than `threshold` (1.5, or 2.5 if the algorithm weighs load) times the average. For 2 min, from 30 requests per pod.
   *
   * A pod is settled when it has been ready for longer than the convergence and the window.
   *
   * @default - on
   */
  readonly requestsUneven?: AlertOptions;
  /**
   * The same for all ready pods, for longer than a scale-up explains: 15 min, or convergence + window + 5 min. Silent while `requestsUneven` fires.
   *
   * @default - on
   */
  readonly requestsUnevenForLong?: AlertOptions;
  /**
   * A settled pod gets nothing, or no more than `threshold` (0) requests per second, while an average one gets 30 in the window. For 5 min.
   *
   * If the source cannot leave out the kubelet's probes, their rate is the threshold, and an average pod must get ten times as much.
   *
   * @default - on
   */
  readonly podIdle?: AlertOptions;
  /**
   * One settled pod has more than `threshold` (2) times the connections of an average one. For 15 min, from 5 connections per pod.
   *
   * @default - on if the source counts connections
   */
  readonly connectionsUneven?: AlertOptions;
  /**
   * The p99 of one pod is more than `threshold` (3) times that of its peers, and 100 ms above it. For 10 min, from 100 requests per pod.
   *
   * @default - on if the source measures latencies, and streams end
   */
  readonly podSlow?: AlertOptions;
  /**
   * One pod fails more than `threshold` (0.05) of its requests, three times as many as its peers, and more than chance explains. For 5 min, from 100 requests per pod.
   *
   * @default - on if the source counts errors
   */
  readonly podFailing?: AlertOptions;
  /**
   * More than `threshold` (0) pods are ready and have no metrics; or they have metrics, and it is not known which are ready, since when, and at
   * which address. For 15 min.
   *
   * With gRPC probes also if no pod shows any series of the source; with `Readiness.UP` if no pod is up.
   *
   * @default - on
   */
  readonly metricsMissing?: AlertOptions;
  /**
   * Pods that started in the last hour, after the others, have settled and get less than `threshold` (0.5) times the requests of older ones. For 5 min, from 100 requests per pod.
   *
   * @default - on if clients notice new pods with a delay
   */
  readonly newPodsNotJoined?: AlertOptions;
}
