import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { withFolder } from './folders';
import { ended, start } from './processes';

const ROOT = join(__dirname, '../..');

/** What `cdk8s synth` writes for an app; `environment` chooses the strategy. The app of cdk8s.yaml by default. */
export function synthesize(environment: Record<string, string>, app?: string): Promise<any[]> {
  return withFolder(async (folder) => {
    const args = ['synth', '--check-upgrade=false', '--output', folder];
    if (app) args.push('--app', `node --import tsx ${app}`);
    const child = start(join(ROOT, 'node_modules/.bin/cdk8s'), args, {
      cwd: ROOT,
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const { code, stdout, stderr } = await ended(child);
    if (code !== 0) throw new Error(`cdk8s synth ended with ${code}:\n${stdout}${stderr}`);
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.yaml'))
      .sort()
      .flatMap((file) => parseYaml(readFileSync(join(folder, file), 'utf8')));
  });
}

/** The objects in a text of YAML documents. */
export function parseYaml(text: string): any[] {
  return parseAllDocuments(text)
    .map((document) => document.toJS())
    .filter(Boolean);
}
