import { Place, refuse } from '../private/errors';
import { checkChoice, checkDuration, checkPort, isText } from '../private/input/values';
import { checkFlag, checkShapes, checkStruct } from '../private/input/shapes';
import { ALERTS } from './alerts';
import { GrpcMonitoringProps } from './grpc-monitoring-props';
import { DEFAULT_WINDOW } from './subject';
import { AlertOptions, MonitoringOptions, MonitorKind, Readiness, Severity } from './options';

/** Refuses what Prometheus would refuse, or what could never fire. */
export function checkMonitoring(place: Place, options: MonitoringOptions): void {
  checkShapes(place, options, {
    flags: ['enabled', 'scrapeMesh'],
    structs: ['alertLabels', ...ALERTS.map(({ option }) => option)],
  });
  // A function has a `bind` too: a factory that was not called.
  const { source } = options;
  if (source !== undefined && !(typeof source === 'object' && typeof source?.bind === 'function')) {
    const remedy = 'pass what a factory of TelemetrySource returns, such as TelemetrySource.micrometer()';
    refuse(place, "'source' must be a TelemetrySource", source, remedy);
  }
  checkChoice(place, 'readiness', options.readiness, Object.values(Readiness));
  checkChoice(place, 'monitor', options.monitor, Object.values(MonitorKind));
  if (options.window) {
    checkDuration(place, 'window', options.window, 60, 3600);
    if (options.window.toSeconds() % 60 > 0)
      refuse(place, "'window' must be whole minutes", options.window, 'round it');
  }
  if (options.scrapeInterval) checkDuration(place, 'scrapeInterval', options.scrapeInterval, 1, 300);
  checkAlertLabels(place, options.alertLabels);
  if (options.runbookUrl !== undefined && !/^https?:\/\/\S+$/.test(options.runbookUrl)) {
    refuse(
      place,
      "'runbookUrl' must be the beginning of a URL",
      options.runbookUrl,
      "pass one such as 'https://runbooks.acme.dev/'",
    );
  }
  for (const { option } of ALERTS) {
    const alert = options[option];
    if (alert) checkAlert(place, option, alert);
  }
}

/** Labels that alerts have already: by them they are told apart, and routed. */
const TAKEN = ['alertname', 'severity', 'namespace', 'grpc_server', 'pod'];

/** Unlike those of Kubernetes, names of labels have no dots, dashes or slashes; values may be any text. */
function checkAlertLabels(place: Place, labels: { [key: string]: string } = {}): void {
  for (const [key, value] of Object.entries(labels)) {
    if (!/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(key) || key.startsWith('__')) {
      const remedy = 'use letters, digits and underscores, and begin with a letter';
      refuse(place, "'alertLabels' has a name that Prometheus does not take", key, remedy);
    }
    if (TAKEN.includes(key)) {
      refuse(place, "'alertLabels' has a label that the alerts have already", key, 'choose another name');
    }
    if (typeof value !== 'string')
      refuse(place, `'alertLabels' must have text for '${key}'`, value, 'put it in quotes');
  }
}

const SCRAPES_IN_WINDOW = 4;

/** Refuses rates that would have no value, or only now and then. */
export function checkScrapes(place: Place, { window = DEFAULT_WINDOW, scrapeInterval }: MonitoringOptions): void {
  const least = SCRAPES_IN_WINDOW * (scrapeInterval?.toSeconds() ?? 0);
  if (window.toSeconds() < least) {
    refuse(
      place,
      `'window' must hold ${SCRAPES_IN_WINDOW} scrapes, at least ${least} s`,
      window,
      "lengthen it, or shorten 'scrapeInterval'",
    );
  }
}

/** Refuses what would make rules of no pod, without a word. */
export function checkWatched(place: Place, props: GrpcMonitoringProps): void {
  checkShapes(place, props, {
    flags: ['joinsSlowly', 'evenShares'],
    structs: ['podSelector', 'serviceSelector', 'labels', 'annotations'],
    lists: ['endpoints'],
  });
  props.endpoints?.forEach((endpoint, index) => {
    checkStruct(place, `endpoints[${index}]`, endpoint);
    checkPort(place, `endpoints[${index}].port`, endpoint.port);
  });
  if (props.convergence !== undefined) checkDuration(place, 'convergence', props.convergence, 0, 2 * 86400);
  if (props.workloadKind !== undefined && !isText(props.workloadKind, /^[A-Z][A-Za-z0-9]*$/)) {
    const remedy = "write it as manifests do, such as 'StatefulSet'";
    refuse(place, "'workloadKind' must be a kind of Kubernetes", props.workloadKind, remedy);
  }
}

function checkAlert(place: Place, option: string, alert: AlertOptions): void {
  checkFlag(place, `${option}.enabled`, alert.enabled);
  checkChoice(place, `${option}.severity`, alert.severity, Object.values(Severity));
  if (alert.for) checkDuration(place, `${option}.for`, alert.for, 0, 86400);
  for (const key of ['threshold', 'minimumTraffic'] as const) {
    const value = alert[key];
    if (value !== undefined && !(Number.isFinite(value) && value >= 0)) {
      refuse(place, `'${option}.${key}' must be a number from 0`, value, 'correct it');
    }
  }
}
