/**
 * Puts the sources into one file, the program `cdk8s-grpc` into another, and each parser that is loaded when it is needed into one of its
 * own, with the licenses of what is not ours.
 *
 * Not what jsii compiled of them: 160 CommonJS modules take three times as long to load as one file without modules, and under jest more
 * than that in every test file that imports them; a file that wraps them takes twice as long.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync, BuildOptions } from 'esbuild';

/** What is not ours, and the files that hold it. */
const PARSERS = { 'js-yaml': './js-yaml.js', '@prometheus-io/lezer-promql': './lezer-promql.js' };

const root = join(__dirname, '..');
const sources = join(root, 'src');

/** Writes a file of the package and returns the packages in it. */
function bundle(name: string, what: BuildOptions): string[] {
  const { metafile } = buildSync({
    ...what,
    absWorkingDir: root,
    outfile: join(root, 'lib', name),
    bundle: true,
    metafile: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    logLevel: 'warning',
  });
  return Object.keys(metafile!.inputs).flatMap((path) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? []);
}

function ours(name: string, what: BuildOptions): void {
  const peers = Object.keys(manifestOf('.').peerDependencies);
  const others = bundle(name, { ...what, alias: PARSERS, external: [...peers, ...Object.values(PARSERS)] });
  if (others.length) throw new Error(`lib/${name} holds ${others.join(', ')}, which are loaded in every synth`);
}

function main(): void {
  ours('index.js', { entryPoints: [join(sources, 'index.ts')] });
  ours('cli.js', { entryPoints: [join(sources, 'checks/cli/main.ts')] });
  const others = Object.entries(PARSERS).flatMap(([name, file]) =>
    bundle(file, { entryPoints: [require.resolve(name)] }),
  );
  writeFileSync(join(root, 'lib/THIRD-PARTY-LICENSES'), [...new Set(others)].sort().map(license).join('\n\n'));
}

function license(name: string): string {
  const folder = join('node_modules', name);
  const { version, license } = manifestOf(folder);
  return `${name} ${version} (${license})\n\n${readFileSync(join(root, folder, 'LICENSE'), 'utf8').trim()}\n`;
}

function manifestOf(folder: string): any {
  return JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
}

main();
