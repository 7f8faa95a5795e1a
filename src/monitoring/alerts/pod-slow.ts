import { Duration } from 'cdk8s';
import { ownSeries } from '../subject';
import { AlertDefinition, allOf, FROM_1, inWindow, SERVER } from './definition';

/** Below this difference nobody notices, however many times faster the peers are. */
const NOTICEABLE_SECONDS = 0.1;

/** One pod slower than its peers: overloaded by too many requests, or ill. */
export const podSlow: AlertDefinition = {
  name: 'GrpcPodSlow',
  option: 'podSlow',
  summary: 'One pod of a gRPC server is much slower than its peers.',
  description: `The p99 of pod {{ $labels.pod }} of gRPC server ${SERVER} is {{ $value | humanizeDuration }}, far above that of its peers.`,
  thresholds: FROM_1,
  absent: ({ telemetry }) =>
    telemetry.latency ? undefined : (telemetry.absent?.latency ?? 'the source measures no latencies'),
  defaults: () => ({ for: Duration.minutes(10), threshold: 3, minimumTraffic: 100 }),
  expr: (subject, { threshold, minimumTraffic }) => {
    const { latency, peersLatency, requests } = ownSeries(subject);
    return allOf(
      `${latency} > ${threshold} * ${peersLatency}`,
      `${latency} - ${peersLatency} > ${NOTICEABLE_SECONDS}`,
      // A p99 of fewer requests is that of one of them.
      `${inWindow(subject, requests)} > ${minimumTraffic}`,
    );
  },
};
