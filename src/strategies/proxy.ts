import { Duration } from 'cdk8s';
import { IGrpcServer } from '../grpc-server-interface';
import { refuse, Words } from '../private/errors';

/** Time in which a mesh's control plane has told every proxy of a new or a leaving pod: seconds, taken generously. */
export const PROPAGATION = Duration.seconds(10);

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
