import { Construct } from 'constructs';
import { NAME_LABEL } from '../private/input/names';
import { MetricsEndpoint } from './endpoint';
import { podMonitor } from './monitors';
import { MonitoringOptions, MonitorKind } from './options';
import { scrapeAnnotations } from './scrape-annotations';
import { scrapedEndpoints } from './scraped-endpoints';

/** Picks the pods of one client, whose own labels are its user's. */
const CLIENT_LABEL = 'cdk8s-grpc/client';

/** What a client is called. */
export interface ClientNames {
  readonly clientName: string;
  readonly namespace: string;
  readonly labels: { [key: string]: string };
}

/** What pods need so that they are scraped. */
export interface ScrapedPods {
  readonly labels?: { [key: string]: string };
  readonly annotations?: { [key: string]: string };
}

/** Lets Prometheus scrape the proxy in a client's pods; returns what the pods need for it. There is no Service for a ServiceMonitor to go by. */
export function monitorClient(
  scope: Construct,
  { clientName, namespace, labels }: ClientNames,
  metrics: MetricsEndpoint | undefined,
  options: MonitoringOptions,
): ScrapedPods {
  const endpoints = scrapedEndpoints(metrics ? [{ ...metrics, proxy: true }] : [], options);
  if (endpoints.length === 0) return {};
  if (options.monitor === MonitorKind.ANNOTATIONS) return { annotations: scrapeAnnotations(scope, endpoints) };
  const selector = { [CLIENT_LABEL]: clientName };
  podMonitor(scope, {
    metadata: { name: `${clientName}-grpc-client`, namespace, labels: { [NAME_LABEL]: clientName, ...labels } },
    endpoints,
    interval: options.scrapeInterval,
    selector,
    name: clientName,
  });
  return { labels: selector };
}
