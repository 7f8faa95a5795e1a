import { Duration } from 'cdk8s';
import { knowsAge, ownSeries, RuleSubject, settlingTime, windowOf } from '../subject';
import { AlertDefinition, FROM_0, inWindow, SERVER } from './definition';

/** How many times the rate of probes an average pod must get, so that a pod without more than probes stands out. */
const TIMES_PROBES = 10;

function probes({ telemetry }: RuleSubject): number {
  return telemetry.probesPerSecond ?? 0;
}

/** A ready pod that nobody calls: the sure sign of clients that do not know it. */
export const podIdle: AlertDefinition = {
  name: 'GrpcPodIdle',
  option: 'podIdle',
  summary: 'A ready pod of a gRPC server gets no requests.',
  description: `Pod {{ $labels.pod }} of gRPC server ${SERVER} is ready and gets no requests, while its peers do.`,
  thresholds: FROM_0,
  absent: () => undefined,
  defaults: (subject) => ({
    // Without the age of pods the time to settle has to pass first.
    for: knowsAge(subject) ? Duration.minutes(5) : Duration.seconds(settlingTime(subject).toSeconds() + 300),
    threshold: probes(subject),
    minimumTraffic: Math.max(30, TIMES_PROBES * probes(subject) * windowOf(subject).toSeconds()),
  }),
  expr: (subject, { threshold, minimumTraffic }) => {
    const own = ownSeries(subject);
    const watched = knowsAge(subject) ? own.settledRequests : own.requests;
    const average = inWindow(subject, own.average);
    return `${watched} <= ${threshold}\nand on (grpc_server, namespace) ${average} > ${minimumTraffic}`;
  },
};
