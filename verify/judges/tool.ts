import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { stringify } from 'yaml';
import { Output } from '../support/outputs';
import { ended, start } from '../support/processes';

export const CACHE = join(__dirname, '../../.cache/verify');

/** Writes each output into a file of its own and gives the files. */
export function writeOutputs(outputs: Output[], folder: string): string[] {
  return outputs.map(({ name, manifests }) => {
    const file = join(folder, name.replace(' ', '-'), 'manifests.yaml');
    mkdirSync(dirname(file));
    const documents = manifests.map((manifest) => stringify(manifest, { aliasDuplicateObjects: false }));
    writeFileSync(file, documents.join('---\n'));
    return file;
  });
}

/** Of which strategy such a file is. */
export const strategyOf = (file: string) => basename(dirname(file));

/** Runs a judge that prints JSON; it may end with 1 when it does not like what it reads. */
export async function judge(program: string, args: string[], environment = {}): Promise<any> {
  const env = { ...process.env, ...environment };
  const { code, stdout, stderr } = await ended(start(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'] }));
  if (code !== 0 && code !== 1) throw new Error(`${program} ended with ${code}:\n${stderr}`);
  return JSON.parse(stdout);
}
