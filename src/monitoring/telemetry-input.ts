import { Place, refuse } from '../private/errors';
import { isText } from '../private/input/values';
import { checkFlag, checkStruct } from '../private/input/shapes';
import { Telemetry } from './telemetry';
import { TelemetryOptions } from './telemetry-options';

const FACTORY = 'TelemetrySource.custom';

/** Refuses names that make no PromQL: Prometheus would not load the rule, nor any other of its file. */
export function checkTelemetry(telemetry: Telemetry): void {
  checkStruct(FACTORY, 'telemetry', telemetry);
  const { requests, selector, errors, latency, connections, podLabel, upSelector, presence, probedSelector } =
    telemetry;
  checkMetric('requests', requests);
  checkSelector('selector', selector);
  if (errors) checkSeries('errors.metric', errors.metric, errors.selector);
  if (latency) checkSeries('latency.buckets', latency.buckets, latency.selector);
  if (connections) checkSeries('connections.metric', connections.metric, connections.selector);
  if (podLabel !== undefined) checkLabel(FACTORY, 'podLabel', podLabel);
  checkFlag(FACTORY, 'podLabelIsAddress', telemetry.podLabelIsAddress);
  if (upSelector !== undefined) checkSelector('upSelector', upSelector);
  if (presence) checkSeries('presence.metric', presence.metric, presence.selector);
  if (probedSelector !== undefined) checkSelector('probedSelector', probedSelector);
}

/** Refuses names of labels that make no PromQL. */
export function checkTelemetryOptions(options: TelemetryOptions): void {
  checkStruct('TelemetrySource', 'options', options);
  for (const option of ['podLabel', 'namespaceLabel', 'codeLabel', 'serviceLabel'] as const) {
    const label = options[option];
    if (label !== undefined) checkLabel('TelemetrySource', option, label);
  }
  // Empty: the job is never matched.
  const { jobLabel = '' } = options;
  if (jobLabel !== '') checkLabel('TelemetrySource', 'jobLabel', jobLabel);
}

function checkSeries(prop: string, metric: string, selector?: string): void {
  checkMetric(prop, metric);
  if (selector !== undefined) checkSelector(prop.replace(/\.\w+$/, '.selector'), selector);
}

function checkMetric(prop: string, value: string): void {
  if (!isText(value, /^[a-zA-Z_:][a-zA-Z0-9_:]*$/))
    refuse(FACTORY, `'${prop}' must be the name of a metric`, value, "pass one such as 'acme_requests_total'");
}

function checkSelector(prop: string, value: string): void {
  if (!isText(value, /^(?!\s*\{)/)) {
    const remedy = `pass such as 'namespace="demo",job="greeter"'`;
    refuse(FACTORY, `'${prop}' must be matchers of labels without the braces around them`, value, remedy);
  }
}

function checkLabel(place: Place, prop: string, value: string): void {
  if (!isText(value, /^[a-zA-Z_][a-zA-Z0-9_]*$/)) {
    const remedy = 'use letters, digits and underscores, and begin with a letter or underscore';
    refuse(place, `'${prop}' must be the name of a label in Prometheus`, value, remedy);
  }
}
