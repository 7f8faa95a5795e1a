import { Duration } from 'cdk8s';

/** When and how often a client retries a failed request. */
export interface RetryPolicy {
  /**
   * Attempts in total, including the first, 2 to 5.
   *
   * @default 3
   */
  readonly maxAttempts?: number;
  /**
   * Status codes after which a request is retried.
   *
   * `UNAVAILABLE` is usually, but not always, sent before the request was processed: retry only requests that are safe to repeat.
   *
   * @default ['UNAVAILABLE']
   */
  readonly retryableStatusCodes?: string[];
  /**
   * Wait before the second attempt, whole milliseconds; each further wait is twice as long, up to ten times the first.
   *
   * @default Duration.millis(100)
   */
  readonly initialBackoff?: Duration;
}
