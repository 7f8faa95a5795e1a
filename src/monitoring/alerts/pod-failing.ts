import { Duration } from 'cdk8s';
import { own, seriesOf } from '../subject';
import { AlertDefinition, allOf, CHANCE, inWindow, SERVER } from './definition';

/** How many times the error ratio of its peers a pod must have: what all pods fail is no matter of balance. */
const TIMES_PEERS = 3;

/** One pod that fails, and goes on getting its share. */
export const podFailing: AlertDefinition = {
  name: 'GrpcPodFailing',
  option: 'podFailing',
  summary: 'One pod of a gRPC server fails many requests.',
  description: `Pod {{ $labels.pod }} of gRPC server ${SERVER} fails {{ $value | humanizePercentage }} of its requests, far more than its peers.`,
  thresholds: { words: 'a number from 0 and below 1', has: (threshold) => threshold >= 0 && threshold < 1 },
  absent: ({ telemetry }) =>
    telemetry.errors ? undefined : (telemetry.absent?.errors ?? 'the source counts no errors'),
  defaults: () => ({ for: Duration.minutes(5), threshold: 0.05, minimumTraffic: 100 }),
  expr: (subject, { threshold, minimumTraffic }) => {
    const series = seriesOf(subject.options);
    const [ratio, errors, requests] = [series.errorRatio, series.errors, series.requests].map((name) =>
      own(subject, name),
    );
    const ofPeers = (values: string) =>
      `(sum without (pod) (${values}) - on (grpc_server, namespace) group_right () ${values})`;
    const ofOthers = `(${ofPeers(errors)} / ${ofPeers(requests)})`;
    const expected = inWindow(subject, `${ofOthers} * ${requests}`);
    return allOf(
      `${ratio} > ${threshold}`,
      `${ratio} > ${TIMES_PEERS} * ${ofOthers}`,
      // Three errors instead of one are chance.
      `(${inWindow(subject, errors)} - ${expected}) / sqrt(clamp_min(${expected}, 1)) > ${CHANCE}`,
      `${inWindow(subject, requests)} > ${minimumTraffic}`,
    );
  },
};
