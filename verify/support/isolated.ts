import { AssertionError } from 'node:assert';
import { withFolder } from './folders';
import { bringLoopbackUp, startIsolated } from './namespace';
import { ended } from './processes';

/** How a check ended that ran in namespaces of its own. */
interface Result {
  readonly measured?: string;
  /** The engine did not do what it must. */
  readonly wrong?: string;
  /** Nothing is known. */
  readonly crashed?: string;
}

/** Longest time for a check, in milliseconds. */
const LIMIT = 240000;

/** Runs a check in a program of its own (see `runInside`); tells what it measured, or throws what it threw. */
export function runIsolated(program: string, job: object): Promise<string> {
  return withFolder(async (folder) => {
    const child = startIsolated(program, [JSON.stringify({ ...job, folder })]);
    const timer = setTimeout(() => child.kill('SIGKILL'), LIMIT);
    const { code, stdout, stderr } = await ended(child);
    clearTimeout(timer);
    if (code !== 0) throw new Error(`ended with ${code}: ${stderr}`);
    const { measured, wrong, crashed }: Result = JSON.parse(stdout);
    if (wrong !== undefined) throw new AssertionError({ message: wrong });
    if (crashed !== undefined) throw new Error(`${crashed} ${stderr}`);
    return measured!;
  });
}

/** All that such a program does: its one argument is the job, with a folder that it may use; it prints a result. */
export async function runInside<Job>(run: (job: Job & { readonly folder: string }) => Promise<string>): Promise<void> {
  // Whatever becomes of the one who asked.
  setTimeout(() => process.exit(1), LIMIT).unref();
  const result = await resultOf(async () => {
    bringLoopbackUp();
    return run(JSON.parse(process.argv[2]));
  });
  // The pid namespace ends with this process, and everything in it.
  process.stdout.write(JSON.stringify(result), () => process.exit(0));
}

async function resultOf(run: () => Promise<string>): Promise<Result> {
  try {
    return { measured: await run() };
  } catch (error) {
    if (error instanceof AssertionError) return { wrong: error.message };
    return { crashed: error instanceof Error ? error.stack! : String(error) };
  }
}
