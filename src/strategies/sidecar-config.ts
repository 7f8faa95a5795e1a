import { Duration } from 'cdk8s';

/** A proxy that runs beside the application. */
export interface SidecarConfig {
  /** Name of the container. */
  readonly containerName: string;
  /** Image, pinned by tag or digest. */
  readonly image: string;
  /** Program to start. */
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
  /** CPU request, such as `50m`. */
  readonly cpuRequest: string;
  /** Memory request, such as `64Mi`. */
  readonly memoryRequest: string;
  /** Memory limit, such as `256Mi`. */
  readonly memoryLimit: string;
  /**
   * Bash command that makes the proxy send its callers elsewhere, and returns when it may stop; runs when the pod begins to end.
   *
   * @default - none
   */
  readonly drainCommand?: string;
  /** Longest time that the application takes to end: a proxy that is not a native sidecar and has no `drainCommand` stays for as long. */
  readonly outlive: Duration;
}
