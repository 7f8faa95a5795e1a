import { Place, refuse } from '../private/errors';
import { checkDuration, checkLabels } from '../private/names';
import { ALERTS } from './alerts';
import { AlertOptions, MonitoringOptions, MonitorKind, Readiness, Severity } from './options';

/** Refuses what Prometheus would refuse, or what could never fire. */
export function checkMonitoring(place: Place, options: MonitoringOptions): void {
  checkChoice(place, 'readiness', options.readiness, Object.values(Readiness));
  checkChoice(place, 'monitor', options.monitor, Object.values(MonitorKind));
  if (options.window) {
    checkDuration(place, 'window', options.window, 60, 3600);
    if (options.window.toSeconds() % 60 > 0)
      refuse(place, "'window' must be whole minutes", `${options.window.toSeconds()} s`, 'round it');
  }
  if (options.scrapeInterval) checkDuration(place, 'scrapeInterval', options.scrapeInterval, 1, 300);
  checkLabels(place, 'alertLabels', options.alertLabels);
  if (options.runbookUrl !== undefined && !/^https?:\/\/\S+$/.test(options.runbookUrl)) {
    refuse(
      place,
      "'runbookUrl' must be the beginning of a URL",
      options.runbookUrl,
      "pass one such as 'https://runbooks.acme.dev/'",
    );
  }
  for (const { option } of ALERTS) checkAlert(place, option, options[option] ?? {});
}

function checkAlert(place: Place, option: string, alert: AlertOptions): void {
  checkChoice(place, `${option}.severity`, alert.severity, Object.values(Severity));
  if (alert.for) checkDuration(place, `${option}.for`, alert.for, 0, 86400);
  for (const key of ['threshold', 'minimumTraffic'] as const) {
    const value = alert[key];
    if (value !== undefined && !(Number.isFinite(value) && value >= 0)) {
      refuse(place, `'${option}.${key}' must be a number from 0`, value, 'correct it');
    }
  }
}

function checkChoice(place: Place, prop: string, value: string | undefined, choices: string[]): void {
  if (value !== undefined && !choices.includes(value))
    refuse(place, `'${prop}' is unknown`, value, `use ${choices.join(', ')}`);
}
