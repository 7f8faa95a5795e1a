/** Whether the application itself encrypts; a statement about its image, which changes nothing in it. */
export class GrpcTls {
  /**
   * The application speaks plaintext HTTP/2 (h2c).
   *
   * A mesh may encrypt on the wire: it needs plaintext on both sides to see requests at all.
   */
  public static plaintext(): GrpcTls {
    return new GrpcTls(false);
  }

  /**
   * The application does TLS itself.
   *
   * Proxies then cannot see requests, so only the client can balance; the kubelet's gRPC probes cannot speak TLS.
   */
  public static byApplication(): GrpcTls {
    return new GrpcTls(true);
  }

  private constructor(
    /** Whether only the application can read the traffic. */
    public readonly encryptedByApplication: boolean,
  ) {}
}
