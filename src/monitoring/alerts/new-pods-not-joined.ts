import { Duration } from 'cdk8s';
import { knowsAge, ownSeries, settlingTime } from '../subject';
import { AGE_UNKNOWN, AlertDefinition, allOf, inWindow, SERVER } from './definition';

/** For how long a pod that has settled counts as new. */
const NEW_SECONDS = 3600;

/** Clients that go on calling the pods that they know: a connection age that is not in effect. */
export const newPodsNotJoined: AlertDefinition = {
  name: 'GrpcNewPodsNotJoined',
  option: 'newPodsNotJoined',
  summary: 'New pods of a gRPC server do not get their share of the requests.',
  description: `Pods of gRPC server ${SERVER} that came in the last hour get {{ $value | humanizePercentage }} of what older pods get.`,
  thresholds: { words: 'a number above 0 and below 1', has: (threshold) => threshold > 0 && threshold < 1 },
  absent: (subject) => {
    if (!subject.joinsSlowly) return 'whoever balances learns of new pods by itself';
    return knowsAge(subject) ? undefined : AGE_UNKNOWN;
  },
  defaults: () => ({ for: Duration.minutes(5), threshold: 0.5, minimumTraffic: 100 }),
  expr: (subject, { threshold, minimumTraffic }) => {
    const { requests, age, settled } = ownSeries(subject);
    const settling = settlingTime(subject).toSeconds();
    // Old is what was there well before, however young the whole server is.
    const limit = `ignoring (pod) group_left () clamp_max(max without (pod) (${age}) - ${settling}, ${settling + NEW_SECONDS})`;
    const young = `avg without (pod) (${requests} and ${settled} and ${age} < ${limit})`;
    const old = `avg without (pod) (${requests} and ${age} >= ${limit})`;
    return allOf(`${young}\n/ ${old} < ${threshold}`, `${inWindow(subject, old)} > ${minimumTraffic}`);
  },
};
