import { Duration } from 'cdk8s';
import { knowsAge, ownSeries } from '../subject';
import { AlertDefinition, allOf, beyondChance, FROM_1, SERVER, skewThreshold } from './definition';

/** Connections are few, and stay where they are: less certainty has to do. */
const CHANCE_OF_CONNECTIONS = 4;

/** Connections unevenly spread: requests will follow. */
export const connectionsUneven: AlertDefinition = {
  name: 'GrpcConnectionsUneven',
  option: 'connectionsUneven',
  summary: 'Connections of a gRPC server are not spread evenly over its pods.',
  description: `One pod of gRPC server ${SERVER} has {{ $value | humanize }} times the connections of an average pod.`,
  thresholds: FROM_1,
  absent: ({ telemetry }) =>
    telemetry.connections ? undefined : (telemetry.absent?.connections ?? 'the source counts no connections'),
  defaults: () => ({ for: Duration.minutes(15), threshold: 2, minimumTraffic: 5 }),
  expr: (subject, { threshold, minimumTraffic }) => {
    const own = ownSeries(subject);
    const connections = knowsAge(subject) ? `(${own.connections} and ${own.settled})` : own.connections;
    const average = `avg without (pod) (${connections})`;
    const skew = `max without (pod) (${connections}) / ${average}`;
    return allOf(
      `${skew} > ${skewThreshold(threshold, connections)}`,
      beyondChance(skew, average, CHANCE_OF_CONNECTIONS),
      `${average} > ${minimumTraffic}`,
    );
  },
};
