/** The lab: see `npm run lab -- --help`. */
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { bringLoopbackUp, startIsolated } from '../verify/support/namespace';
import { withFolder } from '../verify/support/folders';
import { ended } from '../verify/support/processes';
import { LabError } from './errors';
import { exitWithCode } from './exit';
import { Lab } from './lab';
import { help, Options, parseOptions } from './options';
import { writeReport } from './page/write';
import { Results } from './results';
import { runScenes } from './run';
import { SCENES } from './scenes';
import { Screen } from './screen';
import { table } from './table';
import { PROGRAMS } from './world/site';

/** Set in the program that --netns starts. */
const INSIDE = 'LAB_INSIDE';

async function main(args: string[]): Promise<number> {
  const options = parseOptions(
    args,
    SCENES.map(({ name }) => name),
  );
  if (options.help) {
    console.log(help(SCENES));
    return 0;
  }
  checkMachine(options);
  if (options.netns && !process.env[INSIDE]) return startInside(args);
  if (options.netns) bringLoopbackUp();
  copyFileSync(join(__dirname, 'programs/greeter.proto'), join(PROGRAMS, 'greeter.proto'));
  const results = await withFolder((folder) => run(options, folder));
  return results.verdicts.every(({ passed }) => passed) ? 0 : 1;
}

async function run(options: Options, folder: string): Promise<Results> {
  const screen = new Screen(options.json);
  try {
    const results = await runScenes(new Lab(options, screen, folder));
    writeReport(results, options.output);
    screen.close();
    console.log(
      options.json ? JSON.stringify(results, null, 2) : `${table(results)}\n\nreport: ${options.output}/index.html`,
    );
    return results;
  } finally {
    screen.close();
  }
}

function checkMachine({ netns }: Options): void {
  if (process.platform !== 'linux') {
    throw new LabError(
      `the lab needs Linux, whose loopback has an address for every pod, got '${process.platform}'; run it in a container: docker run --rm -it -v "$PWD":/lab -w /lab node:20 sh -c 'npm ci && npm run lab'`,
    );
  }
  if (netns && process.getuid!() !== 0) {
    throw new LabError(`--netns needs root, got the user ${process.getuid!()}; use sudo, or leave it out`);
  }
}

/** Runs the lab once more, in namespaces. */
async function startInside(args: string[]): Promise<number> {
  process.env[INSIDE] = '1';
  const { code } = await ended(startIsolated(__filename, args, 'inherit'));
  return typeof code === 'number' ? code : 1;
}

exitWithCode(main(process.argv.slice(2)));
