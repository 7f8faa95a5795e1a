import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, cpSync, mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { LAB } from '../../examples/lab/settings';
import pinned from '../../verify/engines.json';
import { findEnvoy } from '../world/envoy';
import { PROGRAMS } from '../world/site';
import { GHZ, PAUSE } from './programs';

const ROOT = join(__dirname, '../..');

/** What the manifests name. */
const ENVOY_IMAGE = `docker.io/envoyproxy/envoy:v${pinned.envoy.newest}`;

/** What the hook calls, besides the shell's own commands. */
const OF_DRAIN = ['/usr/bin/cat', '/usr/bin/sleep', '/usr/bin/timeout'];

/** The image of the container that holds a pod open. */
export const PAUSE_IMAGE = 'localhost/pause:1';

/** Makes the images of the experiment of the programs of this machine, as no registry is asked; returns their archives. */
export function makeImages(folder: string): string[] {
  const node = realpathSync(process.execPath);
  const shell = realpathSync('/bin/sh');
  const [envoy, bash] = [findEnvoy()!.path, realpathSync('/bin/bash')];
  const tools = OF_DRAIN.map((path) => realpathSync(path));
  const modules = modulesOfPrograms().map((name) => [`/lab/node_modules/${name}`, join(ROOT, 'node_modules', name)]);
  return [
    makeImage(folder, PAUSE_IMAGE, { '/pause': PAUSE }, { Entrypoint: ['/pause'] }),
    // With the shell of Envoy's own image, by which its preStop hook tells it to drain.
    makeImage(
      folder,
      ENVOY_IMAGE,
      {
        ...{ ...librariesOf(envoy, bash, ...tools), '/usr/local/bin/envoy': envoy, '/bin/bash': bash },
        ...Object.fromEntries(OF_DRAIN.map((path, index) => [path, tools[index]])),
      },
      {},
    ),
    makeImage(
      folder,
      LAB.image,
      {
        ...{ ...librariesOf(node, shell), '/usr/local/bin/node': node, '/bin/sh': shell, '/usr/local/bin/ghz': GHZ },
        ...{ '/lab': PROGRAMS, '/lab/greeter.proto': join(ROOT, 'lab/programs/greeter.proto') },
        ...Object.fromEntries(modules),
      },
      { Cmd: ['node', 'server.js'], WorkingDir: '/lab', User: '1000' },
    ),
  ];
}

/** An archive as `docker save` writes it, of one layer: the files, by the place where they go. */
function makeImage(folder: string, name: string, files: Record<string, string>, config: object): string {
  const base = join(folder, name.replace(/\W/g, '-'));
  const [layer, archive] = [join(base, 'layer'), join(base, 'archive')];
  for (const place of [layer, archive]) mkdirSync(place, { recursive: true });
  for (const [place, file] of Object.entries(files)) {
    mkdirSync(dirname(join(layer, place)), { recursive: true });
    cpSync(file, join(layer, place), { recursive: true, dereference: true });
  }
  mkdirSync(join(layer, 'tmp'));
  chmodSync(join(layer, 'tmp'), 0o1777);
  execFileSync('tar', ['--owner=0', '--group=0', '-C', layer, '-cf', join(archive, 'layer.tar'), '.']);
  const digest = sha256(readFileSync(join(archive, 'layer.tar')));
  const description = JSON.stringify({
    architecture: 'amd64',
    os: 'linux',
    config: { Env: ['PATH=/usr/local/bin:/usr/bin:/bin'], ...config },
    rootfs: { type: 'layers', diff_ids: [`sha256:${digest}`] },
  });
  const file = `${sha256(description)}.json`;
  writeFileSync(join(archive, file), description);
  writeFileSync(
    join(archive, 'manifest.json'),
    JSON.stringify([{ Config: file, RepoTags: [name], Layers: ['layer.tar'] }]),
  );
  execFileSync('tar', ['-C', archive, '-cf', `${base}.tar`, '.']);
  rmSync(base, { recursive: true });
  return `${base}.tar`;
}

const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest('hex');

/** The libraries that programs are linked with, where they expect them. */
function librariesOf(...programs: string[]): Record<string, string> {
  const printed = programs.map((program) => execFileSync('ldd', [program], { encoding: 'utf8' })).join('');
  return Object.fromEntries([...printed.matchAll(/(\/\S+) \(0x/g)].map(([, library]) => [library, library]));
}

/** What the lab's programs import, and what that needs. */
function modulesOfPrograms(): string[] {
  const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'));
  const found = new Set<string>();
  const add = (name: string) => {
    if (found.has(name)) return;
    found.add(name);
    Object.keys(packages[`node_modules/${name}`].dependencies ?? {}).forEach(add);
  };
  ['@grpc/grpc-js', '@grpc/proto-loader', 'grpc-health-check'].forEach(add);
  return [...found];
}
