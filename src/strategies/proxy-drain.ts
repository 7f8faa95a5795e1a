import { Duration } from 'cdk8s';

/** How a proxy that others put into a pod is told to stay when the pod begins to end, where it is an ordinary container. */
export interface ProxyDrain {
  /** How long it stays; whole seconds. The pod is given 5 s more. */
  readonly time: Duration;
  /** Pod annotation that says so. */
  readonly annotation: string;
  /**
   * Field for it, with a value such as `20s`, in an annotation that is a JSON object.
   *
   * @default - the annotation is the number of seconds alone
   */
  readonly field?: string;
}
