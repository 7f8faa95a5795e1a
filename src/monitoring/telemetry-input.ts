import { refuse } from '../private/errors';
import { isText } from '../private/input/values';
import { checkStruct } from '../private/input/shapes';
import { Telemetry } from './telemetry';

const FACTORY = 'TelemetrySource.custom';

/** Refuses names that make no PromQL: Prometheus would not load the rule, nor any other of its file. */
export function checkTelemetry(telemetry: Telemetry): void {
  checkStruct(FACTORY, 'telemetry', telemetry);
  const { requests, selector, errors, latency, connections } = telemetry;
  checkMetric('requests', requests);
  checkSelector('selector', selector);
  if (errors) checkSeries('errors.metric', errors.metric, errors.selector);
  if (latency) checkSeries('latency.buckets', latency.buckets, latency.selector);
  if (connections) checkSeries('connections.metric', connections.metric, connections.selector);
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
