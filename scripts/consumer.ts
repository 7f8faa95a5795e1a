/**
 * Installs the packed tarball into empty projects, as its users do, and runs the first example of the README there:
 * with the oldest peers that are promised, and with the newest.
 *
 *   npm run consumer
 */
import { execFile, execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const MARKER = '<!-- example: greeter -->';

/** The same program in the repository. */
const TWIN = 'examples/quickstart/main.ts';
const MANIFESTS = 'greeter.k8s.yaml';

/** An app without this library, which its validation finds wrong. */
const CHECKED = 'examples/checked';

const root = join(__dirname, '..');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** How TypeScript projects find modules: as they do today, and as they do without any setting. */
const MODULE_SETTINGS = [
  ['--module', 'node16', '--moduleResolution', 'node16'],
  ['--module', 'commonjs'],
];

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'cdk8s-grpc-consumer-'));
  try {
    const printed = execFileSync('npm', ['pack', '--json', '--pack-destination', folder], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    // What prepack prints stands before it.
    const [{ filename, size, entryCount }] = JSON.parse(printed.slice(printed.search(/^\[\s*\{/m)));
    console.log(`${filename}: ${entryCount} files, ${(size / 1000).toFixed(0)} kB`);
    const tarball = join(folder, filename);
    const expected = await synthesizeTwin(join(folder, 'twin'));
    await Promise.all(['floors', 'newest'].map((peers) => consume(peers, join(folder, peers), tarball, expected)));
  } finally {
    rmSync(folder, { recursive: true, maxRetries: 3 });
  }
}

async function consume(peers: string, project: string, tarball: string, expected: string): Promise<void> {
  mkdirSync(project);
  const run = runner(project);
  await run('npm', ['init', '--yes']);
  const ranges = Object.entries<string>(manifest.peerDependencies).map(
    ([name, range]) => `${name}@${peers === 'floors' ? range.replace('^', '') : range}`,
  );
  const tools = ['typescript', 'tsx'].map((name) => `${name}@${manifest.devDependencies[name]}`);
  await run('npm', ['install', '--save-exact', '--no-audit', '--no-fund', tarball, ...ranges, ...tools]);
  const versions = Object.keys(manifest.peerDependencies).map((name) => onlyCopy(project, name));

  writeFileSync(join(project, 'main.ts'), example());
  for (const settings of MODULE_SETTINGS) {
    // Not --skipLibCheck: our declarations must be whole too.
    await run('node_modules/.bin/tsc', ['--noEmit', '--strict', '--target', 'es2022', ...settings, 'main.ts']);
  }
  await run('node', ['--import', 'tsx', 'main.ts']);
  const written = readFileSync(join(project, 'dist', MANIFESTS), 'utf8');
  if (written !== expected) throw new Error(`${peers}: the manifests differ from those of ${TWIN}:\n${written}`);
  if (!written.includes('clusterIP: None')) throw new Error(`${peers}: no headless Service in\n${written}`);

  // Node finds the names of a CommonJS module by reading it.
  const program =
    "import { GrpcServer, LoadBalancing } from 'cdk8s-grpc'; if (GrpcServer.name !== 'GrpcServer' || !LoadBalancing) throw 1;";
  await run('node', ['--input-type=module', '--eval', program]);
  await checkByProgram(project, run);
  await validateInSynth(project, run);
  console.log(`${peers}: ${versions.join(', ')}: compiles, runs, writes the manifests of ${TWIN}, and checks them`);
}

/** The program of the package finds nothing in what was written, and something in what is wrong. */
async function checkByProgram(project: string, run: ReturnType<typeof runner>): Promise<void> {
  const program = 'node_modules/.bin/cdk8s-grpc';
  await run(program, ['check', 'dist']);
  await run(program, ['explain', 'dist']);
  const wrong = readFileSync(join(project, 'dist', MANIFESTS), 'utf8').replace('clusterIP: None', 'type: ClusterIP');
  writeFileSync(join(project, 'wrong.yaml'), wrong);
  await mustFail(run(program, ['check', 'wrong.yaml']), 'error clusterip-grpc (');
}

/** `cdk8s synth` finds the validation in the installed package, and it finds what is wrong with the example. */
async function validateInSynth(project: string, run: ReturnType<typeof runner>): Promise<void> {
  for (const file of ['main.ts', 'cdk8s.yaml']) cpSync(join(root, CHECKED, file), join(project, file));
  await mustFail(run(join(root, 'node_modules/.bin/cdk8s'), ['synth']), 'clusterip-grpc (error)');
}

async function mustFail(running: Promise<void>, text: string): Promise<void> {
  const message = await running.then(
    () => 'no failure',
    (error: Error) => error.message,
  );
  if (!message.includes(text)) throw new Error(`there must be a failure with '${text}', got ${message}`);
}

/** The first example of the README. */
function example(): string {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  const block = new RegExp(`${MARKER}\\s*\`\`\`ts\\n([\\s\\S]*?)\`\`\``).exec(readme);
  if (!block) throw new Error(`README.md has no TypeScript block after ${MARKER}`);
  return block[1];
}

async function synthesizeTwin(outdir: string): Promise<string> {
  await runner(root, { CDK8S_OUTDIR: outdir })('node', ['--import', 'tsx', TWIN]);
  return readFileSync(join(outdir, MANIFESTS), 'utf8');
}

/** Name and version of a package, of which there must be one copy: types and `instanceof` do not match across two. */
function onlyCopy(project: string, name: string): string {
  const modules = readdirSync(join(project, 'node_modules'), { recursive: true, encoding: 'utf8' });
  const copies = modules.filter((path) => `/${path}`.endsWith(`/${name}/package.json`));
  const real = copies.filter((path) => path === join(name, 'package.json') || path.includes(`node_modules/${name}/`));
  if (real.length !== 1) throw new Error(`there must be one copy of ${name}, got ${real.join(', ')}`);
  return `${name} ${JSON.parse(readFileSync(join(project, 'node_modules', real[0]), 'utf8')).version}`;
}

/** Runs commands in a folder; their output is part of the error if they fail. */
function runner(cwd: string, env: NodeJS.ProcessEnv = {}) {
  return async (command: string, args: string[]): Promise<void> => {
    const own = { GRPC_LB_STRATEGY: 'client-side', CDK8S_CHECK_UPGRADE: 'false', ...env };
    try {
      await promisify(execFile)(command, args, { cwd, env: { ...process.env, ...own }, maxBuffer: 2 ** 26 });
    } catch (error) {
      const { stdout, stderr } = error as { stdout?: string; stderr?: string };
      const message = `${command} ${args.join(' ')} failed in ${cwd}:\n${stdout}${stderr}`;
      throw new Error(message, { cause: error });
    }
  };
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
