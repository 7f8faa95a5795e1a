import { MetricsEndpoint } from './endpoint';
import { MonitoringOptions, MonitorKind } from './options';

/** The endpoints that are scraped because of what the library emits; others may be scraped by somebody else. */
export function scrapedEndpoints(
  endpoints: MetricsEndpoint[],
  { enabled = true, monitor, scrapeMesh = false }: MonitoringOptions,
): MetricsEndpoint[] {
  if (!enabled || monitor === MonitorKind.NONE) return [];
  return endpoints.filter(({ scrapedByMesh }) => !scrapedByMesh || scrapeMesh);
}
