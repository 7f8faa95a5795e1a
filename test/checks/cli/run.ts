import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { program } from '../../../src/checks/cli/program';

/** What the program printed and how it ended. */
export interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command line in this process. */
export async function run(args: string[], stdin: string | Buffer = '', env = {}, isTTY = false): Promise<Run> {
  const [stdout, stderr] = [output(isTTY), output(isTTY)];
  const code = await program(args, { stdin: once(stdin), stdout, stderr, env });
  return { code, stdout: stdout.text(), stderr: stderr.text() };
}

/** A folder with files. */
export function folderOf(files: { readonly [path: string]: string | Buffer }): string {
  const folder = mkdtempSync(join(tmpdir(), 'cdk8s-grpc-cli-'));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}

function output(isTTY: boolean) {
  const parts: string[] = [];
  return { isTTY, write: (part: string) => parts.push(part), text: () => parts.join('') };
}

async function* once(text: string | Buffer): AsyncGenerator<Buffer> {
  yield Buffer.from(text as string);
}

/** A file of bad manifests that say why. */
export const SILENCED = join(
  folderOf({
    'x.yaml': readFileSync(join(__dirname, '../rules/clusterip-grpc/bad.yaml'), 'utf8').replace(
      '  name: greeter\n',
      `  name: greeter\n  annotations: {cdk8s-grpc/ignore-clusterip-grpc: '<one> pod'}\n`,
    ),
  }),
  'x.yaml',
);
