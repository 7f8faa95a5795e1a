import { Duration } from 'cdk8s';
import { GrpcConnection } from './strategy';
import { IGrpcServer } from '../grpc-server-interface';
import { refuse, Words } from '../private/errors';

/** Time in which a mesh's control plane has told every proxy of a new or a leaving pod: seconds, taken generously. */
export const PROPAGATION = Duration.seconds(10);

/**
 * How long a server's proxy must stay that is an ordinary container, and is told to end together with the server: until it has drained.
 *
 * A hook of the container's own, of which nobody knows how long it takes, comes as a `preStop` of 0.
 */
export function serverDrain({ longestRequest }: IGrpcServer, preStop = PROPAGATION): Duration {
  return Duration.seconds(Math.max(preStop.toSeconds(), PROPAGATION.toSeconds()) + longestRequest.toSeconds());
}

/** How long a client's proxy must stay that is told to end together with the client: until the last request of the client has ended. */
export function clientDrain(connections: GrpcConnection[]): Duration {
  return Duration.seconds(Math.max(...connections.map(({ server }) => server.longestRequest.toSeconds())));
}

/** A proxy cannot see requests inside the application's TLS. */
export function refuseEncrypted(server: IGrpcServer, strategyName: string): void {
  if (server.tls.encryptedByApplication) {
    refuse(
      server,
      `'${strategyName}' cannot balance what the application encrypts`,
      new Words('GrpcTls.byApplication()'),
      "let the application speak plaintext and the mesh encrypt, or select 'client-side'",
    );
  }
}

/** In the network that all containers of a pod share, of two that want a port one does not start, or gets what is for the other. */
export function refuseProxyPorts(server: IGrpcServer, strategyName: string, taken: number[]): void {
  const port = server.ports.find(({ port: number }) => taken.includes(number));
  if (!port) return;
  const what = `port '${port.name}' is one of the proxy that '${strategyName}' puts into the pods`;
  refuse(server, what, port.port, `use none of ${taken.join(', ')}`);
}
