import { Place, refuse } from '../private/errors';
import { checkChoice, checkDurations, isText } from '../private/input/values';
import { checkFlag, checkShapes } from '../private/input/shapes';
import { ALERTS } from './alerts';
import { DEFAULT_WINDOW } from './subject';
import { AlertDefinition } from './alerts/definition';
import { AlertOptions, MonitoringOptions, MonitorKind, Readiness, Severity } from './options';

const SHAPES = {
  flags: ['enabled', 'scrapeMesh'],
  structs: ['alertLabels', ...ALERTS.map(({ option }) => option)],
};

/** Refuses what Prometheus would refuse, or what could never fire. */
export function checkMonitoring(place: Place, options: MonitoringOptions): void {
  checkShapes(place, options, SHAPES);
  // A function has a `bind` too: a factory that was not called.
  const { source } = options;
  if (source !== undefined && !(typeof source === 'object' && typeof source?.bind === 'function')) {
    const remedy = 'pass what a factory of TelemetrySource returns, such as TelemetrySource.micrometer()';
    refuse(place, "'source' must be a TelemetrySource", source, remedy);
  }
  checkChoice(place, 'readiness', options.readiness, Object.values(Readiness));
  checkChoice(place, 'monitor', options.monitor, Object.values(MonitorKind));
  checkDurations(place, options, { window: [60, 3600], scrapeInterval: [1, 300] });
  if (options.window !== undefined && options.window.toSeconds() % 60 > 0) {
    refuse(place, "'window' must be whole minutes", options.window, 'round it');
  }
  checkAlertLabels(place, options.alertLabels);
  if (options.runbookUrl !== undefined && !isText(options.runbookUrl, /^https?:\/\/\S+$/)) {
    const remedy = "pass one such as 'https://runbooks.acme.dev/'";
    refuse(place, "'runbookUrl' must be the beginning of a URL", options.runbookUrl, remedy);
  }
  for (const alert of ALERTS) {
    const given = options[alert.option];
    if (given) checkAlert(place, alert, given);
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

function checkAlert(place: Place, { option, thresholds, ignoresTraffic }: AlertDefinition, alert: AlertOptions): void {
  const { enabled, severity, threshold, minimumTraffic } = alert;
  checkFlag(place, `${option}.enabled`, enabled);
  checkChoice(place, `${option}.severity`, severity, Object.values(Severity));
  checkDurations(place, alert, { for: [0, 86400] }, `${option}.`);
  if (threshold !== undefined && !(Number.isFinite(threshold) && thresholds.has(threshold))) {
    refuse(place, `'${option}.threshold' must be ${thresholds.words}`, threshold, 'correct it');
  }
  if (minimumTraffic === undefined) return;
  if (ignoresTraffic) refuse(place, `'${option}.minimumTraffic' has no effect`, minimumTraffic, 'leave it out');
  if (!(Number.isFinite(minimumTraffic) && minimumTraffic >= 0)) {
    refuse(place, `'${option}.minimumTraffic' must be a number from 0`, minimumTraffic, 'correct it');
  }
}
