import { Duration } from 'cdk8s';

/** Options of client-side load balancing. */
export interface ClientSideOptions {
  /**
   * Shortest time between two DNS resolutions by a client, whole seconds.
   *
   * A lower value lets clients leave ending pods and find new ones sooner, at the price of more DNS queries; how old the answers may be is
   * `dnsTtl` of the cluster. It is part of the channel options; Go and Java apply it to the whole process.
   *
   * @default Duration.seconds(30), which is gRPC's own and then not emitted
   * @see https://github.com/grpc/grpc/blob/master/doc/naming.md
   */
  readonly resolutionFloor?: Duration;
}
