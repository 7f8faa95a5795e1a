import { Report } from './report';

/** A program that reads what the library emits, and what it is to prove. */
export interface Engine {
  /** Names of its checks as docs/verification.md has them, such as `envoy/spread`. */
  readonly checks: string[];
  /** Runs those checks that are wanted, each with its negative controls. */
  run(report: Report, wanted: (check: string) => boolean): Promise<void>;
}
