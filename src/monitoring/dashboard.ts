import { Duration } from 'cdk8s';
import { DASHBOARD_TEMPLATE } from './dashboard-template.generated';
import { runbookIndex, runbookOf } from './runbooks';
import { seriesOf } from './subject';
import { TelemetrySource } from './telemetry-source';

/** What the dashboard depends on. */
export interface DashboardOptions {
  /** Identity in Grafana, by which links and updates find it. */
  readonly uid: string;
  readonly title: string;
  readonly window?: Duration;
  readonly source?: TelemetrySource;
  readonly runbookUrl?: string;
}

/** Words in angle brackets, by which the template names what is not known before. */
type Texts = { [place: string]: string | undefined };

/** The Grafana dashboard for all servers whose rules take rates over the same window. */
export function dashboard({ uid, title, window, source, runbookUrl }: DashboardOptions): any {
  const texts: Texts = {
    uid,
    title,
    runbooks: runbookIndex(runbookUrl),
    runbook: runbookOf('${__value.raw}', runbookUrl),
    ...seriesOf({ window }),
    ...(source && scraped(source)),
  };
  const { templating, panels, ...rest } = DASHBOARD_TEMPLATE;
  return filled(
    {
      ...rest,
      templating: { list: templating.list.filter((variable: any) => isKnown(variable, texts)) },
      panels: panels.filter((panel: any) => isKnown(panel, texts)),
    },
    texts,
  );
}

/** Names of the metrics themselves, with Grafana's variables in place of a server. */
function scraped(source: TelemetrySource): Texts {
  // By what Kubernetes makes of the server's name, and no job: what a rule knows would be missing with the rule.
  const telemetry = source.bind({
    serverName: '$server',
    namespace: '$namespace',
    podNames: '$server-.*',
    jobName: '',
  });
  const { sourceName, requests, selector, podLabel = 'pod', errors } = telemetry;
  return {
    source: sourceName,
    podLabel,
    rawRequests: `${requests}{${selector}}`,
    rawErrors: errors && `${errors.metric}{${errors.selector ?? selector}}`,
  };
}

const PLACE = /<(\w+)>/g;

function isKnown(part: any, texts: Texts): boolean {
  return [...JSON.stringify(part).matchAll(PLACE)].every(([, place]) => texts[place] !== undefined);
}

function filled(value: any, texts: Texts): any {
  if (typeof value === 'string') return value.replace(PLACE, (_, place) => texts[place]!);
  if (Array.isArray(value)) return value.map((item) => filled(item, texts));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, filled(field, texts)]));
}
