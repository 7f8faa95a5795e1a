/** Runs one check in namespaces of its own and prints its result as JSON: see job.ts. */
import { AssertionError } from 'node:assert';
import { bringLoopbackUp } from '../support/namespace';
import { CHECKS } from './checks';
import { Job, LIMIT, Result } from './job';

async function run({ check, scene }: Job): Promise<Result> {
  try {
    bringLoopbackUp();
    return { measured: await CHECKS.find(({ name }) => name === check)!.run(scene) };
  } catch (error) {
    if (error instanceof AssertionError) return { wrong: error.message };
    return { crashed: error instanceof Error ? error.stack! : String(error) };
  }
}

// Whatever becomes of the one who asked.
setTimeout(() => process.exit(1), LIMIT).unref();

// The pid namespace ends with this process, and everything in it.
run(JSON.parse(process.argv[2])).then((result) => process.stdout.write(JSON.stringify(result), () => process.exit(0)));
