import { monitoring } from '../../src';
import * as libraries from './shapes/libraries';
import * as proxies from './shapes/proxies';

const { TelemetrySource } = monitoring;

/** Signals that some sources lack. */
export type Signal = 'latency' | 'connections';

/** A source of the library, and the series that it stands for. */
export interface SourceUnderTest {
  readonly key: string;
  readonly shape: libraries.Shape;
  readonly lacks: Signal[];
  /** p99 of a pod whose requests take 1.8 s, as far as the buckets tell. */
  readonly p99?: string;
  /** Whether a server that was never called can be told from one whose metrics are missing. */
  readonly showsUncalled: boolean;
  /** Whether it is a library in the server: what is scraped there has the job and the labels of that scrape. */
  readonly inServer: boolean;
  /** Labels can be renamed where a scrape or a collector did. */
  source(labels?: monitoring.TelemetryOptions): monitoring.TelemetrySource;
}

function inServer(
  key: keyof typeof libraries & keyof typeof TelemetrySource,
  p99: string,
  source: SourceUnderTest['source'],
): SourceUnderTest {
  const shape = libraries[key] as libraries.Shape;
  return { key, shape, source, p99, lacks: ['connections'], showsUncalled: true, inServer: true };
}

/** Every source. */
export const SOURCES: SourceUnderTest[] = [
  inServer('goGrpcMiddleware', '2.485s', (labels) => TelemetrySource.goGrpcMiddleware(labels)),
  inServer('javaGrpcPrometheus', '1.99s', (labels) => TelemetrySource.javaGrpcPrometheus(labels)),
  inServer('grpcOpenTelemetry', '1.99s', (labels) => TelemetrySource.grpcOpenTelemetry(labels)),
  inServer('openTelemetry', '2.485s', (labels) => TelemetrySource.openTelemetry(labels)),
  inServer('openTelemetryOld', '2.485s', (labels) => TelemetrySource.openTelemetryOld(labels)),
  inServer('micrometer', '2.144s', (labels) => TelemetrySource.micrometer(labels)),
  {
    key: 'istio',
    shape: proxies.istio,
    source: (labels) => TelemetrySource.istio(labels),
    p99: '2.485s',
    lacks: ['connections'],
    showsUncalled: true,
    inServer: false,
  },
  {
    key: 'linkerdInbound',
    shape: proxies.linkerdInbound,
    source: (labels) => TelemetrySource.linkerdInbound(labels),
    p99: '1.99s',
    lacks: [],
    showsUncalled: true,
    inServer: false,
  },
  {
    key: 'linkerdOutbound',
    shape: proxies.linkerdOutbound,
    source: (labels) => TelemetrySource.linkerdOutbound(labels),
    p99: '1.99s',
    lacks: [],
    showsUncalled: false,
    inServer: false,
  },
  {
    key: 'envoy',
    shape: proxies.envoy,
    source: (labels) => TelemetrySource.envoy(labels),
    lacks: ['latency'],
    showsUncalled: true,
    inServer: false,
  },
  {
    key: 'custom',
    shape: proxies.custom,
    source: () => TelemetrySource.custom(CUSTOM),
    p99: '2.485s',
    lacks: [],
    showsUncalled: false,
    inServer: false,
  },
];

/** Metrics of one's own, with a label for the pod that is called differently. */
const CUSTOM: monitoring.Telemetry = {
  sourceName: 'own',
  requests: 'calls_total',
  selector: 'env="demo",app="greeter"',
  podLabel: 'k8s_pod',
  errors: { metric: 'calls_total', selector: 'env="demo",app="greeter",result="failed"' },
  latency: { buckets: 'call_milliseconds_bucket', unitsPerSecond: 1000 },
  connections: { metric: 'calls_open_connections' },
};
