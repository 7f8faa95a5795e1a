import { Duration } from 'cdk8s';
import { TelemetrySource } from './telemetry-source';

/** How bad an alert is. */
export enum Severity {
  /** Wakes somebody. */
  CRITICAL = 'critical',
  /** Is looked at in working hours. */
  WARNING = 'warning',
  /** Is read beside other alerts. */
  INFO = 'info',
}

/** How it is known which pods are ready. */
export enum Readiness {
  /** `kube_pod_status_ready` of kube-state-metrics. */
  KUBE_STATE_METRICS = 'kube-state-metrics',
  /** `up`: that a pod was scraped, which starting pods are too. The age of pods is unknown then, and what needs it is left out. */
  UP = 'up',
}

/** How Prometheus is told to scrape. */
export enum MonitorKind {
  /** A PodMonitor: one scrape per pod, whatever number of Services select it. */
  POD_MONITOR = 'pod-monitor',
  /** A ServiceMonitor on the headless Service alone. */
  SERVICE_MONITOR = 'service-monitor',
  /** Annotations of the pods, `prometheus.io/scrape` and so on, which have room for one port; the job is then not known by name. */
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
   * How bad it is.
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
   * Value above which it fires; what it measures is said at the alert.
   *
   * @default - see the alert
   */
  readonly threshold?: number;
  /**
   * Traffic of an average pod below which chance decides: requests in the window, or connections.
   *
   * @default - see the alert
   */
  readonly minimumTraffic?: number;
}

/** What is watched of a server, and how. */
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
   * How it is known which pods are ready.
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
   * How Prometheus is told to scrape what the strategy or `metricsPort` shows.
   *
   * @default MonitorKind.POD_MONITOR
   */
  readonly monitor?: MonitorKind;
  /**
   * Whether the proxies of Istio and Linkerd are scraped by a monitor of ours. Leave it off where the mesh's own monitors do it: scraped twice, rates double.
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
   * Further labels of every alert, such as the team that it is routed to; with names as Prometheus has them.
   *
   * @default - none
   */
  readonly alertLabels?: { [key: string]: string };
  /**
   * What the name of an alert is appended to for its `runbook_url`.
   *
   * @default - the runbooks of this library
   */
  readonly runbookUrl?: string;
  /**
   * One settled pod gets more than `threshold` (1.5, or 2.5 where the algorithm weighs load) times the average. For 2 min, from 30 requests per pod.
   *
   * Settled is a pod that has been ready for longer than the convergence and the window.
   *
   * @default - on
   */
  readonly requestsUneven?: AlertOptions;
  /**
   * The same of all ready pods, for longer than a scale-up explains: 15 min, or convergence + window + 5 min. Silent while `requestsUneven` tells it.
   *
   * @default - on
   */
  readonly requestsUnevenForLong?: AlertOptions;
  /**
   * A settled pod gets nothing, or no more than `threshold` (0) requests per second, while an average one gets 30 in the window. For 5 min.
   *
   * Where the source cannot leave out the kubelet's probes, they are the threshold, and an average pod must get ten times as much.
   *
   * @default - on
   */
  readonly podIdle?: AlertOptions;
  /**
   * One settled pod has more than `threshold` (2) times the connections of an average one. For 15 min, from 5 connections per pod.
   *
   * @default - on where the source counts connections
   */
  readonly connectionsUneven?: AlertOptions;
  /**
   * The p99 of one pod is more than `threshold` (3) times that of its peers, and 100 ms above it. For 10 min, from 100 requests per pod.
   *
   * @default - on where the source measures latencies
   */
  readonly podSlow?: AlertOptions;
  /**
   * One pod fails more than `threshold` (0.05) of its requests, three times as many as its peers, and more than chance explains. For 5 min, from 100 requests per pod.
   *
   * @default - on where the source counts errors
   */
  readonly podFailing?: AlertOptions;
  /**
   * Pods are ready and not seen, more than `threshold` (0); or they are seen, and nothing says whether they are ready. For 15 min.
   *
   * @default - on
   */
  readonly metricsMissing?: AlertOptions;
  /**
   * Pods that came in the last hour, after the others, have settled, and get less than `threshold` (0.5) times the requests of older ones. For 5 min, from 100 requests per pod.
   *
   * @default - on where clients notice new pods only with time
   */
  readonly newPodsNotJoined?: AlertOptions;
}
