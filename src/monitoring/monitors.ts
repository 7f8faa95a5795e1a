import { ApiObject, ApiObjectMetadata, Duration } from 'cdk8s';
import { Construct } from 'constructs';
import {
  PodMonitorSpec,
  PodMonitorSpecPodMetricsEndpoints,
  PodMonitorSpecPodMetricsEndpointsRelabelingsAction as PodAction,
} from '../../imports/pod-monitor';
import {
  ServiceMonitorSpecEndpoints,
  ServiceMonitorSpecEndpointsRelabelingsAction as ServiceAction,
  ServiceMonitorSpecEndpointsTargetPort as TargetPort,
  toJson_ServiceMonitorSpec,
} from '../../imports/service-monitor';
import { promDuration } from '../private/promql';
import { MetricsEndpoint } from './endpoint';

/** What a monitor is made of. */
export interface MonitorOptions {
  readonly metadata: ApiObjectMetadata;
  readonly endpoints: MetricsEndpoint[];
  readonly interval?: Duration;
  readonly selector: { [key: string]: string };
  /** Name of the server or the client whose pods are scraped. */
  readonly name: string;
}

/**
 * The scrape job of an endpoint.
 *
 * A proxy has one of its own: `up` of what counts the requests must not be taken for that of the proxy beside it. It is the job that tells
 * them apart, as we set it ourselves: the operator's label `endpoint` is the name of a port in one kind of monitor and its number in the other.
 */
export function jobName(name: string, { proxy = false }: MetricsEndpoint): string {
  return proxy ? `${name}-proxy` : name;
}

/** Scrapes every pod once, whatever number of Services select it. */
export function podMonitor(scope: Construct, options: MonitorOptions): ApiObject {
  const podMetricsEndpoints = options.endpoints.map((endpoint): PodMonitorSpecPodMetricsEndpoints => ({
    port: endpoint.portName,
    path: endpoint.path,
    interval: options.interval && promDuration(options.interval),
    relabelings: relabelings(endpoint, options, PodAction),
  }));
  // None of its types is a union: a struct is its own JSON.
  const spec: PodMonitorSpec = { podMetricsEndpoints, selector: {} };
  return monitor(scope, 'PodMonitor', options, spec);
}

/** Scrapes the pods behind one Service; by the port of the pod, as the Service has none for metrics. */
export function serviceMonitor(scope: Construct, options: MonitorOptions): ApiObject {
  const endpoints = options.endpoints.map((endpoint): ServiceMonitorSpecEndpoints => ({
    targetPort: TargetPort.fromNumber(endpoint.port),
    path: endpoint.path,
    interval: options.interval && promDuration(options.interval),
    relabelings: relabelings(endpoint, options, ServiceAction),
  }));
  return monitor(scope, 'ServiceMonitor', options, toJson_ServiceMonitorSpec({ endpoints, selector: {} }));
}

/** The job is set, since both kinds of monitor would call it differently, and no expression would fit both. */
function relabelings<Action>(
  endpoint: MetricsEndpoint,
  { name }: MonitorOptions,
  { LABELMAP, REPLACE }: { LABELMAP: Action; REPLACE: Action },
) {
  return [
    // The API server adds the default: Argo CD, where it applies server-side, would see a difference for ever (argoproj/argo-cd#11074).
    { action: REPLACE, targetLabel: 'job', replacement: jobName(name, endpoint) },
    ...(endpoint.labelMap ? [{ action: LABELMAP, regex: endpoint.labelMap }] : []),
  ];
}

function monitor(scope: Construct, kind: string, { metadata, selector }: MonitorOptions, spec: any): ApiObject {
  // Beside the generated types, as the labels may come only when they are rendered.
  const selecting = { ...spec, selector: { matchLabels: selector } };
  return new ApiObject(scope, kind, { apiVersion: 'monitoring.coreos.com/v1', kind, metadata, spec: selecting });
}
