import { join } from 'node:path';
import pinned from '../engines.json';

/** Each has adapters of its own. */
export type LanguageName = 'node' | 'python' | 'go' | 'java';

/** How the programs of a language are made and started. */
export interface Language {
  readonly name: LanguageName;
  /** Versions as the page of docs/adapters prints them. */
  readonly versions: string[];
  /** The file of ours that the build goes by, and versions as it has them; Java's is on the page. */
  readonly lock?: { readonly file: string; readonly versions: string[] };
  /** Where our programs lie among the printed ones. */
  readonly ours: string;
  /** Run one after the other in the folder of the programs. */
  readonly build: string[][];
  /** The printed examples and our programs, as commands in that folder. */
  readonly programs: Record<Program, string[]>;
  /** What the image would have in its environment. */
  readonly environment?: Record<string, string>;
  /** Arguments that its gRPC cannot apply, see "What each language can do" in docs/adapters. */
  readonly ignored: { readonly client: string[]; readonly server: string[] };
}

/** `example-…` are the printed ones. */
export type Program = 'example-server' | 'example-client' | 'server' | 'client';

const ROOT = join(__dirname, '../..');
const versions = pinned.grpc;

/** Packages from PyPI, each in its folder. */
const PYTHON_PATH = ['grpcio', 'grpcio-health-checking', 'protobuf', 'typing_extensions'] as const;

const MAX_PINGS = 'grpc.http2.max_pings_without_data';

/** Small, and compiled no better than it must be. */
const java = (main: string) => [
  ...['java', '-Xmx64m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-XX:-UsePerfData'],
  ...['-cp', 'target/greeter-1.0.0.jar:target/dependency/*', main],
];

export const LANGUAGES: Language[] = [
  {
    name: 'node',
    versions: [`@grpc/grpc-js@${versions['@grpc/grpc-js']}`, `grpc-health-check@${versions['grpc-health-check']}`],
    lock: {
      file: 'package.json',
      versions: [
        `"@grpc/grpc-js": "${versions['@grpc/grpc-js']}"`,
        `"grpc-health-check": "${versions['grpc-health-check']}"`,
      ],
    },
    ours: '.',
    build: [
      ['npm', 'ci', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'],
      [join(ROOT, 'node_modules/.bin/tsc')],
    ],
    programs: {
      'example-server': [process.execPath, 'out/server-main.js'],
      'example-client': [process.execPath, 'out/client-main.js'],
      server: [process.execPath, 'out/fleet-server.js'],
      client: [process.execPath, 'out/fleet-client.js'],
    },
    ignored: {
      client: [MAX_PINGS],
      server: ['grpc.http2.min_ping_interval_without_data_ms', 'grpc.keepalive_permit_without_calls'],
    },
  },
  {
    name: 'python',
    versions: [`grpcio==${versions.grpcio}`, `grpcio-health-checking==${versions['grpcio-health-checking']}`],
    ours: '.',
    build: [
      ['python3', '-m', 'compileall', '-q', '.'],
      ['python3', '-c', 'import grpcenv.client, grpcenv.server'],
    ],
    programs: {
      'example-server': ['python3', 'server_main.py'],
      'example-client': ['python3', 'client_main.py'],
      server: ['python3', 'fleet_server.py'],
      client: ['python3', 'fleet_client.py'],
    },
    environment: {
      PYTHONPATH: PYTHON_PATH.map((name) => join(ROOT, `.cache/verify/${name}-${versions[name]}`)).join(':'),
    },
    ignored: { client: [], server: [] },
  },
  {
    name: 'go',
    versions: [`google.golang.org/grpc@v${versions['google.golang.org/grpc']}`],
    lock: { file: 'go.mod', versions: [`google.golang.org/grpc v${versions['google.golang.org/grpc']}\n`] },
    ours: '.',
    build: [
      ['go', 'vet', './...'],
      ['go', 'build', '-o', 'bin/example/', './cmd/...'],
      ['go', 'build', '-o', 'bin/', './fleet/...'],
    ],
    programs: {
      'example-server': ['bin/example/server'],
      'example-client': ['bin/example/client'],
      server: ['bin/server'],
      client: ['bin/client'],
    },
    ignored: { client: [MAX_PINGS, 'grpc.use_local_subchannel_pool'], server: [] },
  },
  {
    name: 'java',
    versions: [`<version>${versions['io.grpc']}</version>`],
    ours: 'src/main/java/verify',
    build: [['mvn', '-q', '-B', 'package', 'dependency:copy-dependencies']],
    programs: {
      'example-server': java('greeter.ServerMain'),
      'example-client': java('greeter.ClientMain'),
      server: java('verify.FleetServer'),
      client: java('verify.FleetClient'),
    },
    ignored: { client: [MAX_PINGS, 'grpc.use_local_subchannel_pool'], server: [] },
  },
];

export const NAMES = LANGUAGES.map(({ name }) => name);

export const languageOf = (name: LanguageName) => LANGUAGES.find((language) => language.name === name)!;
