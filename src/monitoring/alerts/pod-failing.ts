import { Duration } from 'cdk8s';
import { ownSeries } from '../subject';
import { AlertDefinition, allOf, CHANCE, inWindow, SERVER } from './definition';

/** How many times the error ratio of its peers a pod must have: what all pods fail is no matter of balance. */
const TIMES_PEERS = 3;

/** Requests per second that are none: peers that are never called fail nothing, where 0 / 0 would compare with nothing. */
const NONE = '1e-6';

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
    const { errorRatio, errors, requests } = ownSeries(subject);
    const ofPeers = (values: string) =>
      `(sum without (pod) (${values}) - on (grpc_server, namespace) group_right () ${values})`;
    const ofOthers = `(${ofPeers(errors)} / clamp_min(${ofPeers(requests)}, ${NONE}))`;
    const expected = inWindow(subject, `${ofOthers} * ${requests}`);
    return allOf(
      `${errorRatio} > ${threshold}`,
      `${errorRatio} > ${TIMES_PEERS} * ${ofOthers}`,
      // Three errors instead of one are chance.
      `(${inWindow(subject, errors)} - ${expected}) / sqrt(clamp_min(${expected}, 1)) > ${CHANCE}`,
      `${inWindow(subject, requests)} > ${minimumTraffic}`,
      // The only pod has no peers.
      `on (grpc_server, namespace) count without (pod) (${requests}) > 1`,
    );
  },
};
