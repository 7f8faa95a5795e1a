/** Every option of the monitoring in its valid range; the types make a new one a compile error here. */
import { Duration } from 'cdk8s';
import * as fc from 'fast-check';
import { monitoring } from '../../../src';
import { oneOf, Props, seconds, some } from './parts';

const { MonitorKind, Readiness, Severity, TelemetrySource } = monitoring;

const alertProps = (least: number, most: number): Props<monitoring.AlertOptions> => ({
  enabled: fc.boolean(),
  severity: oneOf(...Object.values(Severity)),
  for: seconds(0, 86400),
  threshold: fc.double({ min: least, max: most, noNaN: true }),
  minimumTraffic: fc.double({ min: 0, max: 1000, noNaN: true }),
});
const count = alertProps(0, 1000);
const skew = some(alertProps(1, 1000));
const ratio = some(alertProps(0.001, 0.999));
/** Which waits for no traffic. */
const { minimumTraffic, ...missing } = count;

const sources: (() => monitoring.TelemetrySource)[] = [
  TelemetrySource.goGrpcMiddleware,
  TelemetrySource.javaGrpcPrometheus,
  TelemetrySource.grpcOpenTelemetry,
  TelemetrySource.openTelemetry,
  TelemetrySource.openTelemetryOld,
  TelemetrySource.micrometer,
  TelemetrySource.istio,
  TelemetrySource.linkerdInbound,
  TelemetrySource.linkerdOutbound,
  TelemetrySource.envoy,
];

const options: Props<monitoring.MonitoringOptions> = {
  enabled: fc.boolean(),
  source: oneOf(...sources).map((source) => source()),
  readiness: oneOf(...Object.values(Readiness)),
  window: fc.integer({ min: 1, max: 60 }).map((minutes) => Duration.minutes(minutes)),
  monitor: oneOf(...Object.values(MonitorKind)),
  scrapeMesh: fc.boolean(),
  // Four of them must fit into the shortest window.
  scrapeInterval: seconds(1, 15),
  alertLabels: fc.dictionary(oneOf('team', 'tier'), oneOf('a', 'true', '1e3'), { maxKeys: 2 }),
  runbookUrl: oneOf('https://runbooks.example/', 'https://r.example/#'),
  requestsUneven: skew,
  requestsUnevenForLong: skew,
  podIdle: some(count),
  connectionsUneven: skew,
  podSlow: skew,
  podFailing: ratio,
  metricsMissing: some(missing),
  newPodsNotJoined: ratio,
};

/** What is watched. */
export const monitoringOptions = some(options);
