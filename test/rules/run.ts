/**
 * Runs every case of the rules through promtool of Prometheus 2 and of Prometheus 3.
 *
 *   scripts/promtool.sh && npm run test:rules [part of the name of a case or source]
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Run, rulesOf, runs, testOf } from './promtool-file';

const root = join(__dirname, '..', '..');
/** Of this run alone; it stays if a test fails. */
const folder = join(root, '.cache', 'rules', String(process.pid));
const PROMTOOLS = ['promtool', join(root, '.cache', 'promtool3')];
const FILES_AT_ONCE = 40;

/** A test file, and how to find its case. */
interface TestFile {
  readonly file: string;
  readonly name: string;
}

async function main(): Promise<number> {
  const missing = await missingTools();
  if (missing.length > 0) {
    console.error(`${missing.join(' and ')} cannot be run; install with scripts/promtool.sh`);
    return 1;
  }
  const started = Date.now();
  const files = write(runs().filter(isWanted));
  if (files.length === 0) {
    console.error(`no case or source has these words, got ${process.argv.slice(2).join(' ')}; use part of a name`);
    return 1;
  }
  console.log(`${files.length} tests written in ${secondsSince(started)} s`);
  let failed = 0;
  for (const promtool of PROMTOOLS) failed += await runAll(promtool, files);
  console.log(`${PROMTOOLS.length * files.length - failed} passed, ${failed} failed`);
  if (!failed) rmSync(folder, { recursive: true });
  return failed ? 1 : 0;
}

/** Cases whose name, source or monitor has the words of the command line. */
function isWanted(run: Run): boolean {
  return process.argv.slice(2).every((word) => nameOf(run).includes(word));
}

function nameOf({ case: { name }, source, monitor }: Run): string {
  return `${name} (${source.key}, ${monitor})`;
}

async function missingTools(): Promise<string[]> {
  const results = await Promise.all(PROMTOOLS.map((promtool) => run(promtool, ['--version'])));
  return PROMTOOLS.filter((_, index) => results[index].code !== 0);
}

function write(all: Run[]): TestFile[] {
  mkdirSync(folder, { recursive: true });
  return all.map((one, index) => {
    const file = join(folder, `test-${index}.yaml`);
    const rules = one.case.servers.map((server) => writeRules(rulesOf(one, server)));
    writeFileSync(file, testOf(one, rules));
    return { file, name: nameOf(one) };
  });
}

/** Many cases have the same rules. */
function writeRules(content: string): string {
  const name = `rules-${createHash('sha256').update(content).digest('hex').slice(0, 16)}.yaml`;
  const file = join(folder, name);
  if (!existsSync(file)) writeFileSync(file, content);
  return name;
}

/** Runs the tests on all cores; the number of those that failed. */
async function runAll(promtool: string, files: TestFile[]): Promise<number> {
  const started = Date.now();
  const batches = Array.from({ length: Math.ceil(files.length / FILES_AT_ONCE) }, (_, index) =>
    files.slice(index * FILES_AT_ONCE, (index + 1) * FILES_AT_ONCE),
  );
  const results: number[] = [];
  await Promise.all(
    Array.from({ length: availableParallelism() }, async () => {
      for (let batch = batches.shift(); batch; batch = batches.shift()) results.push(await runBatch(promtool, batch));
    }),
  );
  const failed = results.reduce((sum, one) => sum + one, 0);
  const { stdout, stderr } = await run(promtool, ['--version']);
  const version = /version (\S+)/.exec(stdout + stderr)?.[1];
  console.log(`promtool ${version}: ${files.length - failed} of ${files.length} in ${secondsSince(started)} s`);
  return failed;
}

async function runBatch(promtool: string, batch: TestFile[]): Promise<number> {
  const { code, stdout, stderr } = await run(promtool, ['test', 'rules', ...batch.map(({ file }) => file)]);
  if (code === 0) return 0;
  const failures = batch.filter(({ name }) => stderr.includes(`name: ${name},`));
  console.error(`${stderr}${failures.map(({ file, name }) => `FAILED ${name}: ${file}\n`).join('')}`);
  // Something else is wrong, perhaps with a file.
  if (failures.length === 0) console.error(stdout);
  return failures.length || batch.length;
}

function run(command: string, args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) =>
    execFile(command, args, { maxBuffer: 1e9, env: { GOGC: '800', ...process.env } }, (error, stdout, stderr) =>
      resolve({ code: error ? 1 : 0, stdout, stderr }),
    ),
  );
}

function secondsSince(started: number): string {
  return ((Date.now() - started) / 1000).toFixed(1);
}

main().then((code) => process.exit(code));
