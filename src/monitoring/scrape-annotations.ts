import { Place, refuse, Words } from '../private/errors';
import { MetricsEndpoint } from './endpoint';

/** Annotations of pods, by name. */
type Annotations = { [name: string]: string };

const PORT = 'prometheus.io/port';
const PATH = 'prometheus.io/path';

/** What scrape jobs that go by annotations read. */
export function scrapeAnnotations(place: Place, endpoints: MetricsEndpoint[]): Annotations {
  if (endpoints.length > 1) refuseSecondPort(place, endpoints.map(addressOf));
  const [endpoint] = endpoints;
  if (!endpoint) return {};
  return { [PATH]: endpoint.path, [PORT]: String(endpoint.port), 'prometheus.io/scrape': 'true' };
}

/** Refuses annotations of which one would win, and the metrics of the other be gone. */
export function checkScrapeAnnotations(place: Place, existing: Annotations = {}, ours: Annotations = {}): void {
  if (!existing[PORT] || !ours[PORT]) return;
  const both = [existing, ours].map((annotations) =>
    addressOf({ port: annotations[PORT], path: annotations[PATH] ?? '/metrics' }),
  );
  if (both[0] !== both[1]) refuseSecondPort(place, both);
}

function addressOf({ port, path }: { port: number | string; path: string }): string {
  return `:${port}${path}`;
}

function refuseSecondPort(place: Place, addresses: string[]): never {
  refuse(
    place,
    'the annotations of a pod have room for one port that is scraped',
    addresses.map((address) => new Words(address)),
    "use MonitorKind.POD_MONITOR, which scrapes both; without the operator MonitorKind.NONE, and a scrape job that goes by names of ports (docs/monitoring.md, 'Two ports in one pod'); or do without one of them, as by leaving out 'metricsPort'",
  );
}
