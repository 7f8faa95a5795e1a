import { Duration } from 'cdk8s';

/** A duration as protobuf's JSON has it. */
export function protobufDuration(duration: Duration): string {
  return `${duration.toMilliseconds() / 1000}s`;
}
