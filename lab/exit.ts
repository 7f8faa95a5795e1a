import { endAll, endAllOnSignals } from '../verify/support/processes';
import { LabError } from './errors';

/** Ends this process, and all that it started, with the code of its work; with 2 if that could not be done. */
export function exitWithCode(work: Promise<number>): void {
  endAllOnSignals();
  work
    .catch((error) => {
      console.error(error instanceof LabError ? `lab: ${error.message}` : error);
      return 2;
    })
    .then((code) => {
      endAll();
      process.exit(code);
    });
}
