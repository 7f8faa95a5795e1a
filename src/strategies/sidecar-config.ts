import { Duration } from 'cdk8s';

/** A proxy that runs beside the application. */
export interface SidecarConfig {
  /** Name of the container. */
  readonly containerName: string;
  /** Image, pinned by tag or digest. */
  readonly image: string;
  /** Program that is started. */
  readonly command: string[];
  /** Its arguments. */
  readonly args: string[];
  /** Ports that it listens on in the pod, by name. */
  readonly ports: { [name: string]: number };
  /**
   * Further ports that it listens on, on loopback.
   *
   * @default - none
   */
  readonly reservedPorts?: number[];
  /** Port that answers `readyPath` with 200 once the proxy works. */
  readonly readyPort: number;
  /** Path that answers 200 once the proxy works. */
  readonly readyPath: string;
  /** ConfigMap with the configuration. */
  readonly configMapName: string;
  /** Folder at which the ConfigMap is mounted. */
  readonly configPath: string;
  /** User and group that the proxy runs as; not root. */
  readonly user: number;
  /** CPU that it requests, such as `50m`. */
  readonly cpuRequest: string;
  /** Memory that it requests, such as `64Mi`. */
  readonly memoryRequest: string;
  /** Memory at which it is killed, such as `256Mi`. */
  readonly memoryLimit: string;
  /**
   * Command for bash that makes the proxy send its callers elsewhere, run when the pod begins to end.
   *
   * @default - none
   */
  readonly drainCommand?: string;
  /** Longest time that the application takes to end: an ordinary container, which is no native sidecar, has to outlive it. */
  readonly outlive: Duration;
}
