/**
 * Gives what `cdk8s synth` writes to the programs that will read it, and watches what they do.
 *
 *   npm run verify                    all engines
 *   npm run verify -- envoy           one
 *   npm run verify -- envoy/spread    one check with its negative controls
 *
 * An engine is a key of engines.json with a folder of that name: install.sh gets it, index.ts exports `engine`.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { Engine } from './support/check';
import { checkTable } from './support/docs';
import { exitWith } from './support/processes';
import { Report } from './support/report';
import pinned from './engines.json';

const NAMES = Object.keys(pinned);

async function main(args: string[]): Promise<boolean> {
  const engines = await Promise.all(NAMES.map(load));
  const checks = engines.flatMap(([, engine]) => engine.checks);
  const unknown = args.find((arg) => !NAMES.includes(arg) && !checks.includes(arg));
  if (unknown)
    throw new Error(`there is no engine or check '${unknown}'; there are ${[...NAMES, ...checks].join(', ')}`);

  const report = new Report();
  await report.check('docs/verification', '', async () => checkTable(checks));
  for (const [name, engine] of engines) {
    const wanted = (check: string) => !args.length || args.includes(name) || args.includes(check);
    if (engine.checks.some(wanted) && installed(name, report)) await engine.run(report, wanted);
  }
  return report.close();
}

async function load(name: string): Promise<[string, Engine]> {
  return [name, (await import(join(__dirname, name, 'index.ts'))).engine];
}

/** Whether the engine is there; without it nothing is proven, so that CI must not go on. */
function installed(name: string, report: Report): boolean {
  const { status } = spawnSync('bash', [join(__dirname, 'install.sh'), name], { stdio: 'inherit' });
  if (status === 0) return true;
  const message = `${name} could not be installed, see above: none of its checks ran`;
  if (process.env.CI === 'true') report.failed(`${name}/installed`, message);
  else console.log(`skipped: ${message}`);
  return false;
}

exitWith(main(process.argv.slice(2)));
